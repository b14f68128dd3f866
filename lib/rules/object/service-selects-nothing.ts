import { object } from '../_example';
import { isKind, map, namespaceOf } from '../_rendered';
import { found, isSelected, show } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A Service has no pods',
  severity: 'warning',
  why: 'Every connection is refused. Usually the labels of the pods have changed and the Service’s selector has not.',
  fix: 'Select by labels that a workload’s pod template has.',
  suppressible: true,
  good: [
    object(
      'Service client-a-demo/nightly',
    )`spec: { selector: { app.kubernetes.io/name: nightly }, ports: [{ port: 80 }] }`,
  ],
  bad: [
    object(
      'Service client-a-demo/web-old',
    )`spec: { selector: { app.kubernetes.io/name: web-old }, ports: [{ port: 80 }] }`,
  ],
  check: ({ namespaces, pods }) =>
    namespaces
      .flatMap(({ objects }) => objects)
      .filter((each) => isKind(each, 'Service', ''))
      .flatMap((service) => {
        const selector = map(map(service.object.spec).selector);
        if (Object.keys(selector).length === 0) return [];
        const any = pods.some(
          ({ of, labels }) => namespaceOf(of) === namespaceOf(service) && isSelected({ matchLabels: selector }, labels),
        );
        return any ? [] : [found(service, ['spec', 'selector'], `${show(selector)} selects no pod that is rendered`)];
      }),
};
