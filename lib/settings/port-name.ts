import { text } from './schema';
import { show } from './text';

/** The name of a port of a container or Service. */
export const portName = text({
  'port-name-invalid': (value) =>
    /^[a-z0-9-]{1,15}$/.test(value) && /[a-z]/.test(value) && !/^-|-$|--/.test(value)
      ? undefined
      : `${show(value)} is not a valid port name (expected at most 15 of a-z, 0-9 and single dashes within, with at least one letter)`,
});
