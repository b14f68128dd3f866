import type { Letter } from './_types';

export interface Way {
  readonly letter: Letter;
  readonly title: string;
  /** What stays open, in a sentence; where attacks show it, they say it themselves. Default: nothing. */
  readonly remains?: string;
  /** Other scenarios that attack it. Default: none. */
  readonly also?: readonly string[];
}

/** The ways out, in the order of the threat matrix. */
export const WAYS: readonly Way[] = [
  {
    letter: 'a',
    title: 'a raw socket, past the proxy',
    also: ['admission', 'seed', 'two-tenants', 'releases'],
    remains:
      'Against forged pod addresses there are two controls on Calico with `cluster.cni: calico`, and one without that setting: the admission policy for annotations.',
  },
  { letter: 'b', title: 'a tunnel in names', also: ['resolver'] },
  {
    letter: 'c',
    title: 'the tenant removes its own guardrails: policies, namespace, labels',
    also: ['admission', 'two-tenants', 'releases'],
    remains:
      'Those who may write admission policies in the whole cluster are the platform, and write anything in a tenant’s namespace; only taking a namespace over is refused to them, too. Kinds of an aggregated API server are judged by that server.',
  },
  {
    letter: 'd',
    title: 'out by another tenant’s proxy',
    also: ['proxy', 'two-tenants', 'tcp'],
    remains:
      'Where `nodePool.sources` is not set, the machines of the proxies cannot tell one tenant’s nodes from another’s: the network policy is then the only control, and `check` warns.',
  },
  {
    letter: 'e',
    title: 'the node: its network, files, processes, ports',
    also: ['admission'],
    remains: 'A hole in the kernel or in the container runtime.',
  },
  {
    letter: 'f',
    title: 'onto other nodes, or in the way of others there',
    also: ['admission', 'two-tenants'],
    remains:
      'With `cluster.admissionPlugins` the API server’s own plugins are a second control; a cluster that offers them is not assumed.',
  },
  {
    letter: 'g',
    title: 'the cluster’s own services, other tenants, ways in',
    also: ['admission', 'two-tenants', 'routes'],
    remains:
      'Which hosts are whose is known to the settings. An Ingress of the platform’s own, in a namespace that is no tenant’s, can have a tenant’s host. What a Gateway lets in is its `allowedRoutes`.',
  },
  {
    letter: 'h',
    title: 'pods that the synthesizer did not write',
    also: ['admission', 'tenant-repository', 'charts'],
    remains: 'A program need not heed the variables that it is given: it then reaches nothing, by way a.',
  },
  {
    letter: 'i',
    title: 'Flux, and the accounts that it takes',
    also: ['tenant-repository', 'releases', 'secrets', 'charts'],
    remains:
      'Where all stores of External Secrets have one identity at the provider, tenants read each other’s Secrets there: its rights are set at the provider ([secrets.md](secrets.md#from-a-provider)).',
  },
  {
    letter: 'j',
    title: 'a noisy neighbour',
    also: ['two-tenants'],
    remains:
      'Without `quota` in the settings only the numbers of objects are bounded. A budget that asks for as many pods as a workload has, or whose pods do not become ready, still keeps a node from being drained. All tenants share the API server.',
  },
  { letter: 'k', title: 'misuse of the tenant’s own way out', also: ['proxy', 'tcp'] },
];
