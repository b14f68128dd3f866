import { problemTests } from '../support/problem-cases';

const at = (text: string) => ['environments:\n', `repository: ${text}\nenvironments:\n`] as const;
const fine = 'path: ./deploy, ref: { branch: main }';
const NO_SECRET =
  'is an ssh:// address, which Flux cannot read without a secret; set secret to the name of a Secret in the tenant’s namespace that holds identity and known_hosts, or use https://';
const url = 'url: "https://git.example.com/b/shop"';

// What a tenant says of its own repository: what of client-b.yaml is replaced by what, and what is printed.
problemTests([
  ['one that is fine', ...at(`{ ${url}, ${fine}, secret: shop-key }`), []],
  ['over ssh', ...at(`{ url: "ssh://git@git.example.com/b/shop", ${fine}, secret: shop-key }`), []],
  [
    'over ssh without a secret',
    ...at(`{ url: "ssh://git@git.example.com/b/shop", ${fine} }`),
    [`34:15 repository.url: ${NO_SECRET} (in development and production)`],
  ],
  [
    'over ssh, with the secret in one environment only',
    'environments:\n  production:\n',
    `repository: { url: "ssh://git@git.example.com/b/shop", ${fine} }\nenvironments:\n  production:\n    repository: { secret: shop-key }\n`,
    [`34:15 repository.url: ${NO_SECRET} (in development)`],
  ],
  [
    'https, and ssh in one environment only',
    'environments:\n  production:\n',
    `repository: { ${url}, ${fine} }\nenvironments:\n  production:\n    repository: { url: "ssh://git@git.example.com/b/shop" }\n`,
    [`37:19 environments.production.repository.url: ${NO_SECRET} (in production)`],
  ],
  [
    'over ssh, with a secret that is no name',
    ...at(`{ url: "ssh://git@git.example.com/b/shop", ${fine}, secret: A_B }`),
    ['34:95 repository.secret: A_B is not a valid DNS label (a-z, 0-9, and dashes inside); did you mean a-b?'],
  ],
  [
    'nothing that is needed',
    ...at('{}'),
    [
      '34:1 repository.path: is missing: folder in the repository that is applied, for example ./deploy',
      '34:1 repository.ref: is missing: exactly one of branch, tag and semver',
      '34:1 repository.url: is missing: address of the repository: https:// or ssh://',
    ],
  ],
  [
    'an address that anybody could answer for',
    ...at(`{ url: "http://git.example.com/b/shop", ${fine} }`),
    [
      '34:15 repository.url: http://git.example.com/b/shop is not a valid repository URL (expected, for example, https://… or ssh://…)',
    ],
  ],
  ...['https://bob:hunter2@git.example.com/b/shop', 'https://token@git.example.com/b', 'ssh://git:x@e.example/b'].map(
    (address) =>
      [
        `credentials in ${address}`,
        ...at(`{ url: "${address}", ${fine} }`),
        [
          '34:15 repository.url: holds credentials, which every reader of the repository would see; name a Secret that holds them under secret',
        ],
      ] as const,
  ),
  ...['../other', './a/../../b', '/etc', 'a//b', 'a b', 'a\\\\b', ''].map(
    (path) =>
      [
        `the path "${path}"`,
        ...at(`{ path: "${path}", ${url}, ref: { branch: main } }`),
        [
          `34:15 repository.path: ${path.includes(' ') || path === '' ? `"${path}"` : path.replace('\\\\', '\\')} is not a folder of the repository (expected a relative path without .., for example ./deploy)`,
        ],
      ] as const,
  ),
  [
    'two references',
    ...at(`{ ${url}, path: ., ref: { branch: main, tag: v1 } }`),
    ['34:63 repository.ref: must be exactly one of branch, tag and semver, and not branch and tag'],
  ],
  [
    'no reference',
    ...at(`{ ${url}, path: ., ref: {} }`),
    ['34:63 repository.ref: must be exactly one of branch, tag and semver, and not none of them'],
  ],
  [
    'a reference that is wrong is said once',
    ...at(`{ ${url}, path: ., ref: { branch: "a b" } }`),
    ['34:70 repository.ref.branch: "a b" is not the name of a Git reference (expected, for example, main)'],
  ],
  [
    'a Secret of no such name',
    ...at(`{ secret: A_B, ${url}, ${fine} }`),
    ['34:15 repository.secret: A_B is not a valid DNS label (a-z, 0-9, and dashes inside); did you mean a-b?'],
  ],
  [
    'Kustomize files that are built',
    ...at(`{ kustomize: true, ${url}, ${fine} }`),
    [
      '34:15 repository.kustomize: warning: lets everyone who writes to the repository make Flux’s controller fetch from any address, past every proxy. No flag of Flux prevents that: restrict it by a NetworkPolicy (docs/flux.md), or commit the built manifests [repository-kustomize]',
    ],
  ],
  [
    'one that is new in an environment, and not complete',
    '  production:\n',
    `  production:\n    repository: { ${url} }\n`,
    [
      '36:5 environments.production.repository.path: is missing: folder in the repository that is applied, for example ./deploy',
      '36:5 environments.production.repository.ref: is missing: exactly one of branch, tag and semver',
    ],
  ],
  [
    'one that is new in an environment and wrong is said once',
    '  production:\n',
    `  production:\n    repository: { ${url}, path: /x, ref: { tag: v1 } }\n`,
    [
      '36:58 environments.production.repository.path: /x is not a folder of the repository (expected a relative path without .., for example ./deploy)',
    ],
  ],
]);
