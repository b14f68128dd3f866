import type { Target } from '../../machine/prober';
import type { Change } from '../_change';
import { pod } from '../scenarios/tenant-repository/_shop';
import { FORBIDDEN } from './_attempts';
import { NAMESPACE, type World } from './_world';

const ROUNDS = 4;
function url({ address, port }: Target): string {
  return `${port === 443 || port === 10250 ? 'https' : 'http'}://${address}:${port}/`;
}

/** Tries from its first moment to reach what is forbidden, and prints what was reached. */
function hasty(world: World): Change {
  const urls = FORBIDDEN.map((destination) => url(destination.target(world.places)));
  const script = `for round in $(seq ${ROUNDS}); do for url in ${urls.join(' ')}; do
connected=$(curl -sk --noproxy '*' --max-time 0.1 -o /dev/null -w '%{time_connect}' $url)
[ "$connected" = 0.000000 ] || echo "reached $HOSTNAME $round $url $connected"; done; done; echo tried`;
  return (spec) => {
    spec.containers[0].command = ['sh', '-c', script];
    // Else a busy machine gives it too little time.
    spec.containers[0].resources = { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '1', memory: '64Mi' } };
    spec.restartPolicy = 'Never';
  };
}

/** Pods of the tenant that try from their first moment, in the order in which they are created. */
export class Moments {
  private readonly names: string[] = [];

  constructor(private readonly world: World) {}

  /** @param labels what the pod’s identity is made of */
  async start(name: string, labels: Readonly<Record<string, string>> = {}): Promise<void> {
    const object = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels: { moment: name, ...labels } },
      spec: pod(hasty(this.world)),
    };
    const { status, body } = await this.world.lab.api.request('POST', PODS, object);
    if (status >= 300) throw new Error(`${name}: ${status} ${body.message}`);
    this.names.push(name);
  }

  /** Takes away the admission policy that judges labels, so that the datapath alone does. */
  async withoutAdmission(): Promise<void> {
    const { api } = this.world.lab;
    await api.request('DELETE', LABELS_JUDGED);
    const labelled = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', labels: { host: '' } }, spec: pod() };
    const isOff = async () => (await api.request('POST', `${PODS}?dryRun=All`, labelled)).status < 300;
    await this.world.lab.waitFor('labels are not judged', isOff);
  }

  /** What they have reached, once each has tried: pod, round, target, seconds. Removes them. */
  async end(): Promise<{ readonly attempts: number; readonly reached: readonly string[] }> {
    const logs = await Promise.all(this.names.map((name) => this.logOf(name)));
    for (const name of this.names) await this.world.lab.api.request('DELETE', `${PODS}/${name}?gracePeriodSeconds=0`);
    const reached = logs.flatMap((log) => [...log.matchAll(/^reached (.*)$/gm)].map(([, what = '']) => what));
    return { attempts: this.names.length * ROUNDS * FORBIDDEN.length, reached };
  }

  /** Whether a pod has come so far that its program runs. */
  async isRunning(name: string): Promise<boolean> {
    const pod = await this.world.lab.api.get(`${PODS}/${name}`);
    return ['Running', 'Succeeded'].includes(pod?.status?.phase);
  }

  private logOf(name: string): Promise<string> {
    const hasTried = async () => {
      const { body } = await this.world.lab.api.request('GET', `${PODS}/${name}/log`);
      return typeof body === 'string' && body.includes('tried') ? body : undefined;
    };
    return this.world.lab.waitFor(`${name} has tried`, hasTried, 200_000);
  }
}

const LABELS_JUDGED =
  '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/egress-tenant-annotations';
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;
