import { resolve } from 'node:path';
import type { KubernetesMinor } from '../../lib/versions';
import { type CiliumMode, type Cni, DEFAULT_CILIUM_MODE, DEFAULT_VERSIONS } from '../binaries/versions';
import { testCni } from './cni';

/** What `lab:test` was called with, for scenarios. */
export interface TestOptions {
  readonly name: string;
  readonly env: string;
  readonly tenants: string;
  readonly environments: string;
  readonly out: string;
  readonly cni: Cni;
  readonly ciliumMode: CiliumMode;
  readonly kubernetes: KubernetesMinor;
}

/** The same without `lab:test`, when jest is called by itself. */
export function testOptions(): TestOptions {
  const root = resolve(__dirname, '../..');
  const given = JSON.parse(process.env.EGRESS_LAB_OPTIONS ?? '{}') as Partial<TestOptions>;
  const { name = 'lab-test', env = 'development', tenants = 'tenants', environments = 'overlays', out = '.' } = given;
  const { ciliumMode = DEFAULT_CILIUM_MODE } = given;
  const from = given.out === undefined ? root : process.cwd();
  return {
    name,
    env,
    tenants: resolve(from, tenants),
    environments: resolve(from, environments),
    out: resolve(from, out),
    cni: testCni(),
    ciliumMode,
    kubernetes: given.kubernetes ?? DEFAULT_VERSIONS.kubernetes,
  };
}

/** Progress of a lab, past jest's own decoration. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
