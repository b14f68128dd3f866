import { accepted } from '../_attempts';
import { attacks } from '../_types';

const FLUX = ['tenant-role', 'admission-guardrails'];

/** What a tenant tries with Helm. What a chart of the settings holds is tried in `charts`. */
export const RELEASES = attacks('i', FLUX, {
  'release-of-its-own': {
    title: 'makes a HelmRelease that names no account, so that helm-controller installs it with its own rights',
    attempt: async (world, name) => {
      const chart = { spec: { chart: 'anything', sourceRef: { kind: 'GitRepository', name: 'client-a' } } };
      const object = {
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: { name },
        spec: { interval: '1h', chart },
      };
      return accepted(await world.create('helm.toolkit.fluxcd.io/v2:helmreleases', object));
    },
  },
});
