import { ApiObject, App, Chart } from 'cdk8s';
import type { KubeObject } from '../kustomize';
import { CONTEXT } from '../vocabulary';

/**
 * The objects of one chart's constructs, in the order in which they were made. The only place that creates an App: one
 * a chart, because a chart's manifest walks its whole App, and nothing is written by it.
 */
export function render(build: (chart: Chart) => void): KubeObject[] {
  const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
  chart.node.setContext(CONTEXT.flux, true);
  chart.node.setContext(CONTEXT.validated, true);
  build(chart);
  const objects = chart.node.findAll().filter((construct) => construct instanceof ApiObject);
  return objects.map((object) => object.toJson());
}
