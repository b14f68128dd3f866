import { text } from './schema';
import { show } from './text';

/** An availability zone of the cloud. */
export const zone = text({
  'zone-invalid': (value) =>
    /^[a-z]{2}-[a-z]{3}-\d$/.test(value)
      ? undefined
      : `${show(value)} is not a valid zone (expected, for example, fr-par-1)`,
});

/** `fr-par` of `fr-par-1`. */
export function regionOfZone(name: string): string {
  return name.replace(/-\d+$/, '');
}
