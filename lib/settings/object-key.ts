import { text } from './schema';
import { show } from './text';

/** Whether a ConfigMap or a Secret can have this key. */
export function isObjectKey(key: string): boolean {
  return /^[-._a-zA-Z0-9]{1,253}$/.test(key);
}

/** A key of a ConfigMap or a Secret to which settings refer. */
export const objectKey = text({
  'variable-key-invalid': (key) =>
    isObjectKey(key) ? undefined : `${show(key)} is not a valid key (expected, for example, password)`,
});
