import { LogCollector, ProbePriority, TenantAdmission, TenantResolver, TenantRole } from '../constructs';
import { type ConfigMapGenerator, type KubeObject, literal } from '../kustomize';
import { isCilium } from '../model/cni';
import { javaNonProxyHosts } from '../model/no-proxy';
import type { Environment, Tenant } from '../model/types';
import type { OutputFile } from '../output';
import { basePath, CONFIG_KEYS, EGRESS_CONFIG, KEPT, type Part, PLATFORM } from '../vocabulary';
import { Folder } from './folder';
import { render } from './render';
import type { TenantObjects } from './tenant';

/** Most environments have the same platform. */
const platforms = new Map<string, readonly KubeObject[]>();

interface PlatformNeeds {
  /** Whether guardrails report for one of them. Default: false */
  readonly reported?: boolean;
  /** Whether one of them has people who may not read Secrets. Default: false */
  readonly people?: boolean;
  /** Whether one of them is cordoned. Default: false */
  readonly cordoned?: boolean;
  /** Whether one of them has charts. Default: false */
  readonly charts?: boolean;
}

/**
 * What the cluster has once, whatever tenants it has.
 *
 * @param environment where it is to be; undefined: the form that no environment has touched
 * @param needs what its tenants need
 */
export function renderPlatform(
  environment?: Pick<
    Environment,
    'cluster' | 'annotations' | 'infrastructure' | 'probe' | 'logs' | 'ingress' | 'externalSecrets'
  >,
  { reported = false, people = false, cordoned = false, charts = false }: PlatformNeeds = {},
): readonly KubeObject[] {
  const { cluster, annotations, infrastructure, probe, logs } = environment ?? {};
  const { admissionPlugins, mutatingAdmission, resolver, cni } = cluster ?? {};
  // Terraform makes one node for the cluster's own pods.
  const singleNode = infrastructure?.create !== undefined;
  const probed = probe !== undefined;
  const routed = environment?.ingress !== undefined;
  const externalSecrets = environment?.externalSecrets !== undefined;
  const key = JSON.stringify([
    admissionPlugins,
    annotations,
    mutatingAdmission,
    resolver,
    isCilium({ cni }),
    singleNode,
    probed,
    routed,
    externalSecrets,
    reported,
    people,
    cordoned,
    charts,
    logs,
    logs && cluster?.privateNetwork,
  ]);
  const known = platforms.get(key);
  if (known) return known;
  const objects = render((chart) => {
    new TenantRole(chart, 'tenant-role', { people, charts, externalSecrets });
    new TenantAdmission(chart, 'tenant-admission', {
      admissionPlugins,
      annotations,
      mutatingAdmission,
      probed,
      routed,
      externalSecrets,
      reported,
      cordoned,
    });
    if (probed) new ProbePriority(chart, 'probe-priority');
    if (cluster && logs?.url !== undefined && logs.to !== 'syslog') {
      const { to, url, port, secret, org, image } = logs;
      const { privateNetwork } = cluster;
      new LogCollector(chart, 'log-collector', { to, url, port, secret, org, image, privateNetwork });
    }
    if (resolver) {
      const { address, image, apiServer } = resolver;
      new TenantResolver(chart, 'tenant-resolver', {
        address,
        image,
        apiServer,
        cilium: isCilium({ cni }),
        singleNode,
      });
    }
  });
  platforms.set(key, objects);
  return objects;
}

export function basePlatform(objects: readonly KubeObject[]): OutputFile[] {
  return new Folder(basePath(PLATFORM), 'lib/constructs', {}).add(objects).toFiles();
}

/** A tenant as every environment has it; overlays contain the differences. */
export function baseTenant(tenant: Tenant, objects: TenantObjects): OutputFile[] {
  const folder = (part: Part) => new Folder(basePath(tenant.name, part), tenant.source, { tenant: tenant.name, part });
  // Pods of an earlier template, a running Job's among them, still start with the ConfigMap of an earlier name.
  const config = { ...egressConfig(tenant, 'base'), options: { annotations: KEPT } };
  return [
    ...folder('guardrails').add(objects.guardrails).toFiles(),
    ...folder('workloads').generate(config).add(objects.workloads).toFiles(),
  ];
}

/** The ConfigMap that pods take their proxy from. Its namespace stands on each entry: a replacement has to find it. */
export function egressConfig(tenant: Tenant, environment: string): ConfigMapGenerator {
  const { address, port } = tenant.podProxy;
  const isJava = tenant.workloads.some(({ container, sidecars, initContainers }) =>
    [container, ...sidecars, ...initContainers].some(({ runtime }) => runtime === 'java'),
  );
  return {
    name: EGRESS_CONFIG,
    namespace: tenant.namespace,
    literals: [
      literal(CONFIG_KEYS.address, address),
      literal(CONFIG_KEYS.port, String(port)),
      literal(CONFIG_KEYS.environment, environment),
      literal(CONFIG_KEYS.noProxy, tenant.noProxy.join(',')),
      ...(isJava ? [literal(CONFIG_KEYS.nonProxyHosts, javaNonProxyHosts(tenant.noProxy))] : []),
    ],
  };
}
