import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EnvironmentModel, loadModel } from '../../../lib';
import { NETWORK } from '../../testbed/network';

/** The environment `development`, whose cluster Terraform makes, so that nothing has to be asked of the cloud. */
const DEVELOPMENT = {
  name: 'development',
  cluster: NETWORK,
  flux: { name: 'client-egress-dev', interval: '5m', source: { name: 'manifests' } },
  infrastructure: { cluster: 'kapsule', create: { version: '1.35.4' } },
};

/** The model of these tenants' files, by their names, in `development` with what else is set there. */
export function modelOf(tenants: Readonly<Record<string, string>>, more: object = {}): EnvironmentModel {
  const folder = mkdtempSync(join(tmpdir(), 'egress-settings-'));
  try {
    const write = (path: string, text: string) => {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    for (const [name, text] of Object.entries(tenants)) write(`tenants/${name}.yaml`, text);
    write('overlays/development.ts', `export default ${JSON.stringify({ ...DEVELOPMENT, ...more })};\n`);
    const { model } = loadModel({ tenants: join(folder, 'tenants'), environments: join(folder, 'overlays') });
    return model.environments[0] as EnvironmentModel;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface TenantParts {
  readonly formerly?: string;
  readonly pool?: string;
  readonly proxies?: readonly string[];
}

/** A tenant's file. */
export function tenantText(
  name: string,
  { formerly = '', pool = '', proxies = ['{ name: squid-a, address: 172.16.28.8 }'] }: TenantParts = {},
): string {
  return `name: ${name}
${formerly}
nodePool: { nodeType: DEV1-M, size: { min: 1, max: 3 }, sources: [172.16.28.30], ${pool} }
egress: { proxies: [${proxies.join(', ')}] }
`;
}
