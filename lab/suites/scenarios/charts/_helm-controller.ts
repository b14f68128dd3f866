import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ensureBinaries } from '../../../binaries/ensure';
import { serverUrl } from '../../../cluster/control-plane';
import { createDefinitions, readDefinitions } from '../../../cluster/crds';
import { Pki } from '../../../cluster/pki';
import type { Lab } from '../../../lab';
import type { Daemon } from '../../../machine/daemon';
import { CONTROL_PLANE } from '../../../machine/topology';
import { must } from '../../../process/exec';
import { scriptCommand } from '../../../process/script';
import { waitFor } from '../../../process/wait';
import { say, testOptions } from '../../../runner/options';
import type { ChartOrder } from './_registry';

const NAME = 'helm-controller';
const RBAC = 'rbac.authorization.k8s.io';

/** Starts Flux's helm-controller with the account that it has in a real cluster, which may do everything. */
export async function startHelmController(lab: Lab): Promise<Daemon> {
  const host = lab.host(CONTROL_PLANE);
  const binaries = await ensureBinaries(say, testOptions());
  const subject = '/O=system:serviceaccounts/O=system:serviceaccounts:flux-system';
  const account = `${subject}/CN=system:serviceaccount:flux-system:${NAME}`;
  await Pki.attach(lab.state).issueUser({ file: NAME, subject: account }, serverUrl(lab.topology));
  await createDefinitions(lab.api, readDefinitions(binaries['helm-controller-crds'] as string));
  const metadata = { name: NAME, namespace: 'flux-system' };
  await lab.api.create('/api/v1/namespaces/flux-system/serviceaccounts', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata,
  });
  await lab.api.create(`/apis/${RBAC}/v1/clusterrolebindings`, {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: NAME },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', ...metadata }],
  });
  const daemon = await host.start(
    NAME,
    [
      binaries[NAME] as string,
      '--watch-all-namespaces=true',
      '--no-cross-namespace-refs=true',
      '--metrics-addr=127.0.0.1:8082',
      '--health-addr=127.0.0.1:9442',
      '--events-addr=',
    ],
    { KUBECONFIG: lab.state.kubeconfig(NAME), RUNTIME_NAMESPACE: 'flux-system' },
  );
  const isAtWork = async () => host.log(`${NAME}.log`).includes('Starting workers');
  await waitFor(`${NAME} is at work`, isAtWork, { needs: [daemon] });
  return daemon;
}

/** A chart that the registry has: its folder, and its version there. */
interface PublishedChart {
  readonly folder: string;
  readonly version: string;
}

/**
 * Serves charts by https, with a certificate of the lab's authority, under a name that leads to the machine of Flux's
 * controllers.
 *
 * @param registry with its port: `registry.example.com:5000`
 * @param charts by their path in the registry
 */
export async function serveCharts(
  lab: Lab,
  registry: string,
  charts: Readonly<Record<string, PublishedChart>>,
): Promise<void> {
  const host = lab.host(CONTROL_PLANE);
  const [name = '', port = ''] = registry.split(':');
  const pki = Pki.attach(lab.state);
  await pki.issue({ file: 'registry', subject: '/CN=registry', names: [`DNS:${name}`] });
  await host.must(['sh', '-c', `echo '127.0.0.1 ${name}' >> /etc/hosts`]);
  const folder = join(lab.state.folder, 'charts');
  mkdirSync(folder, { recursive: true });
  const order: ChartOrder = {
    port: Number(port),
    certificate: pki.file('registry.crt'),
    key: pki.file('registry.key'),
    charts: await Promise.all(
      Object.entries(charts).map(async ([path, chart]) => {
        const archive = join(folder, `${basename(chart.folder)}.tgz`);
        await must(['tar', '-czf', archive, '-C', dirname(chart.folder), basename(chart.folder)]);
        return { path, version: chart.version, archive };
      }),
    ),
  };
  const script = join(__dirname, '_registry.ts');
  const daemon = await host.start('registry', scriptCommand(script, JSON.stringify(order)));
  const isAtWork = async () => host.log('registry.log').includes('at work');
  await waitFor('the registry is at work', isAtWork, { needs: [daemon] });
}
