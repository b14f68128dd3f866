import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { EgressError } from '../lib/errors';
import { fileNameOf, RUNBOOK_KEYS } from '../lib/runbooks';
import { KUBERNETES_MINORS } from '../lib/versions';
import { ensureBinaries } from './binaries/ensure';
import { namesScale, SCALE_VARIABLE } from './binaries/scale';
import {
  CILIUM_MODES,
  type CiliumMode,
  CNIS,
  DEFAULT_CILIUM_MODE,
  DEFAULT_VERSIONS,
  type Versions,
} from './binaries/versions';
import { doctor, requirePackages } from './doctor';
import { Lab } from './lab';
import { DEFAULT_NAME, State } from './lifetime/state';
import { tearDown } from './lifetime/teardown';
import { testMutants } from './mutants/command';
import { scriptCommand } from './process/script';
import { isWhole, RECORD_VARIABLE, recorded } from './record/recorded';
import { modelOf } from './settings';

interface Options extends Versions {
  readonly name: string;
  readonly env: string;
  readonly tenants: string;
  readonly environments: string;
  readonly out: string;
  readonly ciliumMode: CiliumMode;
}

interface ScenarioOptions extends Options {
  readonly all?: true;
  readonly withoutControls?: true;
  /** True: all of them. */
  readonly mutants?: string | true;
}

const say = (line: string) => process.stderr.write(`${line}\n`);

