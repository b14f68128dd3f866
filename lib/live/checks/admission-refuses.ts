import type { Tenant } from '../../model/types';
import { PROXY_PORT, PROXY_VARIABLES, policyName, REPORT } from '../../vocabulary';
import { lastWords, warningsOf } from '../kubectl';
import { type TestPod, testPod } from '../test-pod';
import type { Check, Result, World } from '../types';

/** Objects that a policy has to refuse for every account, and that all other policies accept. */
const REFUSED: Readonly<Record<string, (pod: TestPod) => object>> = {
  pods: (pod) => withSpec(pod, { schedulerName: 'egress-live' }),
  proxy: (pod) =>
    withContainer(pod, {
      env: PROXY_VARIABLES.map((name) => ({
        name,
        value: `http://192.0.2.1:${PROXY_PORT}`,
      })),
    }),
  priority: (pod) => withSpec(pod, { priorityClassName: 'system-node-critical' }),
  drain: (pod) => withSpec(pod, { terminationGracePeriodSeconds: 7200 }),
  tokens: (pod) =>
    withSpec(pod, {
      volumes: [
        {
          name: 'token',
          projected: { sources: [{ serviceAccountToken: { audience: 'egress-live.invalid', path: 'token' } }] },
        },
      ],
    }),
  images: (pod) => withContainer(pod, { image: 'egress-live.invalid/image:1' }),
  annotations: (pod) => ({
    ...pod,
    metadata: { ...pod.metadata, annotations: { 'cni.projectcalico.org/ipAddrs': '["192.0.2.1"]' } },
  }),
  services: ({ metadata }) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { type: 'LoadBalancer', ports: [{ port: 80 }] },
  }),
};

/** Of the tenants after the first, one request is enough: policies are the cluster's, a label is the namespace's. */
const OF_EVERY_TENANT = ['pods'];

export const check: Check = {
  title: 'the API server refuses what admission policies are about (asked by dry runs, which create nothing)',
  rights: [
    { verb: 'create', group: '', resource: 'pods', where: 'tenants' },
    { verb: 'create', group: '', resource: 'services', where: 'tenants' },
  ],
  async run(world) {
    const results = await Promise.all(
      world.tenants.map((tenant, index) =>
        refusals(world, tenant, index === 0 ? Object.keys(REFUSED) : OF_EVERY_TENANT),
      ),
    );
    return results.flat();
  },
};

async function refusals(world: World, tenant: Tenant, subjects: readonly string[]): Promise<Result[]> {
  const image = tenant.workloads[0]?.container.image ?? 'egress-live.invalid/image:1';
  const pod = testPod(world, tenant, { image, script: 'true', suffix: 'dry-run' });
  const about = { tenant: tenant.name };
  const reports = tenant.guardrails === REPORT;
  const asked = subjects.filter((subject) => subject !== 'images' || tenant.registries !== undefined);
  const results = await Promise.all(
    asked.map(async (subject): Promise<Result[]> => {
      const output = await world.cluster.dryRun(REFUSED[subject]?.(pod) ?? pod);
      // Where guardrails report, kubectl prints the policy's warning, and the API server takes the object.
      const isReported = reports && warningsOf(output).some((line) => line.includes(`'${policyName(subject)}'`));
      if (isReported) return [];
      const object = `ValidatingAdmissionPolicy ${policyName(subject)}`;
      if (output.code === 0) {
        const verb = reports ? 'warn of' : 'refuse';
        const message = `does not ${verb} what it has to ${verb} in ${tenant.namespace}`;
        return [{ ...about, object, message, found: { id: 'live-admission-open' } }];
      }
      if (!reports && output.stderr.includes(`'${policyName(subject)}'`)) return [];
      const message = `is not what refuses: ${lastWords(output)}`;
      return [{ ...about, object, message, found: { id: 'live-check-failed' } }];
    }),
  );
  const wrong = results.flat();
  if (wrong.length > 0) return wrong;
  const message = `${reports ? 'warned of' : 'refused'}: ${asked.join(', ')}`;
  return [{ ...about, object: `Namespace ${tenant.namespace}`, message }];
}

function withSpec(pod: TestPod, spec: Readonly<Record<string, unknown>>): TestPod {
  return { ...pod, spec: { ...pod.spec, ...spec } };
}

function withContainer(pod: TestPod, container: Readonly<Record<string, unknown>>): TestPod {
  return withSpec(pod, { containers: pod.spec.containers.map((each) => ({ ...each, ...container })) });
}
