const HUB = 'docker.io';

/**
 * The full name of an image without its tag and digest, as containerd completes it: `curlimages/curl:8.11.1` is
 * `docker.io/curlimages/curl`, `busybox` is `docker.io/library/busybox`.
 */
export function completeImage(reference: string): string {
  const name = /^([^/@]*\/)*[^/:@]*/.exec(reference)?.[0] ?? '';
  const slash = name.indexOf('/');
  if (slash < 0) return `${HUB}/library/${name}`;
  const host = name.slice(0, slash);
  const path = name.slice(slash + 1);
  if (host === HUB || host === `index.${HUB}`) return `${HUB}/${path.includes('/') ? path : `library/${path}`}`;
  // A first part in upper case cannot be a part of a path, so it is a host.
  return host === 'localhost' || /[.:A-Z]/.test(host) ? name : `${HUB}/${name}`;
}

/** Whether a completed name is well-formed: a host, and a path whose parts begin and end with a letter or digit. */
export const COMPLETE_NAME = /^[A-Za-z0-9.-]+(:[0-9]+)?(\/[a-z0-9]([a-z0-9._-]*[a-z0-9])?)+$/;

/**
 * References that a container runtime may read as the ID of an image on the node, whatever registry that came from. An
 * ID may be shortened. Bare digits count from three on, as CRI-O has it: kubelet gives a bare name a tag before it asks.
 */
export const LOCAL_ID = /^(sha(256|384|512):.*|[0-9A-Fa-f]{3,})$/;

/** Whether an image comes from one of the registries, each a host or a host and the first parts of a path. */
export function isFrom(reference: string, registries: readonly string[]): boolean {
  const name = completeImage(reference);
  return !LOCAL_ID.test(reference) && COMPLETE_NAME.test(name) && registries.some((registry) => isIn(name, registry));
}

/** Whether a completed name, or a registry, is a registry or lies below it: by whole parts of the path. */
export function isIn(name: string, registry: string): boolean {
  return name === registry || name.startsWith(`${registry}/`);
}
