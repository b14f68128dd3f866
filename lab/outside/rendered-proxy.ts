import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { EgressError } from '../../lib/errors';
import { type ConfigureProxy, plainSquid } from './proxy-host';

const SQUID_CONF = '/etc/squid/squid.conf';

/**
 * What a repository renders for its proxies, taken as the VM takes it: the files of its user-data. A proxy for which
 * nothing is rendered runs `plainSquid`.
 *
 * @param repository folder above `dist/`
 */
export function renderedProxy(repository: string): ConfigureProxy {
  return (plan, topology) => {
    const folder = join(repository, 'dist/infra', topology.environment, plan.tenant, plan.proxy.name);
    const file = join(folder, 'cloud-init.yaml');
    if (!existsSync(file)) return plainSquid(plan, topology);
    const text = readFileSync(file, 'utf8');
    const userData = parse(text) as { write_files?: { path: string; content: string }[] };
    const written = (userData.write_files ?? []).map(({ path, content }): [string, string] => [path, content]);
    const { [SQUID_CONF]: squidConf, ...files } = Object.fromEntries(written);
    if (squidConf === undefined) throw new EgressError(`${file} writes no ${SQUID_CONF}`, 2);
    return { squidConf, files, commands: keyCommands(text) };
  };
}

/** What user-data runs to make keys on the machine itself. */
export function keyCommands(userData: string): readonly (readonly string[])[] {
  const { runcmd = [] } = parse(userData) as { runcmd?: string[][] };
  return runcmd.filter((command) => command.some((word) => word.includes('openssl req ')));
}
