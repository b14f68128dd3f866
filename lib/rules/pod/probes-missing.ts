import { object, pod } from '../_example';
import { inContainers, isSelected } from '../_support';
import { isKind, map, maps, namespaceOf } from '../rendered';
import type { Rule } from '../rule';

const LONG_RUNNING = ['Deployment', 'StatefulSet', 'DaemonSet'];

export const probesMissing: Rule = {
  id: 'probes-missing',
  title: 'A Service sends to a container that nobody asks whether it is ready',
  severity: 'warning',
  why: 'Without a readiness probe a pod counts as ready as soon as its process runs: during each rollout requests go to one that does not listen yet.',
  fix: 'probes: { readiness: { port: … } } for the container in the tenant’s settings.',
  suppressible: true,
  good: [
    object(
      'Service client-a-demo/jobs',
    )`spec: { selector: { app.kubernetes.io/name: nightly }, ports: [{ port: 80 }] }`,
  ],
  bad: [pod('Deployment client-a-demo/web')`containers: [{ name: web, readinessProbe: null }]`],
  check: (context) => {
    const services = context.objects.filter((each) => isKind(each, 'Service', ''));
    return inContainers(context, ({ spec, sort }, { of, labels }) => {
      if (sort !== 'containers' || !LONG_RUNNING.includes(of.object.kind)) return [];
      if (maps(spec.ports).length === 0 || spec.readinessProbe !== undefined) return [];
      const service = services.find((each) => {
        const selector = map(map(each.object.spec).selector);
        return (
          namespaceOf(each) === namespaceOf(of) &&
          Object.keys(selector).length > 0 &&
          isSelected({ matchLabels: selector }, labels)
        );
      });
      return service
        ? [[['readinessProbe'], `is missing, and Service ${service.object.metadata.name} sends to it`]]
        : [];
    });
  },
};
