import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { EnvironmentModel } from '../../lib';
import { terraform } from '../../lib/infra';
import { stamp } from '../../lib/output';
import { proxyFiles } from '../../lib/proxy';
import { ensureBinaries } from '../binaries/ensure';
import { type Result, run } from '../exec';

/** The provider looks at the form of this one id before it asks the cloud. */
const CLOUD = `mock_provider "scaleway" {
  mock_resource "scaleway_vpc_private_network" {
    defaults = { id = "fr-par/11111111-2222-3333-4444-555555555555" }
  }
}
`;

/** The real OpenTofu and the real provider, without network: the provider is used as it was built. */
export class Tofu {
  private constructor(
    private readonly folder: string,
    private readonly binary: string,
  ) {}

  static async start(): Promise<Tofu> {
    const binaries = await ensureBinaries((line) => process.stderr.write(`${line}\n`));
    const folder = mkdtempSync(join(tmpdir(), 'egress-tofu-'));
    const provider = dirname(binaries['terraform-provider-scaleway'] as string);
    const overrides = `dev_overrides { "registry.opentofu.org/scaleway/scaleway" = "${provider}" }`;
    writeFileSync(join(folder, 'tofu.rc'), `provider_installation {\n  ${overrides}\n}\n`);
    return new Tofu(folder, binaries.tofu as string);
  }

  /** Writes what is rendered for an environment, and runs a command in its folder. */
  run(
    model: EnvironmentModel,
    command: readonly string[],
    files: Readonly<Record<string, string>> = {},
  ): Promise<Result> {
    const root = join(this.folder, 'repository');
    rmSync(root, { recursive: true, force: true });
    const folder = join(root, 'dist/infra', model.environment.name);
    const write = (path: string, content: string) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    };
    for (const file of [...proxyFiles(model), ...terraform(model)]) write(join(root, file.path), stamp(file));
    for (const [name, content] of Object.entries(files)) write(join(folder, name), content);
    const env = { PATH: process.env.PATH, HOME: this.folder, TF_CLI_CONFIG_FILE: join(this.folder, 'tofu.rc') };
    return run([this.binary, ...command], { cwd: folder, env });
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

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
