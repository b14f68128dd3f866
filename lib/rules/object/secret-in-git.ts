import { object } from '../_example';
import { isKind, map } from '../_rendered';
import { found } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A Secret is in the repository in plain text',
  why: 'base64 is not encryption: everyone who can read the repository, now or later, has the Secret.',
  fix: 'Encrypt it with SOPS, or let external-secrets create it in the cluster; then rotate the credential itself.',
  good: [object('ConfigMap client-a-demo/feature-flags')`data: { dark: "true" }`],
  bad: [object('Secret client-a-demo/database')`stringData: { password: example }`],
  check: ({ objects, flux }) =>
    [...objects, ...flux]
      .filter((each) => isKind(each, 'Secret', ''))
      .flatMap((each) => {
        if (each.object.sops === undefined) return [found(each, [], 'is not encrypted')];
        return ['data', 'stringData'].flatMap((block) =>
          Object.entries(map(each.object[block]))
            .filter(([, value]) => value !== '' && !(typeof value === 'string' && ENCRYPTED.test(value)))
            .map(([key]) => found(each, [block, key], 'is not encrypted')),
        );
      }),
};

const ENCRYPTED = /^ENC\[AES256_GCM,.*\]$/;
