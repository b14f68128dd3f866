import type { Lab } from '../lab';

/** Changes the squid.conf of every proxy of the running lab, and restarts Squid with it. */
export function inSquidConf(change: (text: string) => string): (lab: Lab) => Promise<void> {
  return async (lab) => {
    for (const { host } of lab.topology.proxies) {
      const before = await lab.host(host).must(['cat', '/etc/squid/squid.conf']);
      const squidConf = change(before);
      if (squidConf === before) throw new Error(`squid.conf of ${host} does not have what the mutant changes`);
      await lab.proxy(host).configure({ squidConf });
    }
  };
}
