import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { EnvironmentModel } from '../../../lib';
import { terraform } from '../../../lib/infra';
import { stamp } from '../../../lib/output';
import { proxyFiles } from '../../../lib/proxy';
import { ensureBinaries } from '../../binaries/ensure';
import { RECIPES } from '../../binaries/versions';
import { type Result, run } from '../../process/exec';
import { testOptions } from '../../runner/options';
import { type ResourceChange, type Schemas, stateAfter } from './_cloud';

/** The provider looks at the form of this one id before it asks the cloud. */
const CLOUD = `mock_provider "scaleway" {
  mock_resource "scaleway_vpc_private_network" {
    defaults = { id = "fr-par/11111111-2222-3333-4444-555555555555" }
  }
}
`;

const SOURCE = 'registry.opentofu.org/scaleway/scaleway';

/** Of the right form, and no one's: the provider asks the cloud nothing while it plans. */
const CREDENTIALS = {
  SCW_ACCESS_KEY: 'SCWXXXXXXXXXXXXXXXXX',
  SCW_SECRET_KEY: '11111111-1111-1111-1111-111111111111',
  SCW_DEFAULT_PROJECT_ID: '11111111-1111-1111-1111-111111111111',
};

/** The real OpenTofu and the real provider, without network. */
export class Tofu {
  private constructor(
    private readonly folder: string,
    private readonly binary: string,
  ) {}

  static async start(): Promise<Tofu> {
    const binaries = await ensureBinaries((line) => process.stderr.write(`${line}\n`), testOptions());
    const folder = mkdtempSync(join(tmpdir(), 'egress-tofu-'));
    const provider = binaries['terraform-provider-scaleway'] as string;
    const version = RECIPES['scaleway-provider'].version.slice(1);
    const platform = `linux_${process.arch === 'x64' ? 'amd64' : process.arch}`;
    const mirrored = join(folder, 'mirror', SOURCE, version, platform);
    mkdirSync(mirrored, { recursive: true });
    symlinkSync(provider, join(mirrored, `terraform-provider-scaleway_v${version}`));
    const installation = {
      // As it was built, without `init`.
      overrides: `dev_overrides { "${SOURCE}" = "${dirname(provider)}" }`,
      // As a registry would have it, for `init`.
      mirror: `filesystem_mirror { path = "${join(folder, 'mirror')}" }`,
    };
    for (const [name, method] of Object.entries(installation))
      writeFileSync(join(folder, `${name}.rc`), `provider_installation {\n  ${method}\n}\n`);
    return new Tofu(folder, binaries.tofu as string);
  }

  environment(installation: 'overrides' | 'mirror'): NodeJS.ProcessEnv {
    const PATH = `${dirname(this.binary)}:${process.env.PATH}`;
    return { PATH, HOME: this.folder, TF_CLI_CONFIG_FILE: join(this.folder, `${installation}.rc`), ...CREDENTIALS };
  }

  /** Writes what is rendered for an environment, and other files into its folder. Returns the repository's root. */
  write(model: EnvironmentModel, files: Readonly<Record<string, string>> = {}): string {
    const root = join(this.folder, 'repository');
    rmSync(root, { recursive: true, force: true });
    const write = (path: string, content: string) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    };
    for (const file of [...proxyFiles(model), ...terraform(model)]) write(join(root, file.path), stamp(file));
    for (const [name, content] of Object.entries(files)) write(join(root, folderOf(model), name), content);
    return root;
  }

  /** Writes what is rendered for an environment, and runs a command in its folder. */
  run(
    model: EnvironmentModel,
    command: readonly string[],
    files: Readonly<Record<string, string>> = {},
  ): Promise<Result> {
    const cwd = join(this.write(model, files), folderOf(model));
    return run([this.binary, ...command], { cwd, env: this.environment('overrides') });
  }

  /** Plans with a cloud that is made up, and holds the plan to conditions, name → expression. */
  holds(model: EnvironmentModel, conditions: Readonly<Record<string, string>>): Promise<Result> {
    const asserts = Object.entries(conditions).map(
      ([name, condition]) =>
        `  assert {\n    condition = ${condition}\n    error_message = ${JSON.stringify(name)}\n  }\n`,
    );
    const test = `${CLOUD}run "plan" {\n  command = plan\n${asserts.join('')}}\n`;
    return this.run(model, ['test', '-no-color'], { 'plan.tftest.hcl': test });
  }

  /** The real provider's plan of the way from a state to an environment, resource by resource. */
  async plan(model: EnvironmentModel, state?: string, ...more: readonly string[]): Promise<readonly ResourceChange[]> {
    const files: Record<string, string> = state === undefined ? {} : { 'terraform.tfstate': state };
    const result = await this.run(
      model,
      ['plan', '-refresh=false', '-input=false', '-no-color', '-out=plan', ...more],
      files,
    );
    if (result.code !== 0) throw new Error(`${result.stdout}${result.stderr}`);
    const shown = await this.again(model, ['show', '-json', 'plan']);
    return (shown as { resource_changes: ResourceChange[] }).resource_changes;
  }

  /** The state after an environment was applied to an empty cloud. */
  async appliedState(model: EnvironmentModel): Promise<string> {
    const changes = await this.plan(model);
    const main = readFileSync(join(this.folder, 'repository', folderOf(model), 'main.tf.json'), 'utf8');
    const { provider_schemas: providers } = (await this.again(model, ['providers', 'schema', '-json'])) as {
      provider_schemas: Record<string, { resource_schemas: Schemas['resources'] }>;
    };
    const resources = providers[SOURCE]?.resource_schemas ?? {};
    return stateAfter(changes, JSON.parse(main).resource, { resources, provider: SOURCE });
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Runs a command in the folder as the last one left it, and reads its answer. */
  private async again(model: EnvironmentModel, command: readonly string[]): Promise<unknown> {
    const cwd = join(this.folder, 'repository', folderOf(model));
    const { code, stdout, stderr } = await run([this.binary, ...command], { cwd, env: this.environment('overrides') });
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  }
}

function folderOf({ environment }: EnvironmentModel): string {
  return join('dist/infra', environment.name);
}
