import { type Mutation, swap, unlist } from './_edits';

export const ADMISSION: readonly Mutation[] = [
  [
    'a policy of the API server warns',
    'admission-not-enforced',
    swap('dist/base/platform/validatingadmissionpolicybinding-egress-tenant-cage.yaml', '- Deny', '- Warn'),
  ],
  [
    'a policy of the API server fails open',
    'admission-not-enforced',
    swap(
      'dist/base/platform/validatingadmissionpolicy-egress-tenant-cage.yaml',
      'failurePolicy: Fail',
      'failurePolicy: Ignore',
    ),
  ],
  [
    'the policy that judges every write leaves out subresources',
    'admission-not-enforced',
    swap('dist/base/platform/validatingadmissionpolicy-egress-tenant-cage.yaml', '- "*/*"', '- "*"'),
  ],
  [
    'the policy that judges every write leaves out connections',
    'admission-not-enforced',
    swap('dist/base/platform/validatingadmissionpolicy-egress-tenant-cage.yaml', '          - CONNECT\n', ''),
  ],
  [
    'a policy of the API server is gone',
    'admission-not-enforced',
    (files) => {
      unlist('dist/base/platform', 'validatingadmissionpolicy-egress-tenant-pods.yaml')(files);
      unlist('dist/base/platform', 'validatingadmissionpolicybinding-egress-tenant-pods.yaml')(files);
    },
  ],
];
