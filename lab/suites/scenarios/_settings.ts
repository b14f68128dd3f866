import { WEB } from '../../machine/topology';
import { NETWORK } from '../../testbed/network';

/** What scenarios say of a tenant, as its file would; they change it before they deploy it. */
interface TenantFile {
  name: string;
  namespace: string;
  egress: { proxies: ProxySettings[] };
  quota: { cpu: number; memory: string; pods: number };
  access?: { groups: string[]; readSecrets?: boolean };
  secrets?: { key: string; recipients: string[] };
  workloads: WorkloadSettings[];
  registries?: string[];
  charts?: object[];
}

interface ProxySettings {
  name: string;
  address: string;
  port: number;
  publicAddress: string;
}

interface WorkloadSettings {
  name: string;
  kind?: 'Deployment' | 'StatefulSet' | 'Job';
  image: string;
  runAsUser: number;
  replicas?: number;
  command: string[];
  args: string[];
  env?: Readonly<Record<string, string>>;
  volumes?: { name: string; mountPath: string; claim: { size: string; storageClass: string } }[];
}

export type Shape = 'per-environment' | 'per-tenant';

interface EnvironmentFile {
  name: string;
  cluster: Readonly<Record<string, string>>;
  flux: {
    name: string;
    interval: string;
    lockdown?: boolean;
    prune?: boolean;
    wait?: boolean;
    artifacts?: boolean;
    timeout?: string;
    retryInterval?: string;
    source: {
      name: string;
      url?: string;
      ref?: { semver: string };
      verify?: { mode: 'HEAD' | 'Tag' | 'TagAndHEAD'; secret: string };
    };
    reconcile: Shape;
  };
  workloads: object;
}

/** Settings of a project with one environment, by which its Flux follows the repository. */
export interface Settings {
  environment: EnvironmentFile;
  tenants: TenantFile[];
  /** Files below `tenants/`, by path. Default: those of the tenants alone. */
  files?: Readonly<Record<string, string>>;
}

export const IMAGE = 'curlimages/curl:8.11.1';

/** Path of the requests that pods try without their proxy as soon as they run. */
export const EARLY = '/early';

/** Serves files, and ends at once when it is told to, as a shell by itself would not. */
const SERVE = `httpd -p 8080 -h /etc; trap exit TERM
for try in 1 2 3 4 5 6 7 8; do curl -s --noproxy '*' --max-time 0.3 http://${WEB}${EARLY}; done; echo tried
while :; do sleep 3600 & wait $!; done`;

/** A machine that is there for a proxy that the settings may come to name. */
export const SPARE: ProxySettings = {
  name: 'squid-spare',
  address: '172.16.28.18',
  port: 3128,
  publicAddress: '203.0.113.18',
};

export function shell(name: string, script: string): WorkloadSettings {
  return { name, image: IMAGE, runAsUser: 100, command: ['sh', '-c'], args: [script] };
}

function tenant(letter: string, number: number, replicas: number): TenantFile {
  const proxy = { name: `squid-${letter}`, address: `172.16.28.${7 + number}`, port: 3128 };
  return {
    name: `client-${letter}`,
    namespace: `client-${letter}-demo`,
    egress: { proxies: [{ ...proxy, publicAddress: `203.0.113.${9 + number}` }] },
    quota: { cpu: 4, memory: '2Gi', pods: 10 },
    workloads: [{ ...shell('web', SERVE), replicas }],
  };
}

function project(name: string, flux: EnvironmentFile['flux']): Settings {
  return {
    environment: {
      name,
      cluster: NETWORK,
      flux,
      workloads: { resources: { requests: { cpu: '50m', memory: '32Mi' }, limits: { cpu: '400m', memory: '64Mi' } } },
    },
    tenants: [tenant('a', 1, 2), tenant('b', 2, 1)],
  };
}

/** Two tenants, one Kustomization for both, that follows the branch main. */
export function development(): Settings {
  return project('development', {
    name: 'client-egress-dev',
    interval: '10m',
    source: { name: 'scaleway-k8s-egres-proxy' },
    reconcile: 'per-environment',
  });
}

/** Two tenants with two Kustomizations each, that follow what is released by a signed tag, under locked-down controllers. */
export function production(): Settings {
  return project('production', {
    name: 'client-egress-prod',
    interval: '10m',
    lockdown: true,
    source: {
      name: 'scaleway-k8s-egres-proxy',
      url: 'https://git.example.com/platform/scaleway-k8s-egres-proxy',
      ref: { semver: '>=1.0.0 <2.0.0' },
      verify: { mode: 'TagAndHEAD', secret: 'release-keys' },
    },
    reconcile: 'per-tenant',
  });
}

/** The tenant of that name; scenarios name only those that are there. */
export function named(settings: Settings, name: string): TenantFile {
  const found = settings.tenants.find((one) => one.name === name);
  if (!found) throw new Error(`there is no tenant ${name}`);
  return found;
}
