import { type Mutation, swap, unlist } from './_edits';

const ANNOTATIONS = 'dist/base/platform/validatingadmissionpolicy-egress-tenant-annotations.yaml';

export const ADMISSION: readonly Mutation[] = [
  [
    'a policy of the API server warns',
    'admission-not-enforced',
    swap('dist/base/platform/validatingadmissionpolicybinding-egress-tenant-guardrails.yaml', '- Deny', '- Warn'),
  ],
  [
    'a policy of the API server fails open',
    'admission-not-enforced',
    swap(
      'dist/base/platform/validatingadmissionpolicy-egress-tenant-guardrails.yaml',
      'failurePolicy: Fail',
      'failurePolicy: Ignore',
    ),
  ],
  [
    'the policy that judges every write leaves out subresources',
    'admission-not-enforced',
    swap('dist/base/platform/validatingadmissionpolicy-egress-tenant-guardrails.yaml', '- "*/*"', '- "*"'),
  ],
  [
    'the policy that judges every write leaves out connections',
    'admission-not-enforced',
    swap('dist/base/platform/validatingadmissionpolicy-egress-tenant-guardrails.yaml', '          - CONNECT\n', ''),
  ],
  [
    'a policy of the API server is gone',
    'admission-not-enforced',
    (files) => {
      unlist('dist/base/platform', 'validatingadmissionpolicy-egress-tenant-pods.yaml')(files);
      unlist('dist/base/platform', 'validatingadmissionpolicybinding-egress-tenant-pods.yaml')(files);
    },
  ],
  [
    'the policy for annotations leaves out ReplicaSets',
    'annotations-open',
    swap(ANNOTATIONS, '          - replicasets\n', ''),
  ],
  [
    'the policy for annotations judges what is created alone',
    'annotations-open',
    swap(ANNOTATIONS, '          - CREATE\n          - UPDATE\n', '          - CREATE\n'),
  ],
  [
    'the policy for annotations allows Calico’s own',
    'annotations-open',
    swap(ANNOTATIONS, "'kubectl.kubernetes.io/'", "'kubectl.kubernetes.io/', 'cni.projectcalico.org/'"),
  ],
  [
    'the policy for annotations allows the label by which Cilium leaves a pod unpoliced',
    'annotations-open',
    swap(ANNOTATIONS, " || key.endsWith('.host')", ''),
  ],
];
