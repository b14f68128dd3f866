import { KUBERNETES_MINOR, KUBERNETES_RELEASES, type KubernetesMinor, VERSIONS } from '../../lib/versions';

/** The datapaths that a lab can have. */
export const CNIS = ['calico', 'cilium'] as const;
export type Cni = (typeof CNIS)[number];
export const DEFAULT_CNI: Cni = 'calico';

/** How Cilium leads packets between nodes, with kube-proxy or (`-kpr`) with its own replacement of it. */
export const CILIUM_MODES = ['tunnel', 'native', 'tunnel-kpr', 'native-kpr'] as const;
export type CiliumMode = (typeof CILIUM_MODES)[number];
export const DEFAULT_CILIUM_MODE: CiliumMode = 'tunnel';

/** What the lab builds with Go, and from what. */
export interface Recipe {
  /** Go module that holds the binaries. */
  readonly module: string;
  readonly version: string;
  /** Name of the binary → package of its main function. */
  readonly binaries: Readonly<Record<string, string>>;
  /** Name in the cache → folder of the module that is kept beside the binaries. Default: none. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Folder beside this file with Go of ours, built as the package `wrapper.invalid/lab/<folder>`. Default: none. */
  readonly source?: string;
  /** Version of the modules that the module replaces by folders of its own repository. Default: such replaces are dropped. */
  readonly localReplaces?: string;
  /** Module → the version that takes its place, where the one that is asked for is not served. Default: none. */
  readonly replaces?: Readonly<Record<string, string>>;
  /** Paths of the modules whose replaces are repeated. Default: all, for a wrapper needs what its module relies on. */
  readonly keptReplaces?: readonly string[];
  /** Build tags, as the release's own build sets them. Default: none. */
  readonly tags?: readonly string[];
  /** The datapath that alone needs it. Default: every lab does. */
  readonly cni?: Cni;
  /** True: only the suites in `lab/suites/scale` need it. Default: false. */
  readonly scale?: true;
  /** Variables that the linker sets, as the release's own build does. Default: none. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Wall time of a build with empty Go caches on two cores. */
  readonly seconds: number;
  /** What the lab needs it for, as it is told before the build. */
  readonly purpose: string;
}

export const KUBERNETES_COMMANDS = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'kube-proxy',
  'kubectl',
];

/** All of a cluster's own commands, from one release of Kubernetes. */
function kubernetesRecipe(release: string): Recipe {
  const [major = '', minor = ''] = release.split('.');
  return {
    module: 'k8s.io/kubernetes',
    version: `v${release}`,
    binaries: Object.fromEntries(KUBERNETES_COMMANDS.map((name) => [name, `k8s.io/kubernetes/cmd/${name}`])),
    localReplaces: `v${release.replace(/^1/, '0')}`,
    // Without these each binary says that it is version 0.0.0.
    variables: Object.fromEntries(
      ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'].flatMap((pkg) => [
        [`${pkg}.gitVersion`, `v${release}`],
        [`${pkg}.gitMajor`, major],
        [`${pkg}.gitMinor`, minor],
      ]),
    ),
    seconds: 280,
    purpose: 'the control plane, the nodes and kubectl',
  };
}

