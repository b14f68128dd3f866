import { posix } from 'node:path';
import type { Chart } from 'cdk8s';
import { Artifacts, Notification, Reconciliation, type RunningObject, Source, type SourceProps } from '../flux';
import { shardLabels } from '../model/shards';
import type { EnvironmentModel, Tenant } from '../model/types';
import type { OutputFile } from '../output';
import {
  artifactName,
  clusterPath,
  guardrailsName,
  type Owner,
  overlayPath,
  type Part,
  PLATFORM,
  workloadsName,
} from '../vocabulary';
import { bootstrap } from './bootstrap';
import { fileName } from './folder';
import { render } from './render';
import { YamlFile } from './yaml-file';

/** The Flux objects of one cluster, and the folder in which `flux bootstrap` puts its own. */
export function cluster(model: EnvironmentModel): OutputFile[] {
  const { environment, tenants } = model;
  const { flux } = environment;
  const { name } = environment;
  const applied = (owner?: string, part?: Part) => `./${overlayPath(name, owner, part)}`;
  const files = (source: string, owner: Owner, build: (chart: Chart) => void): OutputFile[] =>
    render(build).map((object) => new YamlFile(posix.join(clusterPath(name), fileName(object)), object, source, owner));

  const perTenant = flux.reconcile === 'per-tenant';
  const own = files(environment.source, { environment: name }, (chart) => {
    if (hasUrl(flux)) new Source(chart, 'source', { flux });
    if (flux.artifacts) {
      new Artifacts(chart, 'artifacts', { environment: name, flux, tenants: tenants.map((tenant) => tenant.name) });
    }
    new Reconciliation(chart, 'reconciliation', {
      name: flux.name,
      path: perTenant ? applied(PLATFORM) : applied(),
      artifact: flux.artifacts ? artifactName(flux.name) : undefined,
      flux,
    });
    for (const notification of flux.notify ?? [])
      new Notification(chart, `notification-${notification.secret}`, { environment: name, flux, notification });
  });
  own.push(...bootstrap(environment));
  if (!perTenant) return own;
  return tenants.reduce((all, tenant) => {
    const guardrails = guardrailsName(flux.name, tenant.name);
    const shard = shardLabels(tenant.name, flux.shards);
    const artifact = flux.artifacts ? artifactName(flux.name, tenant.name) : undefined;
    const theirs = files(tenant.source, { environment: name, tenant: tenant.name }, (chart) => {
      new Reconciliation(chart, 'guardrails', {
        name: guardrails,
        path: applied(tenant.name, 'guardrails'),
        artifact,
        flux,
        shard,
        after: [flux.name],
      });
      new Reconciliation(chart, 'workloads', {
        name: workloadsName(flux.name, tenant.name),
        path: applied(tenant.name, 'workloads'),
        artifact,
        flux,
        shard,
        after: [guardrails],
        account: tenant.name,
        decryptedBy: tenant.secrets?.key,
        healthy: flux.wait ? runningOf(tenant) : [],
      });
      for (const notification of tenant.notify ?? []) {
        new Notification(chart, `notification-${notification.secret}`, {
          environment: name,
          flux,
          notification,
          tenant,
        });
      }
    });
    all.push(...theirs);
    return all;
  }, own);
}

/**
 * What has to run before a tenant's workloads are Ready. Jobs end when they end, and the claim of a CronJob waits for its
 * first run, so `wait: true`, which is for all objects, would hold a tenant up. Guardrails are Ready once applied: their
 * gateway may wait for a Secret that comes later, and a gateway without a proxy must not hold up a repair.
 */
function runningOf({ namespace, workloads, charts = [] }: Tenant): RunningObject[] {
  const own = workloads.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet' || kind === 'DaemonSet');
  return [
    ...own.map(({ kind, name }) => ({ apiVersion: 'apps/v1', kind, name, namespace })),
    ...charts.map(({ name }) => ({ apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', name, namespace })),
  ];
}

function hasUrl(flux: EnvironmentModel['environment']['flux']): flux is SourceProps['flux'] {
  return flux.source.url !== undefined;
}
