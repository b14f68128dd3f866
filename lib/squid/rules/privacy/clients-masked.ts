import type { RuleDefinition } from '../../rule';
import { found, setting } from '../_support';

export const rule: RuleDefinition = {
  title: 'The log does not identify clients',
  severity: 'warning',
  why: 'client_netmask cuts clients’ addresses in the log and in the manager’s pages, so that a request cannot be traced to a node.',
  fix: 'Remove client_netmask.',
  good: ['client_netmask 255.255.255.255'],
  bad: ['client_netmask 255.255.255.0'],
  check: (config) => {
    const { place, value } = setting(config, 'client_netmask');
    const whole = value === undefined || value === '255.255.255.255' || /^f{4}(:f{4}){7}$/i.test(value);
    return whole ? [] : [found(place, `clients’ addresses are cut with ${value}`)];
  },
};
