import { App, Chart, Testing } from 'cdk8s';
import { type EnvironmentModel, ProxiedWorkload } from '../../../lib';

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** The variables of each workload's main container, as the kubelet makes them. */
export function variablesOf(model: EnvironmentModel): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const [tenant] = model.tenants;
  if (!tenant) throw new Error('the settings of this suite have a tenant');
  const config: Record<string, string> = {
    PROXY_ADDRESS: tenant.podProxy.address,
    PROXY_PORT: String(tenant.podProxy.port),
  };
  const entries = tenant.workloads.map(({ name, container }) => {
    const chart = new Chart(new App(), name, { disableResourceNameHashes: true });
    new ProxiedWorkload(chart, name, { tenant, name, container, noProxy: tenant.noProxy });
    const [{ spec }] = Testing.synth(chart);
    const env: readonly Variable[] = spec.template.spec.containers[0].env;
    const expand = (value: string) => value.replace(/\$\((\w+)\)/g, (whole, key) => config[key] ?? whole);
    return [name, Object.fromEntries(env.map((one) => [one.name, expand(one.value)]))];
  });
  return Object.fromEntries(entries);
}
