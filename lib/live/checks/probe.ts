import { map as asMap } from '../../data';
import type { Tenant } from '../../model/types';
import { NAME_LABEL, PROBE } from '../../vocabulary';
import { lastWords } from '../kubectl';
import type { Check, Result, World } from '../types';

/** Seconds after which a result no longer counts. */
const OLDEST = 60;

export const check: Check = {
  title: 'the probes of tenants report declared addresses, and no direct connection (with probe)',
  rights: [
    { verb: 'list', group: '', resource: 'pods' },
    { verb: 'get', group: '', resource: 'pods/log', where: 'tenants' },
  ],
  async run(world) {
    if (world.environment.probe === undefined) return [];
    return Promise.all(world.tenants.map((tenant) => lastResult(world, tenant)));
  },
};

async function lastResult({ cluster }: World, { name, namespace, egress }: Tenant): Promise<Result> {
  const pods = (await cluster.list('pods', namespace)).filter(
    ({ metadata, status }) =>
      metadata.labels?.[NAME_LABEL] === PROBE.name &&
      metadata.deletionTimestamp === undefined &&
      asMap(status).phase === 'Running',
  );
  const [pod] = pods;
  const about = { tenant: name, object: `Pod ${namespace}/${pod?.metadata.name ?? PROBE.name}` };
  const bad = (message: string): Result => ({ ...about, message, found: { id: 'live-probe-bad' } });
  if (!pod) return bad('the probe has no running pod');
  const output = await cluster.run(['logs', pod.metadata.name, `--namespace=${namespace}`, '--tail=1']);
  if (output.code !== 0) return bad(`its log could not be read: ${lastWords(output)}`);
  const { time, answer, address_ok, direct_blocked } = resultIn(output.stdout);
  if (typeof time !== 'number') return bad('it has reported nothing yet');
  const age = Math.round(Date.now() / 1000 - time);
  if (age > OLDEST) return bad(`its last result is ${age} s old (expected at most ${OLDEST})`);
  const declared = egress.proxies.flatMap(({ publicAddress }) => publicAddress ?? []).join(' or ');
  if (direct_blocked === 0)
    return { ...about, message: 'it connects without the proxy', found: { id: 'live-direct-open' } };
  if (address_ok === 0)
    return { ...about, message: `it leaves by ${answer} (expected ${declared})`, found: { id: 'live-address-wrong' } };
  if (address_ok !== 1 || direct_blocked !== 1)
    return bad(`its last round showed nothing: the answer through the proxy was "${answer}"`);
  return { ...about, message: `leaves by ${answer}, and by nothing else, ${Math.max(age, 0)} s ago` };
}

/** The line that the probe prints after each round. */
function resultIn(line: string): Readonly<Record<string, unknown>> {
  try {
    return asMap(JSON.parse(line));
  } catch {
    return {};
  }
}
