import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type EnvironmentModel, loadModel, type Model, type Tenant } from '../../../../lib';
import type { KubernetesObject } from '../../../cluster/api';
import { createDefinitions, readDefinitions } from '../../../cluster/crds';
import type { Lab } from '../../../lab';
import { Cluster } from '../_cluster';
import { Project } from '../_project';
import { serveCharts, startHelmController } from '../charts/_helm-controller';
import { SftpPartner } from './_sftp-partner';
import { STAND_INS } from './_stand-ins';

const EXAMPLES = join(__dirname, '../../../../examples');
const DEFINITIONS = join(__dirname, '../../../cluster/definitions');
const ENVIRONMENT = 'production';
/** The registry of examples/chart, with the port on which the lab serves it. */
const REGISTRY = 'registry.example.com:5000';

/** Tenant, claim and size. */
const CLAIMS = [
  ['ledger', 'data-postgres-0', '20Gi'],
  ['exchange', 'deliver-data', '5Gi'],
] as const;

/** Hosts that the applications may ask, by the files of the examples. */
export const PARTNERS: Readonly<Record<string, string>> = {
  storefront: 'api.payments.example',
  billing: 'bank.partner.example',
  dispatch: 'hooks.partner.example',
  portal: 'logs.partner.example',
  helpdesk: 'mail.partner.example',
  acme: 'api.partner.example',
};

/** The applications of examples/, each a tenant of one cluster, and the words in which the scenario speaks about them. */
export class Applications {
  private constructor(
    readonly cluster: Cluster,
    readonly model: EnvironmentModel,
    readonly partner: SftpPartner,
  ) {}

  static async up(): Promise<Applications> {
    const project = new Project();
    const model = project.write(examples());
    const cluster = await Cluster.up(project, model, {
      name: 'applications',
      environment: ENVIRONMENT,
      machines: withOneNode,
      standIns: STAND_INS,
    });
    const [environment] = model.environments as readonly [EnvironmentModel];
    const { lab } = cluster;
    await createDefinitions(lab.api, readDefinitions(DEFINITIONS));
    await serveCharts(lab, REGISTRY, {
      'acme/charts/redis': { folder: join(__dirname, 'redis'), version: '20.1.0' },
      'helpdesk/charts/helpdesk': { folder: join(__dirname, 'helpdesk'), version: '4.2.0' },
    });
    await startHelmController(lab);
    for (const name of Object.values(PARTNERS)) await lab.internet.serve({ name });
    const partner = await SftpPartner.start(lab, 'sftp.partner.example');
    // The host key is known only now.
    project.write(withHostKey(model, partner.hostKey));
    const commit = await lab.source.push(project.output, 'Set the key of the partner');
    await cluster.lab.waitFor('Flux has made the namespaces', async () => {
      const names = cluster.tenantNamespaces();
      const found = await Promise.all(names.map((name) => lab.api.get(`/api/v1/namespaces/${name}`)));
      return found.every((each) => each !== undefined);
    });
    for (const secret of secretsOf(environment, partner.clientKey)) await lab.apply(stringify(secret));
    for (const [tenant, claim, storage] of CLAIMS) {
      const path = `/var/lib/volumes/${tenant}`;
      // A disk of a cloud gets the group of its pod from the kubelet; a folder of the node does not.
      await lab.host(`${tenant}-pool-1`).must(['install', '-d', '-m', '777', path]);
      await lab.apply(stringify(volume(tenant, claim, storage, path)));
    }
    await cluster.isDeployed(commit);
    return new Applications(cluster, environment, partner);
  }

  get lab(): Lab {
    return this.cluster.lab;
  }

  tenant(name: string): Tenant {
    const found = this.model.tenants.find((tenant) => tenant.name === name);
    if (!found) throw new Error(`no application is called ${name}`);
    return found;
  }

  /** The address by which partners know an application. */
  address(name: string): string {
    return this.tenant(name).egress.proxies[0]?.publicAddress ?? '';
  }

  async pod(tenant: string, workload: string): Promise<KubernetesObject> {
    const [pod] = await this.cluster.pods(this.tenant(tenant).namespace, workload);
    if (!pod) throw new Error(`${tenant}/${workload} has no pod`);
    return pod;
  }

  /** What a script prints in a container of an application. */
  async inContainer(tenant: string, workload: string, container: string, script: string): Promise<string> {
    const { metadata } = await this.pod(tenant, workload);
    const place = ['--namespace', this.tenant(tenant).namespace, '--container', container];
    const { stdout, stderr } = await this.lab.kubectl(['exec', metadata.name, ...place, '--', 'sh', '-c', script]);
    return stdout + stderr;
  }

