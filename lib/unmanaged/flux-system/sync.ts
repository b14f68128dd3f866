import { isMap } from '../../data';
import { clusterPath, KUSTOMIZE, PLATFORM_ACCOUNT } from '../../vocabulary';
import { FLUX_SYSTEM, metadata } from './metadata';
import { anything, exactly, map, matching, type Shape } from './shape';

const DURATION = matching(/^(\d+(\.\d+)?(ms|s|m|h))+$/, '1m0s');
const NAME = matching(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, FLUX_SYSTEM);
const SECRET = map({ name: NAME });
const REVISION = matching(/^[\x21-\x7e]+$/, 'main');

/** What `flux bootstrap` reads the repository with. @param url undefined: the settings do not know it */
export function gitRepository(url: string | undefined): Shape {
  return map({
    apiVersion: exactly('source.toolkit.fluxcd.io/v1', 'source.toolkit.fluxcd.io/v1beta2'),
    kind: exactly('GitRepository'),
    metadata: metadata(FLUX_SYSTEM),
    spec: verifiable(
      map(
        {
          interval: DURATION,
          url:
            url === undefined
              ? matching(/^(https|ssh):\/\/\S+$/, 'ssh://git@example.com/repository')
              : sameRepository(url),
        },
        {
          provider: exactly('generic', 'azure', 'github'),
          ref: map(
            {},
            { branch: REVISION, tag: REVISION, semver: matching(/^[\x20-\x7e]+$/, '>=1.0.0'), commit: REVISION },
          ),
          secretRef: SECRET,
          timeout: DURATION,
          // Fewer revisions than without it.
          verify: map(
            { mode: exactly('HEAD', 'Tag', 'TagAndHEAD', 'head'), secretRef: SECRET },
            { provider: anything },
          ),
        },
      ),
    ),
  });
}

/** Flux verifies a tag only where one is followed, and refuses everything otherwise. */
function verifiable(spec: Shape): Shape {
  return (value, path) => {
    const { ref, verify } = isMap(value) ? value : {};
    const mode = isMap(verify) ? verify.mode : undefined;
    const followsTag = isMap(ref) && (ref.tag !== undefined || ref.semver !== undefined) && ref.commit === undefined;
    const fault =
      (mode === 'Tag' || mode === 'TagAndHEAD') && !followsTag
        ? [
            {
              path: [...path, 'verify', 'mode'],
              message: `is "${mode}", which verifies a signed tag, but ref names no tag, and Flux refuses that (expected "HEAD", or ref.tag or ref.semver)`,
            },
          ]
        : [];
    return [...spec(value, path), ...fault];
  };
}

/** The same from a registry, as others write it in place of `flux bootstrap`. */
export const ociRepository = map({
  apiVersion: exactly('source.toolkit.fluxcd.io/v1', 'source.toolkit.fluxcd.io/v1beta2'),
  kind: exactly('OCIRepository'),
  metadata: metadata(FLUX_SYSTEM),
  spec: map(
    { interval: DURATION, url: matching(/^oci:\/\/\S+$/, 'oci://registry.example.com/manifests') },
    {
      provider: exactly('generic', 'aws', 'azure', 'gcp'),
      ref: map({}, { tag: REVISION, semver: anything, digest: REVISION }),
      secretRef: SECRET,
      timeout: DURATION,
      verify: map({ provider: exactly('cosign', 'notation') }, { secretRef: SECRET, matchOIDCIdentity: anything }),
    },
  ),
});

/** What `flux bootstrap` applies `clusters/<environment>` with. */
export function kustomization(environment: string): Shape {
  const path = clusterPath(environment);
  return map({
    apiVersion: exactly(`${KUSTOMIZE}/v1`, `${KUSTOMIZE}/v1beta2`),
    kind: exactly('Kustomization'),
    metadata: metadata(FLUX_SYSTEM),
    spec: map(
      {
        interval: DURATION,
        path: exactly(`./${path}`, path, `./${path}/`, `${path}/`),
        prune: exactly(true),
        sourceRef: exactly(
          ...['GitRepository', 'OCIRepository'].flatMap((kind) => [
            { kind, name: FLUX_SYSTEM },
            { kind, name: FLUX_SYSTEM, namespace: FLUX_SYSTEM },
          ]),
        ),
      },
      {
        retryInterval: DURATION,
        serviceAccountName: exactly(PLATFORM_ACCOUNT),
        timeout: DURATION,
        wait: exactly(true, false),
      },
    ),
  });
}

/** One repository may be read by https or by ssh, as any user. */
function sameRepository(url: string): Shape {
  const plain = (text: string) =>
    text
      .replace(/^(https|ssh):\/\/([^@/]*@)?/, '')
      .replace(/(\.git)?\/*$/, '')
      .toLowerCase();
  return (value, path) =>
    typeof value === 'string' && /^(https|ssh):\/\//.test(value) && plain(value) === plain(url)
      ? []
      : [{ path, message: `is ${JSON.stringify(value)}, which is another repository than flux.source.url (${url})` }];
}
