import type { EnvironmentCheck } from './_check';

export const checkFlux: EnvironmentCheck = ({ data: { flux = {} } }, report) => {
  if (flux.name === 'flux-system') {
    report(['flux', 'name'], 'flux-system is the Kustomization of flux bootstrap; choose another name');
  }
  const { source = {} } = flux;
  const { url, ref, verify } = source;
  for (const [key, value] of Object.entries({ ref, verify })) {
    if (value !== undefined && url === undefined) {
      report(
        ['flux', 'source', key],
        `says something only with url: without it the GitRepository is made elsewhere; add url, or drop ${key}`,
      );
    }
  }
  const said = Object.keys(ref ?? {});
  if (ref && said.length !== 1) {
    const which = said.length === 0 ? 'none of them' : said.join(' and ');
    report(['flux', 'source', 'ref'], `must be exactly one of branch, tag and semver, and not ${which}`);
  }
  if (source.name === 'flux-system' && url !== undefined) {
    report(
      ['flux', 'source', 'name'],
      'flux-system is the GitRepository of flux bootstrap; choose another name, or drop url to use that one',
    );
  }
};
