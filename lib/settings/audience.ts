import { text } from './schema';
import { show } from './text';

/** Audience of a service account token: a word or a URL. They are separated by commas where policies read them. */
export const audience = text({
  'audience-invalid': (value) => {
    if (value.length > 253) return `${show(value)} has ${value.length} characters; an audience has at most 253`;
    return /^[!-+\--~]+$/.test(value)
      ? undefined
      : `${show(value)} is not a valid audience (expected ASCII text without spaces and commas, for example vault or https://vault.example.com)`;
  },
});
