import { missingSecretFault, referenceFault } from '../../settings/git';
import { nodeAt } from '../../settings/node';
import type { TenantCheck } from './_check';

/** A tenant's own repository, after the overrides of environments. */
export const checkRepository: TenantCheck = ({ data: { repository }, environment, tree, wasWrong }, report) => {
  if (!repository) return;
  const fault = repository.ref && !nodeAt(tree, ['repository', 'ref'])?.pruned && referenceFault(repository.ref);
  if (fault) report('git-reference', ['repository', 'ref'], fault);
  // The GitRepository is rendered per environment, each of which may set the secret.
  if (environment && !wasWrong(['repository', 'secret'])) {
    const noSecret = missingSecretFault(repository.url, repository.secret, 'the tenant’s namespace');
    if (noSecret)
      report('git-secret-missing', ['repository', 'url'], (environments) => `${noSecret} (in ${environments})`);
  }
  if (repository.kustomize === true) {
    report(
      'repository-kustomize',
      ['repository', 'kustomize'],
      'lets everyone who writes to the repository make Flux’s controller fetch from any address, past every proxy. No flag of Flux prevents that: restrict it by a NetworkPolicy (docs/flux.md), or commit the built manifests',
    );
  }
};
