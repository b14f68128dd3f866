import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { HelmReleaseSpec } from '../../../imports/helm.toolkit.fluxcd.io';
import type { OciRepositorySpec } from '../../../imports/source.toolkit.fluxcd.io';
import { environmentFaults, tenantFaults } from '../../model/props';
import { shardLabels } from '../../model/shards';
import type { Flux, TenantChart } from '../../model/types';
import { atProps, validateProps } from '../_props';
import type { ForeignPodProps } from '../foreign-pod';
import type { Plain } from '../plain';
import { ownAccount } from '../repository/_own-account';
import { chartPatches } from './_patches';

export interface TenantChartsProps extends ForeignPodProps {
  readonly charts: readonly TenantChart[];
  /** How often the releases are compared with the cluster, whether Flux waits until their pods are ready, and its shards. */
  readonly flux: Pick<Flux, 'interval' | 'timeout' | 'retryInterval'> & Partial<Pick<Flux, 'wait' | 'shards'>>;
  /** Whether the tenant takes no new pods, and so runs no hooks when a chart is removed. @default false */
  readonly cordoned?: boolean;
  /** Whether to render the account that installs them; a `TenantRepository` of the tenant has it already. @default true */
  readonly account?: boolean;
}

/** The layer of an OCI artifact that is the chart. */
const CHART_LAYER = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

/** A version is exact, so there is nothing new to find in the registry. */
const FETCH_INTERVAL = '1h';

/**
 * Helm charts of a tenant, in its own namespace. Flux installs them as an account that has the tenant's role there and nothing
 * anywhere else, and makes their pods the tenant's before it applies them.
 */
export class TenantCharts extends Construct {
  constructor(scope: Construct, id: string, props: TenantChartsProps) {
    super(scope, id);
    const { tenant, charts, flux, account = true } = props;
    const { name, namespace } = tenant;
    validateProps(this, () => [
      ...atProps(tenantFaults({ name, namespace, nodePool: { name: tenant.nodePool.name }, charts }), {
        name: 'tenant.name',
        namespace: 'tenant.namespace',
        nodePool: 'tenant.nodePool',
      }),
      ...environmentFaults({ flux }),
    ]);
    if (account) ownAccount(this, name, namespace);
    for (const chart of charts) {
      const metadata = { name: chart.name, namespace };
      new ApiObject(this, `source-${chart.name}`, {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'OCIRepository',
        metadata,
        spec: sourceOf(chart),
      });
      new ApiObject(this, `release-${chart.name}`, {
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: { ...metadata, labels: shardLabels(name, flux.shards) },
        spec: releaseOf(chart, props),
      });
    }
  }
}

function sourceOf({ chart, version, secret }: TenantChart): Plain<OciRepositorySpec> {
  const [tag = '', digest] = version.split('@');
  return {
    interval: FETCH_INTERVAL,
    url: chart,
    // Helm writes a plus as an underscore, which tags cannot have. A digest holds before the tag.
    ref: { tag: tag.replace('+', '_'), ...(digest === undefined ? {} : { digest }) },
    layerSelector: { mediaType: CHART_LAYER, operation: 'copy' },
    ...(secret === undefined ? {} : { secretRef: { name: secret } }),
  };
}

function releaseOf(
  { name, values, valuesFrom = [], pods }: TenantChart,
  props: TenantChartsProps,
): Plain<HelmReleaseSpec> {
  const { tenant, flux, cordoned = false } = props;
  const { interval, timeout, retryInterval, wait = false } = flux;
  // What exists already is not taken over: it may be a workload of the settings. A release that fails is tried again.
  const action = {
    crds: 'Skip',
    disableTakeOwnership: true,
    // Otherwise the pods of one tenant could keep the controller's few workers from the releases of all others.
    disableWait: !wait,
    strategy: { name: 'RetryOnFailure', ...(retryInterval === undefined ? {} : { retryInterval }) },
  } as const;
  return {
    interval,
    ...(timeout === undefined ? {} : { timeout }),
    releaseName: name,
    chartRef: { kind: 'OCIRepository', name },
    serviceAccountName: tenant.name,
    install: action,
    upgrade: action,
    ...(cordoned ? { uninstall: { disableHooks: true } } : {}),
    driftDetection: { mode: 'enabled' },
    // Hooks have pods, too, and can have the name of another object of the chart.
    postRenderStrategy: 'separate',
    postRenderers: [{ kustomize: { patches: chartPatches(pods, props) } }],
    ...(values === undefined ? {} : { values }),
    ...(valuesFrom.length === 0
      ? {}
      : {
          valuesFrom: valuesFrom.map(({ path, secret, key }) => ({
            kind: 'Secret',
            name: secret,
            valuesKey: key,
            targetPath: path,
            literal: true,
          })),
        }),
  };
}
