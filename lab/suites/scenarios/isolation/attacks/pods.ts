import { type Change, inContainer } from '../../../_change';
import { pod } from '../../tenant-repository/_shop';
import { accepted, podObject } from '../_attempts';
import { attacks, type Row } from '../_types';
import { inNamespace } from '../_world';

const CONTROLS = ['admission-proxy'];

function isAdmitted(title: string, change: Change): Row {
  return { title, attempt: async (world, name) => accepted(await world.create('pods', podObject(name, pod(change)))) };
}

export const PODS = attacks('h', CONTROLS, {
  'bare-pod': {
    title: 'starts a pod as `kubectl run` creates it, without a node pool, proxy variables or a security context',
    controls: ['admission-proxy', 'admission-pods', 'pod-security'],
    attempt: async (world) => {
      const spec = { containers: [{ name: 'a', image: 'curlimages/curl:8.11.1', command: ['true'] }] };
      return accepted(await world.create('pods', podObject('bare-pod', spec)));
    },
  },
  'no-proxy': isAdmitted('starts a pod without proxy variables', inContainer({ env: undefined })),
  'other-address': isAdmitted('starts a pod that is told of the other tenant’s proxy', (spec) => {
    for (const variable of spec.containers[0].env) variable.value = 'http://172.16.28.9:3128';
  }),
  redefined: isAdmitted('takes the variable back where a later one counts', (spec) => {
    spec.containers[0].env.push({ name: 'HTTPS_PROXY', value: '' });
  }),
  'init-container': isAdmitted('starts a pod with an init container without proxy variables', (spec) => {
    spec.initContainers = [{ ...spec.containers[0], name: 'init', env: [], command: ['true'] }];
  }),
  'cron-job': {
    title: 'schedules pods that are told of no proxy',
    attempt: async (world) => {
      const spec = pod((one) => {
        one.restartPolicy = 'Never';
        delete one.containers[0].env;
      });
      const object = {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'cron-job' },
        spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: { spec } } } },
      };
      return accepted(await world.create('batch/v1:cronjobs', object));
    },
  },
  'ephemeral-container': {
    title: 'adds a container without proxy variables to a running pod',
    controls: ['tenant-role', 'admission-proxy', 'admission-guardrails'],
    attempt: async (world) => {
      await world.create('pods', podObject('ephemeral-container', pod()));
      const { securityContext, image } = pod().containers[0];
      const container = { name: 'debugger', image, command: ['true'], securityContext };
      return accepted(
        await world.person.request(
          'PATCH',
          inNamespace('pods/ephemeral-container/ephemeralcontainers'),
          { spec: { ephemeralContainers: [container] } },
          'application/strategic-merge-patch+json',
        ),
      );
    },
  },
});
