import { App, Chart } from 'cdk8s';
import { CONTEXT } from '../../lib/vocabulary';

/** A chart whose objects Flux applies. */
export function fluxChart(): Chart {
  const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
  chart.node.setContext(CONTEXT.flux, true);
  return chart;
}