  /** Runs a CronJob now, and resolves with what its pod printed. */
  async runNow(tenant: string, cronJob: string): Promise<string> {
    const { namespace } = this.tenant(tenant);
    await this.cluster.byHand('create', 'job', 'now', `--from=cronjob/${cronJob}`, '--namespace', namespace);
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs/now`;
    await this.lab.waitFor(
      `${cronJob} has run`,
      async () => {
        const { status } = (await this.lab.api.get(path)) as KubernetesObject;
        if (status?.succeeded === 1) return true;
        throw new Error(JSON.stringify(status));
      },
      60_000,
    );
    return this.lab.podLogs(namespace, 'job/now');
  }

  /** What a pod in a namespace of no tenant gets from a page. */
  async visitorGets(namespace: string, url: string): Promise<string> {
    const image = '--image=registry.example.com/dispatch/worker:1.12.0';
    await this.cluster.byHand('create', 'namespace', namespace);
    const run = ['run', 'visitor', image, '--restart=Never', '--namespace', namespace];
    await this.cluster.byHand(...run, '--command', '--', 'sleep', '3600');
    await this.cluster.byHand(
      'wait',
      'pod/visitor',
      '--for=condition=Ready',
      '--timeout=60s',
      '--namespace',
      namespace,
    );
    const curl = ['curl', '-s', '--noproxy', '*', '--max-time', '3', url];
    return (await this.lab.exec(namespace, 'visitor', curl)).stdout;
  }

  /** Objects of a kind in an application's namespace, by the kind's path: `apps/v1/statefulsets`. */
  async names(tenant: string, path: string): Promise<string[]> {
    const [group, version, plural] = path.split('/');
    const root = plural === undefined ? `/api/${group}` : `/apis/${group}/${version}`;
    const objects = await this.lab.api.list(`${root}/namespaces/${this.tenant(tenant).namespace}/${plural ?? version}`);
    return objects.map(({ metadata }) => metadata.name).sort();
  }
}

/** The tenants of both examples in the environment of the first. */
function examples(): Model {
  const folder = mkdtempSync(join(tmpdir(), 'egress-applications-'));
  try {
    const files = join(EXAMPLES, 'applications/tenants');
    for (const name of readdirSync(files)) copied(join(files, name), join(folder, name), withPort);
    // The other example has its addresses.
    copied(join(EXAMPLES, 'chart/tenants/acme.yaml'), join(folder, 'acme.yaml'), (text) =>
      withPort(text)
        .replace('172.16.28.20', '172.16.28.28')
        .replace('172.16.28.8', '172.16.28.14')
        .replace('198.51.100.10', '198.51.100.16'),
    );
    return loadModel({ tenants: folder, environments: join(EXAMPLES, 'applications/overlays') }).model;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The registry of charts has a port in the lab. */
function withPort(text: string): string {
  return text
    .replaceAll('oci://registry.example.com/', `oci://${REGISTRY}/`)
    .replace(/^registries: \[registry\.example\.com\//m, (begin) => `registries: [${REGISTRY}, ${begin.slice(13)}`);
}

function copied(from: string, to: string, change: (text: string) => string): void {
  mkdirSync(join(to, '..'), { recursive: true });
  writeFileSync(to, change(readFileSync(from, 'utf8')));
}

/** One node per pool is enough for the machine that the lab runs on; the proxies still know all of them. */
function withOneNode(model: EnvironmentModel): EnvironmentModel {
  const first = (tenant: Tenant): Tenant => ({
    ...tenant,
    nodePool: { ...tenant.nodePool, sources: tenant.nodePool.sources?.slice(0, 1) },
  });
  return { ...model, tenants: model.tenants.map(first) };
}

/** The example has a host key that is left out in the middle. */
function withHostKey(model: Model, hostKey: string): Model {
  const keyed = (tenant: Tenant): Tenant => ({
    ...tenant,
    workloads: tenant.workloads.map((workload) => ({
      ...workload,
      files: workload.files.map((file) => ({ ...file, content: file.content.replace('ssh-ed25519 AAAA…', hostKey) })),
    })),
  });
  return {
    base: model.base.map(keyed),
    environments: model.environments.map((each) => ({ ...each, tenants: each.tenants.map(keyed) })),
  };
}

/** What External Secrets Operator would write, and the password of the chart. */
function secretsOf({ tenants }: EnvironmentModel, clientKey: string): object[] {
  const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'storefront-db': { url: 'postgres://db.storefront.internal/shop' },
    billing: { BANK_USER: 'biller' },
    postgres: { password: 'pa$$word' },
    queue: { url: 'amqps://queue.dispatch.internal' },
    sftp: { id: clientKey },
    'helpdesk-db': { url: 'postgres://db.helpdesk.internal/helpdesk' },
    redis: { password: 'of redis' },
  };
  return tenants.flatMap(({ name, namespace, externalSecrets = [] }) =>
    [...externalSecrets.map((each) => each.name), ...(name === 'acme' ? ['redis'] : [])].map((secret) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: secret, namespace },
      stringData: VALUES[secret],
    })),
  );
}

/** Storage of a node, made by hand as there is no one here who would provide it. */
function volume(tenant: string, claim: string, storage: string, path: string): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: tenant },
    spec: {
      capacity: { storage },
      accessModes: ['ReadWriteOnce'],
      storageClassName: '',
      claimRef: { namespace: tenant, name: claim },
      hostPath: { path },
    },
  };
}
