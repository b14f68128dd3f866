import type { Finding } from './lint';
import type { Model } from './model/types';
import type { Connection, Decision, Enforcement } from './network-policy';
import type { OutputFile } from './output';
import type { Rule } from './rules';
import type { ParseOptions, Rule as SquidRule } from './squid';

// Loaded when they are called: a main.ts that only renders needs no rules, and they take long to load.
const manifests = () => require('./rules') as typeof import('./rules');
const policies = () => require('./network-policy') as typeof import('./network-policy');
const squid = () => require('./squid') as typeof import('./squid');

/** The rules over rendered manifests, sorted by id. `rule.subject` groups them. */
export function rules(): readonly Rule[] {
  return manifests().RULES;
}

/** The rules over a squid.conf, sorted by id. */
export function squidRules(): readonly SquidRule[] {
  return squid().RULES;
}

/**
 * Checks rendered files as `npm run check` does: everything that Flux would apply to each environment, patches included.
 *
 * @param files all files that `synthesize` returns
 * @param model the settings that they were rendered from
 * @param only the rules to check, for example `rules().filter(({ subject }) => subject === 'network')`, or your own; default: all
 * @returns findings, those that the settings suppress among them with the reason under `suppressed`
 */
export function verify(files: readonly OutputFile[], model: Model, only: readonly Rule[] = rules()): Finding[] {
  return manifests().verify(files, model, only);
}

/**
 * Checks a squid.conf as `npm run scan` does, with everything that it includes.
 *
 * @param file its path: includes are read relative to it, and findings name it
 * @param text its content
 * @param options version of Squid, sources that may use the proxy, and where other files are read from
 */
export function scan(file: string, text: string, options: ParseOptions = {}): readonly Finding[] {
  return squid().scan(squid().parse(file, text, options));
}

/**
 * Decides whether a cluster's network policies let a connection through, as Calico or Cilium would. See
 * docs/network-policies.md.
 *
 * @param enforcement objects of the cluster, of any kind, and the datapath that enforces them
 * @param connection from and to pods, nodes and addresses outside, after Services are translated
 * @throws EgressError (1) for a NetworkPolicy that the API server would refuse
 */
export function decideConnection(enforcement: Enforcement, connection: Connection): Decision {
  return policies().decide(enforcement, connection);
}
