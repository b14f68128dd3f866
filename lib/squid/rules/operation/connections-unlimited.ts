import type { RuleDefinition } from '../../rule';
import { found, setting } from '../_support';

export const rule: RuleDefinition = {
  title: 'One client may take all connections',
  severity: 'warning',
  why: 'Connections are limited by file descriptors alone, so one client that leaks them stops the proxy for all others. client_ip_max_connections counts nothing if client_db is off.',
  fix: 'client_ip_max_connections 500 (by how many a node has), and leave client_db on.',
  good: ['client_ip_max_connections 500'],
  bad: ['client_ip_max_connections -1'],
  check: (config) => {
    const limit = setting(config, 'client_ip_max_connections');
    if (limit.value !== undefined && !(Number(limit.value) > 0))
      return [found(limit.place, `client_ip_max_connections ${limit.value} sets no limit`)];
    const database = setting(config, 'client_db');
    return database.value === 'off'
      ? [found(database.place, 'client_db off: nothing counts a client’s connections')]
      : [];
  },
};
