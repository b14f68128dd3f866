import { APP_NAME } from '../_names';
import { isKind, map, maps, namespaceOf } from '../_rendered';
import { everyPod, found, isSelected, yaml } from '../_support';
import type { Example, RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A Service names a port that two containers of its pods have',
  why: 'A Service finds a port by its name, and takes the first container that has it. The other container gets no requests.',
  fix: 'Rename one of the ports, or let targetPort be a number.',
  suppressible: true,
  good: [withPorts('http', 'metrics')],
  bad: [withPorts('http', 'http')],
  check: (context) => {
    const services = context.objects.filter((each) => isKind(each, 'Service', ''));
    const { pods } = everyPod(context);
    return services.flatMap((service) => {
      const { selector, ports } = map(service.object.spec);
      if (Object.keys(map(selector)).length === 0) return [];
      const selected = pods.filter(
        ({ of, labels }) => namespaceOf(of) === namespaceOf(service) && isSelected({ matchLabels: selector }, labels),
      );
      return maps(ports).flatMap(({ targetPort, protocol = 'TCP' }, index) =>
        selected.flatMap(({ of, containers }) => {
          const [first, second] = containers.filter(({ spec }) =>
            maps(spec.ports).some((port) => port.name === targetPort && (port.protocol ?? 'TCP') === protocol),
          );
          if (typeof targetPort !== 'string' || !first || !second) return [];
          const message = `${targetPort} is a port of the containers ${first.name} and ${second.name} of ${of.object.kind} ${of.object.metadata.name}`;
          return [found(service, ['spec', 'ports', index, 'targetPort'], message)];
        }),
      );
    });
  },
};

/** A Service to a pod whose main container and sidecar have ports of these names. */
function withPorts(main: string, sidecar: string): Example {
  const text = `
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: api, namespace: client-b }
    spec:
      template:
        spec:
          containers: [{ name: api, ports: [{ name: ${main}, containerPort: 8080 }], readinessProbe: { tcpSocket: { port: 8080 } } }]
          initContainers: [{ name: metrics, ports: [{ name: ${sidecar}, containerPort: 9090 }] }]
    ---
    apiVersion: v1
    kind: Service
    metadata: { name: api, namespace: client-b }
    spec: { selector: { ${APP_NAME}: api }, ports: [{ port: 80, targetPort: ${main} }] }
  `;
  return yaml(text);
}
