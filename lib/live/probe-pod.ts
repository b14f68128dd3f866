import { randomBytes } from 'node:crypto';
import { map as asMap } from '../data';
import type { Tenant } from '../model/types';
import { VERSIONS } from '../versions';
import { type Answer, answerOf, apiServerUrl, directAnswerOf, type Round } from './answers';
import { ClusterError, lastWords } from './kubectl';
import { testPod } from './test-pod';
import type { World } from './types';

const IMAGE = `curlimages/curl:${VERSIONS.curl}`;
const MOST_SECONDS = 80;

/** One line per request: what it is, curl's exit code, and curl's words. */
function scriptOf(url: string, world: World): string {
  const ask = (name: string, args: string) =>
    `words=$(curl --silent --show-error ${args} 2>&1); code=$?; echo "${name} $code" $words`;
  return [
    ask('through', `--fail --max-time 15 '${url}'`),
    ask('direct', `--noproxy '*' --max-time 4 '${url}'`),
    ask('api-server', `--noproxy '*' --insecure --max-time 4 '${apiServerUrl(world)}'`),
  ].join('\n');
}

/**
 * Creates a pod in a tenant's namespace, waits for its answers and deletes it, whatever happens.
 *
 * @throws ClusterError
 */
export async function probeRound(world: World, tenant: Tenant, url: string): Promise<Round> {
  const { cluster, options } = world;
  const suffix = randomBytes(4).toString('hex');
  const pod = testPod(world, tenant, { image: IMAGE, script: scriptOf(url, world), suffix });
  const { name, namespace } = pod.metadata;
  const object = `Pod ${namespace}/${name} (of --probe)`;
  options.announce(`creates the pod ${namespace}/${name}, which asks for ${url}, and deletes it again`);
  const created = await cluster.run(['create', '--filename=-', '--output=name'], JSON.stringify(pod));
  if (created.code !== 0) throw new ClusterError(`the probe pod was not created: ${lastWords(created)}`);
  try {
    const log = await logOf(world, namespace, name);
    return {
      object,
      url,
      through: lineOf(log, 'through', answerOf),
      direct: lineOf(log, 'direct', directAnswerOf),
      apiServer: lineOf(log, 'api-server', directAnswerOf),
    };
  } finally {
    const deleted = await cluster.run(['delete', 'pod', name, `--namespace=${namespace}`, '--wait=false']);
    if (deleted.code !== 0) options.announce(`could not delete the pod ${namespace}/${name}: ${lastWords(deleted)}`);
  }
}

async function logOf({ cluster }: World, namespace: string, name: string): Promise<string> {
  const end = Date.now() + MOST_SECONDS * 1000;
  for (;;) {
    const pod = asMap(await cluster.json(['get', 'pod', name, `--namespace=${namespace}`]));
    const { phase } = asMap(pod.status);
    if (phase === 'Succeeded' || phase === 'Failed') break;
    if (Date.now() > end) throw new ClusterError(`the probe pod ${namespace}/${name} did not end in time (${phase})`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return (await cluster.run(['logs', name, `--namespace=${namespace}`])).stdout;
}

function lineOf(log: string, name: string, read: typeof answerOf): Answer {
  const [, code, words = ''] = new RegExp(`^${name} (\\d+) ?(.*)$`, 'm').exec(log) ?? [];
  if (code === undefined) return { kind: 'failed', reason: 'the probe pod ended before' };
  return read({ code: Number(code), stdout: words, stderr: words });
}
