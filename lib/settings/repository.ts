import { z } from 'zod';
import { gitReference } from './git';
import { objectName } from './names';
import { urlFault } from './repository-url';
import { text } from './schema';
import { show } from './text';

const url = text({ 'repository-url': urlFault });

const path = text({
  'repository-path': (value) => {
    const steps = value.replace(/\/$/, '').split('/');
    const fine = /^[\x21-\x7e]+$/.test(value) && !value.includes('\\') && !steps.includes('') && !steps.includes('..');
    return fine
      ? undefined
      : `${show(value)} is not a folder of the repository (expected a relative path without .., for example ./deploy)`;
  },
});

export const repository = z
  .strictObject({
    url: url.meta({ description: 'Address of the repository: https:// or ssh://' }),
    path: path.meta({ description: 'Folder in the repository that is applied, for example ./deploy' }).transform(
      (value) =>
        `./${value
          .split('/')
          .filter((step) => step !== '' && step !== '.')
          .join('/')}`,
    ),
    ref: gitReference.meta({ description: 'Exactly one of branch, tag and semver' }),
    secret: objectName
      .meta({
        description:
          'Secret in the tenant’s namespace with the credentials for url; required for ssh:// (identity and known_hosts). Default: none',
      })
      .optional(),
    kustomize: z
      .boolean()
      .meta({
        description:
          'Build with the kustomization.yaml files in the repository, which can make Flux fetch from anywhere. Otherwise Flux ignores these files and applies plain manifests',
      })
      .default(false),
  })
  .meta({ description: 'Repository of the tenant, applied with the tenant’s rights. Default: none' });
