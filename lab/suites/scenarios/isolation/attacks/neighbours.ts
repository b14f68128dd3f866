import type { KubernetesObject } from '../../../../cluster/api';
import { inContainer } from '../../../_change';
import { pod } from '../../tenant-repository/_shop';
import { accepted, asks, podObject, runPod, short } from '../_attempts';
import { attacks, refused, through } from '../_types';
import { inNamespace } from '../_world';

/** What the settings allow. */
const PODS = 20;

const WRITES = ['tenant-role', 'admission-guardrails'];

export const NEIGHBOURS = attacks('j', ['quota'], {
  'large-pod': {
    title: 'asks for more CPU than it has',
    attempt: async (world) => {
      const cpu = '100';
      const spec = pod(
        inContainer({ resources: { requests: { cpu, memory: '1Mi' }, limits: { cpu, memory: '1Mi' } } }),
      );
      return accepted(await world.create('pods', podObject('large-pod', spec)));
    },
  },
  'many-pods': {
    title: 'makes more pods than it may have',
    exclusive: true,
    attempt: async (world) => {
      const results: KubernetesObject[] = [];
      const spec = pod((one) => {
        // They count, and nothing has to run them.
        one.schedulingGates = [{ name: 'attack.example/never' }];
        const cpu = '1m';
        one.containers[0].resources = { requests: { cpu, memory: '1Mi' }, limits: { cpu, memory: '1Mi' } };
      });
      for (let n = 1; n <= PODS + 1; n += 1) {
        const { status, body } = await world.create('pods', podObject(`many-pods-${n}`, spec));
        if (status >= 300) return refused(`after ${results.length}: ${short(body.message)}`);
        results.push(body);
      }
      return through(`${results.length} pods were accepted`);
    },
  },
  memory: {
    title: 'says of no limit, and takes the memory of its node',
    controls: ['limit-range', 'quota'],
    attempt: async (world) => {
      const take = 'dd if=/dev/zero of=/dev/null bs=150M count=1; echo ended with $?';
      const { refusal, output } = await runPod(world, 'memory', take);
      if (refusal) return refused(refusal);
      return output.includes('ended with 0')
        ? through('it has taken 150 MiB')
        : refused(`it was stopped: ${short(output)}`);
    },
  },
  'raise-quota': {
    title: 'raises its quota',
    controls: WRITES,
    stains: true,
    attempt: (world) => asks(world, 'PATCH', 'resourcequotas/tenant-quota', { spec: { hard: { pods: '999' } } }),
  },
  'reset-quota': {
    title: 'reports that it uses nothing',
    controls: WRITES,
    stains: true,
    attempt: (world) => asks(world, 'PATCH', 'resourcequotas/tenant-quota/status', { status: { used: { pods: '0' } } }),
  },
  claims: {
    title: 'claims storage of any size',
    attempt: async (world) =>
      accepted(
        await world.create(inNamespace('persistentvolumeclaims'), {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'claims' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '100Ti' } } },
        }),
      ),
  },
});
