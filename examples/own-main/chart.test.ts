import { App, Testing } from 'cdk8s';
import { ShopChart } from './chart';

const objects = () => Testing.synth(new ShopChart(new App(), 'shop'));

test('the example renders what its snapshot shows, and nothing of Flux', () => {
  const ofTenant = objects().filter(({ kind }) => !/Admission|ClusterRole$/.test(kind));
  expect(ofTenant).toMatchSnapshot();
  expect(JSON.stringify(ofTenant)).not.toContain('flux');
});

test('people are bound to a role that the example renders', () => {
  const { roleRef } = objects().find(({ kind }) => kind === 'RoleBinding');
  expect(objects().map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toContain(
    `${roleRef.kind}/${roleRef.name}`,
  );
});

test('workloads take replicas, resources and exceptions from the environment around them', () => {
  const web = objects().find((object) => object.kind === 'Deployment');
  expect(web.spec.replicas).toBe(2);
  const [container] = web.spec.template.spec.containers;
  expect(container.resources.limits).toEqual({ memory: '128Mi' });
  expect(container.env.find((variable: { name: string }) => variable.name === 'NO_PROXY').value).toContain(
    ',10.32.0.1,10.32.0.0/20,100.64.0.0/15,172.16.28.0/22,',
  );
});
