import { text, unique } from './schema';
import { show } from './text';

/** What a forge takes for an owner of files: a user, a team or an e-mail address. */
const owner = text({
  'owner-invalid': (value) =>
    /^@[A-Za-z0-9][\w.-]*(\/[\w.-]+)*$|^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(value)
      ? undefined
      : `${show(value)} is not a valid owner (expected, for example, @example/platform, @alice or alice@example.com)`,
});

export const owners = unique(owner, 'owner').min(1);