export const RECIPES = {
  etcd: {
    module: 'go.etcd.io/etcd/server/v3',
    version: 'v3.6.16',
    binaries: { etcd: 'go.etcd.io/etcd/server/v3' },
    seconds: 50,
    purpose: "the API server's store",
  },
  kubernetes: kubernetesRecipe(VERSIONS.kubernetes),
  calico: {
    module: 'github.com/projectcalico/calico',
    version: 'v1.11.0-cni-plugin.0.20250813170300-a0db560f0520',
    binaries: {
      'calico-felix': 'github.com/projectcalico/calico/felix/cmd/calico-felix',
      calico: 'github.com/projectcalico/calico/cni-plugin/cmd/calico',
    },
    folders: { 'calico-crds': 'libcalico-go/config/crd' },
    localReplaces: 'v0.0.0-20240708202104-e3f70b269c2c',
    cni: 'calico',
    seconds: 120,
    purpose: "the pods' network, and the engine that enforces NetworkPolicy",
  },
  cilium: {
    module: 'github.com/cilium/cilium',
    version: 'v1.18.6',
    binaries: {
      'cilium-agent': 'github.com/cilium/cilium/daemon',
      'cilium-operator': 'github.com/cilium/cilium/operator',
      'cilium-cni': 'github.com/cilium/cilium/plugins/cilium-cni',
      'cilium-dbg': 'github.com/cilium/cilium/cilium-dbg',
    },
    folders: { 'cilium-bpf': 'bpf' },
    // The others name forks that the Go proxy does not serve. Without them it builds as well.
    keptReplaces: ['sigs.k8s.io/controller-tools'],
    tags: ['ipam_provider_operator'],
    cni: 'cilium',
    seconds: 600,
    purpose: 'the datapath of BPF programs: the pods’ network, and what enforces policies in it',
  },
  coredns: {
    module: 'github.com/coredns/coredns',
    version: `v${VERSIONS.coredns}`,
    binaries: { coredns: 'github.com/coredns/coredns' },
    seconds: 85,
    purpose: "the cluster's DNS, and that of the lab's internet",
  },
  'kustomize-controller': {
    module: 'github.com/fluxcd/kustomize-controller',
    version: 'v1.9.5',
    binaries: { 'kustomize-controller': 'github.com/fluxcd/kustomize-controller' },
    seconds: 60,
    purpose: 'the controller of Flux that applies what is committed',
  },
  'source-controller': {
    module: 'github.com/fluxcd/source-controller',
    version: 'v1.9.6',
    binaries: { 'source-controller': 'github.com/fluxcd/source-controller' },
    folders: { 'source-controller-crds': 'config/crd/bases' },
    replaces: { 'github.com/fluxcd/pkg/artifact': 'v0.18.0' },
    seconds: 400,
    purpose: 'the controller of Flux that fetches and verifies what is committed',
  },
  'helm-controller': {
    module: 'github.com/fluxcd/helm-controller',
    version: 'v1.6.4',
    // The command is that of the Helm version that the controller contains.
    binaries: { 'helm-controller': 'github.com/fluxcd/helm-controller', helm: 'helm.sh/helm/v4/cmd/helm' },
    folders: { 'helm-controller-crds': 'config/crd/bases' },
    seconds: 230,
    purpose: 'what installs charts in tenants’ namespaces: Flux’s controller, and Helm’s command',
  },
  'cert-manager': {
    module: 'github.com/cert-manager/cert-manager',
    version: `v${VERSIONS['cert-manager']}`,
    binaries: { 'cert-manager': 'wrapper.invalid/lab/cert-manager' },
    folders: { 'cert-manager-crds': 'deploy/crds' },
    source: 'cert-manager',
    variables: { 'github.com/cert-manager/cert-manager/pkg/util.AppVersion': `v${VERSIONS['cert-manager']}` },
    seconds: 150,
    purpose: 'what issues the certificates of gateways, proxies and tenants',
  },
  'policy-engine': {
    module: 'github.com/mattfenwick/cyclonus',
    version: 'v0.5.6',
    binaries: { 'policy-engine': 'wrapper.invalid/lab/policy-engine' },
    source: 'policy-engine',
    seconds: 120,
    purpose: 'what decides network policies a second time, to compare lib/network-policy with',
  },
  'victoria-logs': {
    module: 'github.com/VictoriaMetrics/VictoriaLogs',
    version: 'v1.52.1',
    binaries: { 'victoria-logs': 'github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs' },
    seconds: 60,
    purpose: 'a store for the access logs of proxies',
  },
  kwok: {
    module: 'sigs.k8s.io/kwok',
    version: 'v0.7.0',
    binaries: { kwok: 'sigs.k8s.io/kwok/cmd/kwok' },
    scale: true,
    seconds: 150,
    purpose: 'nodes that only report that their pods run',
  },
  opentofu: {
    module: 'github.com/opentofu/opentofu',
    version: 'v1.12.6',
    binaries: { tofu: 'github.com/opentofu/opentofu/cmd/tofu' },
    seconds: 160,
    purpose: 'what reads the Terraform that is rendered',
  },
  'scaleway-provider': {
    module: 'github.com/scaleway/terraform-provider-scaleway/v2',
    version: 'v2.81.0',
    binaries: { 'terraform-provider-scaleway': 'github.com/scaleway/terraform-provider-scaleway/v2' },
    seconds: 60,
    purpose: 'what says whether the cloud would take it',
  },
} as const satisfies Record<string, Recipe>;

/** What a lab runs. */
export interface Versions {
  readonly cni: Cni;
  /** Minor of Kubernetes. */
  readonly kubernetes: KubernetesMinor;
  /** Whether the suites in `lab/suites/scale` run, too. Default: false. */
  readonly scale?: boolean;
}

export const DEFAULT_VERSIONS: Versions = { cni: DEFAULT_CNI, kubernetes: KUBERNETES_MINOR };

/** What such a lab needs, by name. */
export function recipesOf({ cni, kubernetes, scale = false }: Versions): Readonly<Record<string, Recipe>> {
  const all: [string, Recipe][] = Object.entries(RECIPES);
  return {
    ...Object.fromEntries(
      all.filter(([, recipe]) => (recipe.cni === undefined || recipe.cni === cni) && (scale || !recipe.scale)),
    ),
    kubernetes: kubernetesRecipe(KUBERNETES_RELEASES[kubernetes]),
  };
}

/** Version of the calico release that the module above is taken from, as its own manifests say. */
export const CALICO_RELEASE = `v${VERSIONS.calico}`;

/** The sandbox image; made by the lab, under the name that containerd looks for. */
export const PAUSE_IMAGE = 'registry.k8s.io/pause:3.10';

/** The cluster's DNS image; made by the lab from the coredns binary. */
export const COREDNS_IMAGE = `registry.k8s.io/coredns/coredns:${RECIPES.coredns.version}`;
