import { object, pod } from '../_example';
import { isKind, map, maps, namespaceOf } from '../_rendered';
import { inContainers, isSelected } from '../_support';
import type { RuleDefinition } from '../rule';

const LONG_RUNNING = ['Deployment', 'StatefulSet', 'DaemonSet'];

export const rule: RuleDefinition = {
  title: 'A container behind a Service has no readiness probe',
  severity: 'warning',
  why: 'Without a readiness probe a pod counts as ready as soon as its process runs, so during each rollout requests go to a pod that does not listen yet.',
  fix: 'Set probes: { readiness: { port: … } } for the container in the tenant’s settings.',
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
