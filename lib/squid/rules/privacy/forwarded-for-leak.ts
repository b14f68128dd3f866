import type { RuleDefinition } from '../../rule';
import { found, setting } from '../_support';

const LEAKING: Readonly<Record<string, string>> = {
  on: 'adds the client’s address to X-Forwarded-For',
  transparent: 'passes the client’s own X-Forwarded-For on',
  truncate: 'puts the client’s address into X-Forwarded-For',
};

export const rule: RuleDefinition = {
  title: 'Clients’ addresses are sent to partners',
  severity: 'warning',
  why: 'X-Forwarded-For carries the addresses of nodes and pods out of the network, and whatever a client put into it.',
  fix: 'forwarded_for delete.',
  good: ['forwarded_for delete'],
  bad: ['forwarded_for on'],
  check: (config) => {
    const { place, value = '' } = setting(config, 'forwarded_for');
    const leak = Object.hasOwn(LEAKING, value) ? LEAKING[value] : undefined;
    return leak ? [found(place, `forwarded_for ${value} ${leak}`)] : [];
  },
};
