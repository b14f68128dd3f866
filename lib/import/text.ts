import { ambiguousReference, forKubelet, type IsKnown } from '../model/kubelet-text';

/**
 * The text of a setting that a process gets as it gets this text of a manifest, in which Kubernetes makes one dollar of
 * two; undefined: there is none.
 */
export function fromKubelet(text: string, isKnown: IsKnown): string | undefined {
  if (!text.includes('$$')) return text;
  const setting = text.replaceAll('$$', '$');
  const isSame = read(forKubelet(setting, isKnown), isKnown) === read(text, isKnown);
  return isSame && ambiguousReference(setting, isKnown) === undefined ? setting : undefined;
}

/** What the kubelet makes of a text, with a mark for each value that it fills in. */
function read(text: string, isKnown: IsKnown): string {
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (token: string, name?: string) => {
    if (name === undefined) return '$';
    return isKnown(name) ? `\0${name}\0` : token;
  });
}
