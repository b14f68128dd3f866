import type { Command } from 'commander';
import { EgressError } from '../errors';
import { toJson } from '../lint';
import { addressBits } from '../lint/addresses';
import { readTarget, requireTarget } from '../settings/target';
import { explanationText } from './_explain';
import { withNotes } from './_help';
import { onlyEnvironment, requireTenantOf } from './_scope-of-one';
import { renderedWorlds } from './_world';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

/** Loaded when it is asked for: the other commands do without it. */
const engine = () => require('../explain') as typeof import('../explain');

interface ExplainOptions extends SharedOptions {
  readonly workload?: string;
  readonly address?: string;
  readonly sni?: string;
  readonly pod?: string;
  readonly proxy?: string;
}

export function explainCommand(io: Io): Command {
  const command = sharedCommand('explain', 'whether a pod would reach a target, by which hops, and which line decides')
    .usage('[options] TARGET')
    .argument(
      '<target>',
      'a URL, HOST:PORT, tcp://HOST:PORT or udp://HOST:PORT; METHOD and a blank may stand before it',
    )
    .option('--workload <name>', 'pods of this workload (default: all of the tenant’s)')
    .option(
      '--address <addresses>',
      'what the name resolves to, separated by commas (default: what the settings know, else any public address)',
    )
    .option(
      '--pod <namespace/workload>',
      'whose pod has the address (default: any pod may; the workload can be left out)',
    )
    .option('--proxy <address:port>', 'by this proxy only, whatever the variables of the pod say')
    .option('--sni <name>', 'the name inside TLS; an empty one for none (default: the host)')
    .action((text: string, options: ExplainOptions) => {
      const target = requireTarget(text);
      const { sni, workload } = options;
      const addresses = options.address?.split(',').map((each) => each.trim());
      const wrong = addresses?.find((each) => addressBits(each) === undefined);
      if (wrong !== undefined)
        throw new EgressError(`--address ${wrong} is not a valid address (expected, for example, 203.0.113.9)`, 2);
      if (sni !== undefined && sni !== '' && !/^[\w-]+(\.[\w-]+)*$/.test(sni))
        throw new EgressError(`--sni ${sni} is not a valid name (expected, for example, ifconfig.me)`, 2);
      const name = options.tenant;
      if (name === undefined) throw new EgressError('choose whose pods are meant with --tenant', 2);
      const loaded = load(options, io);
      const environment = onlyEnvironment(loaded.model.environments, options.env);
      const tenant = requireTenantOf(environment, name);
      const world = renderedWorlds(loaded, options.out, io)(environment);
      const explanation = engine().explain(world, {
        tenant,
        target,
        ...(workload === undefined ? {} : { workload }),
        ...(addresses === undefined ? {} : { addresses }),
        ...(options.pod === undefined ? {} : { pod: podOf(options.pod) }),
        ...(options.proxy === undefined ? {} : { proxy: proxyOf(options.proxy) }),
        ...(sni === undefined ? {} : { sni: sni.toLowerCase() }),
      });
      io.out(options.json ? toJson({ explanation }) : explanationText(explanation));
      io.exitCode = ({ allowed: 0, denied: 1, undecided: 3 } as const)[explanation.verdict];
    });
  return withNotes(command, {
    notes: [
      'Decides what the settings would render, before it is deployed. Nothing is asked or changed.',
      'A target is allowed if one of the ways is open: by the proxy, or without it. docs/explain.md explains each hop.',
    ].join('\n'),
    examples: [
      ['explain --tenant client-a --env production https://ifconfig.me/ip', 'by the proxy'],
      ['explain --tenant client-a --env production --workload curl-demo evil.example:443', 'one workload, a tunnel'],
      ['explain --tenant client-a --env production tcp://172.16.30.4:5432', 'without the proxy only'],
      [
        'explain --tenant client-a --env production --sni other.example https://ifconfig.me/',
        'another name inside TLS',
      ],
    ],
    exits: { '0': 'allowed', '1': 'denied', '3': 'undecided: it depends on what the settings do not tell' },
  });
}

function podOf(text: string) {
  const [, namespace, workload] = /^([a-z0-9-]+)(?:\/([a-z0-9.-]+))?$/.exec(text) ?? [];
  if (namespace === undefined)
    throw new EgressError(`--pod ${text} is not valid (expected, for example, client-b-demo/web or client-b-demo)`, 2);
  return { namespace, ...(workload === undefined ? {} : { workload }) };
}

function proxyOf(text: string) {
  const proxy = readTarget(/^https?:\/\//.test(text) ? text : `http://${text}`);
  if (typeof proxy === 'string' || proxy.path !== '/' || !/:\d+\/?$/.test(text))
    throw new EgressError(`--proxy ${text} is not valid (expected ADDRESS:PORT)`, 2);
  return proxy;
}
