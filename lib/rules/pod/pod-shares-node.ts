import { pod } from '../_example';
import { map, maps } from '../_rendered';
import { everyPod, inPods } from '../_support';
import type { RuleDefinition, Step } from '../rule';

export const rule: RuleDefinition = {
  title: 'A pod shares its node’s network, processes or files',
  why: 'Network policies do not apply to a pod in the host’s network: it leaves by the node’s address. hostPath, hostPID and privileged give access to the node itself, with its credentials and its CNI.',
  fix: 'Remove hostNetwork, hostPID, hostIPC, hostPort, hostPath and privileged.',
  good: [pod('Deployment client-a-demo/web')`volumes: [{ name: tmp, emptyDir: {} }]`],
  bad: [
    pod('Deployment client-a-demo/web')`hostNetwork: true`,
    pod('Deployment client-a-demo/web')`volumes: [{ name: node, hostPath: { path: /etc } }]`,
    pod('Deployment client-a-demo/web')`containers: [{ name: web, ports: [{ containerPort: 8080, hostPort: 8080 }] }]`,
    pod('Deployment client-b/api')`initContainers: [{ name: migrate, securityContext: { privileged: true } }]`,
  ],
  check: (context) =>
    inPods(everyPod(context), ({ spec, containers, path: at }) => {
      const problems: [Step[], string][] = ['hostNetwork', 'hostPID', 'hostIPC']
        .filter((key) => spec[key] === true)
        .map((key) => [[key], 'shares it with its node']);
      maps(spec.volumes).forEach((volume, index) => {
        if (volume.hostPath !== undefined)
          problems.push([['volumes', index, 'hostPath'], `${map(volume.hostPath).path} is of the node`]);
      });
      for (const { name, spec: container, path } of containers) {
        const below = path.slice(at.length);
        if (map(container.securityContext).privileged === true)
          problems.push([[...below, 'securityContext', 'privileged'], `container ${name} is root on the node`]);
        maps(container.ports).forEach((port, index) => {
          if (port.hostPort !== undefined)
            problems.push([
              [...below, 'ports', index, 'hostPort'],
              `container ${name} takes port ${port.hostPort} of the node`,
            ]);
        });
      }
      return problems;
    }),
};
