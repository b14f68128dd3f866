import type { Chart } from 'cdk8s';
import { guardrailsName, Reconciliation, Source, type SourceProps, workloadsName } from '../flux';
import type { EnvironmentModel } from '../model/types';
import type { OutputFile } from '../output';
import { bootstrap } from './bootstrap';
import { fileName } from './folder';
import { overlayPath } from './overlay';
import { render } from './render';
import { toYaml } from './yaml';

/** The Flux objects of one cluster, and the folder in which `flux bootstrap` puts its own. */
export function cluster(model: EnvironmentModel): OutputFile[] {
  const { environment, tenants } = model;
  const { flux } = environment;
  const overlay = `./${overlayPath(environment.name)}`;
  const folder = `clusters/${environment.name}`;
  const files = (source: string, build: (chart: Chart) => void): OutputFile[] =>
    render(build).map((object) => ({ path: `${folder}/${fileName(object)}`, content: toYaml(object), source }));

  const perTenant = flux.reconcile === 'per-tenant';
  const own = files(environment.source, (chart) => {
    if (hasUrl(flux)) new Source(chart, 'source', { flux });
    new Reconciliation(chart, 'reconciliation', {
      name: flux.name,
      path: perTenant ? `${overlay}/platform` : overlay,
      flux,
    });
  });
  own.push(...bootstrap(environment, folder));
  if (!perTenant) return own;
  return tenants.reduce((all, tenant) => {
    const guardrails = guardrailsName(flux.name, tenant.name);
    const theirs = files(tenant.source, (chart) => {
      new Reconciliation(chart, 'guardrails', {
        name: guardrails,
        path: `${overlay}/${tenant.name}/guardrails`,
        flux,
        after: [flux.name],
      });
      new Reconciliation(chart, 'workloads', {
        name: workloadsName(flux.name, tenant.name),
        path: `${overlay}/${tenant.name}/workloads`,
        flux,
        after: [guardrails],
        account: tenant.name,
      });
    });
    all.push(...theirs);
    return all;
  }, own);
}

function hasUrl(flux: EnvironmentModel['environment']['flux']): flux is SourceProps['flux'] {
  return flux.source.url !== undefined;
}
