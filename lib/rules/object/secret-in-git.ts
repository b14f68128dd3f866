import { isKind } from '../_rendered';
import { found, yaml } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A Secret is in the repository in plain text',
  severity: 'error',
  why: 'base64 is no encryption: whoever can read the repository, now or any time later, has it.',
  fix: 'Encrypt it with SOPS, or let external-secrets make it in the cluster; then exchange the secret itself.',
  suppressible: false,
  good: [
    yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata: { name: feature-flags, namespace: client-a-demo }
      data: { dark: "true" }
    `,
  ],
  bad: [
    yaml`
      apiVersion: v1
      kind: Secret
      metadata: { name: database, namespace: client-a-demo }
      stringData: { password: example }
    `,
  ],
  check: ({ objects, flux }) =>
    [...objects, ...flux]
      .filter((each) => isKind(each, 'Secret', '') && each.object.sops === undefined)
      .map((each) => found(each, [], 'is not encrypted')),
};
