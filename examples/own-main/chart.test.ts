import { App, Testing } from 'cdk8s';
import { ShopChart } from './chart';

const objects = () => Testing.synth(new ShopChart(new App(), 'shop'));

test('the example renders what its snapshot shows', () => {
  expect(objects()).toMatchSnapshot();
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