function program(done: (code: number) => void): Command {
  const lab = new Command('lab').description('The real cluster, on this machine (root)').enablePositionalOptions();
  const command = (name: string, description: string, labName = DEFAULT_NAME) =>
    lab.command(name).description(description).option('--name <name>', 'name of the lab', labName);
  const withVersions = (to: Command) =>
    to
      .addOption(
        new Option('--cni <name>', 'what connects pods and enforces policies')
          .choices(CNIS)
          .default(DEFAULT_VERSIONS.cni),
      )
      .addOption(
        new Option('--kubernetes <minor>', 'minor of Kubernetes')
          .choices(KUBERNETES_MINORS)
          .default(DEFAULT_VERSIONS.kubernetes),
      );
  const withSettings = (name: string, description: string, labName?: string) =>
    withVersions(command(name, description, labName))
      .option('--env <name>', 'the environment', 'development')
      .option('--tenants <dir>', 'folder of the tenants’ settings', 'tenants')
      .option('--environments <dir>', 'folder of the environments’ settings', 'overlays')
      .option('--out <dir>', 'folder above the dist/ and clusters/ that Flux applies', '.')
      .addOption(
        new Option('--cilium-mode <mode>', 'how Cilium runs: -kpr replaces kube-proxy')
          .choices(CILIUM_MODES)
          .default(DEFAULT_CILIUM_MODE),
      );

  withSettings('up', 'build a lab and leave it running').action(async (options: Options) => {
    const { name, cni, ciliumMode, kubernetes, out: repository } = options;
    const model = await modelOf(options);
    await Lab.up({ model, name, cni, ciliumMode, kubernetes, repository, detached: true, say });
    const own = name === DEFAULT_NAME ? '' : ` --name ${name}`;
    const call = (rest: string) => `npm run lab:${rest}`;
    const shell = call(own ? `shell --${own}` : 'shell');
    const down = call(own ? `down --${own}` : 'down');
    say(`lab ${name} is up: ${shell}, ${call(`kubectl --${own} get pods -A`)}, ${down}`);
  });
  command('down', 'remove a lab, also what is left of one').action(({ name }: Options) => tearDown(new State(name)));
  withVersions(lab.command('doctor'))
    .description('what is missing for a lab, and what installs it')
    .action(async (versions: Versions) => done(await doctor((line) => process.stdout.write(`${line}\n`), versions)));
  command('shell', 'a shell whose kubectl is the lab’s').action(async ({ name }: Options) => {
    const { environment } = Lab.attach(name);
    // The user's own start-up files would put their PATH first again, so the prompt is all that is changed after them.
    const rc = '. ~/.bashrc 2>/dev/null; PATH="$LAB_PATH"; PS1="lab:$LAB_NAME "\'\\w\\$ \'';
    const env = { ...environment, LAB_PATH: environment.PATH, LAB_NAME: name };
    done(await attached(['bash', '-c', 'exec bash --rcfile <(echo "$1") -i', 'shell', rc], env));
  });
  command('kubectl', 'kubectl of a lab; its own arguments follow --')
    .argument('[args...]')
    .passThroughOptions()
    .allowUnknownOption()
    .action(async (args: string[], { name }: Options) => {
      const { state } = Lab.attach(name);
      done(await attached([join(state.bin, 'kubectl'), ...args], process.env));
    });
  withSettings('test', 'the scenarios on labs of their own; other arguments go to jest', 'lab-test')
    .option(
      '--all',
      'the slow suites, too: the lab’s own tests, clients of the proxy, network policies, alerts, faults for live and drills',
    )
    .option('--without-controls', 'the attacks of the threat matrix without what holds them; writes docs/isolation.md')
    .option('--mutants [name]', 'break one thing at a time instead, and demand that its scenario turns red')
    .argument('[args...]')
    .passThroughOptions()
    .allowUnknownOption()
    .action(async (args: string[], { all, withoutControls, mutants, ...options }: ScenarioOptions) => {
      // Before the workers: what is missing is one error, and no two of them build the same binary.
      requirePackages(options.cni);
      const scale = namesScale(args);
      await ensureBinaries(say, { ...options, scale });
      if (mutants !== undefined) {
        done(await testMutants(mutants === true ? undefined : mutants, options, say));
        return;
      }
      // The lab's own tests look at the whole machine, so nothing else goes on meanwhile.
      const jest = ['--config', join(__dirname, 'jest.config.js'), ...(all ? ['--runInBand'] : []), ...args];
      // Whoever names something means it wherever it is.
      const isNamed = args.some((word) => !/^(-|\d+$)/.test(word));
      const env = {
        ...process.env,
        EGRESS_LAB_OPTIONS: JSON.stringify(options),
        ...(all || isNamed ? { EGRESS_LAB_ALL: '1' } : {}),
        ...(scale ? { [SCALE_VARIABLE]: '1' } : {}),
        ...(withoutControls ? { EGRESS_LAB_WITHOUT_CONTROLS: '1' } : {}),
      };
      const files = withoutControls ? [join(__dirname, 'suites/scenarios/isolation.lab.ts')] : [];
      const run = (more: readonly string[]) =>
        attached([process.execPath, require.resolve('jest/bin/jest'), ...jest, ...files, ...more], env);
      const isRecorded = process.env[RECORD_VARIABLE] !== undefined && !withoutControls && isWhole(args);
      const code = isRecorded ? await recorded(options, run) : await run([]);
      // The run has written its record. The pages are made of it.
      done(
        withoutControls && code === 0
          ? await attached(scriptCommand(join(__dirname, '../scripts/docs.ts')), env)
          : code,
      );
    });
  withVersions(command('drill', 'follow runbooks on a lab of their own, and compare with what they say', 'lab-test'))
    .argument('[names...]', 'runbooks, for example proxy-vm-lost. Default: all that can be drilled')
    .action(async (names: string[], { name, ...versions }: Versions & { readonly name: string }) => {
      const known = RUNBOOK_KEYS.map(fileNameOf);
      const unknown = names.find((each) => !known.includes(each));
      if (unknown !== undefined) {
        throw new EgressError(`unknown runbook ${unknown} (available: ${known.join(', ')})`, 2);
      }
      requirePackages(versions.cni);
      await ensureBinaries(say, versions);
      const filter = names.length > 0 ? ['-t', `^drill (${names.join('|')})$`] : [];
      const jest = ['--config', join(__dirname, 'jest.config.js'), 'suites/drills/', ...filter];
      const env = {
        ...process.env,
        EGRESS_LAB_OPTIONS: JSON.stringify({ name, ...versions }),
        EGRESS_LAB_ALL: '1',
      };
      const code = await attached([process.execPath, require.resolve('jest/bin/jest'), ...jest], env);
      // The record has changed, and with it the pages.
      const isRecorded = process.env[RECORD_VARIABLE] !== undefined && code === 0;
      done(isRecorded ? await attached(scriptCommand(join(__dirname, '../scripts/docs.ts')), env) : code);
    });
  for (const each of [lab, ...lab.commands]) each.exitOverride().showHelpAfterError('--help tells more');
  return lab;
}

/** Runs a command with this terminal. Returns its exit code. */
function attached(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { env, stdio: 'inherit' });
  // The terminal tells both; whoever kills only this one means both.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

async function main(): Promise<number> {
  let code = 0;
  try {
    await program((other) => {
      code = other;
    }).parseAsync(process.argv);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof EgressError)) throw error;
    say(error.message);
    return error.code;
  }
}

main().then((code) => {
  process.exitCode = code;
});
