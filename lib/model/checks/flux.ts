import { referenceFault } from '../../settings/git';
import { insideFault, parseUrl } from '../../settings/repository-url';
import type { EnvironmentCheck } from './_check';

export const checkFlux: EnvironmentCheck = ({ data: { flux = {} }, wasWrong }, report) => {
  if (flux.name === 'flux-system') {
    report(['flux', 'name'], 'flux-system is the Kustomization of flux bootstrap; choose another name');
  }
  const { source = {} } = flux;
  const { url, ref, verify } = source;
  const host = url === undefined ? undefined : parseUrl(url)?.host;
  const inside = host === undefined ? undefined : insideFault(host);
  if (inside) {
    report(
      ['flux', 'source', 'url'],
      `${inside}: what answers there decides what the cluster applies; make sure that it is your Git server`,
      'warning',
    );
  }
  for (const [key, value] of Object.entries({ ref, verify })) {
    if (value !== undefined && url === undefined && !wasWrong(['flux', 'source', 'url'])) {
      report(
        ['flux', 'source', key],
        `says something only with url: without it the GitRepository is made elsewhere; add url, or drop ${key}`,
      );
    }
  }
  const isRead = !['branch', 'tag', 'semver'].some((key) => wasWrong(['flux', 'source', 'ref', key]));
  const fault = ref && isRead && referenceFault(ref);
  if (fault) report(['flux', 'source', 'ref'], fault);
  if (source.name === 'flux-system' && url !== undefined) {
    report(
      ['flux', 'source', 'name'],
      'flux-system is the GitRepository of flux bootstrap; choose another name, or drop url to use that one',
    );
  }
};
