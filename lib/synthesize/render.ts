import { ApiObject, App, Chart } from 'cdk8s';
import type { KubeObject } from '../kustomize';

/**
 * What the constructs of one chart say, in the order in which they were made. The only place where an App is born: one
 * a chart, because a chart's manifest walks its whole App, and nothing is written by it.
 */
export function render(build: (chart: Chart) => void): KubeObject[] {
  const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
  build(chart);
  const objects = chart.node.findAll().filter((construct) => construct instanceof ApiObject);
  return objects.map((object) => object.toJson());
}
