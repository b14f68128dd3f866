import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { EgressError } from '../../lib/errors';
import { formatProblem, type Problem } from '../../lib/lint';
import type { LoadedSettings } from '../../lib/model';
import { judgeSettings } from '../../lib/model/load';
import { readEnvironments } from '../../lib/settings/environments';
import { readTenants } from '../../lib/settings/tenants';
import { environment } from './overlays/_environment';

/** A tenant that says something of everything, and is fine. */
export const CLIENT_B = `name: client-b
title: client B
namespace: client-b-demo
nodePool:
  name: client-b-pool
  nodeType: DEV1-M
  size: { min: 1, max: 3 }
  sources: [172.16.28.20]
egress:
  proxies:
    - name: squid-b
      address: 172.16.28.9
      port: 3128
      drain: false
  allow:
    - ifconfig.me
    - .example.com
    - { host: api.partner.example, ports: [8443] }
  mode: enforce
  clientCertificate: false
  private:
    - { cidr: 172.16.44.0/28, ports: [5432] }
ingress:
  from:
    - { namespace: ingress-nginx, ports: [8080] }
quota: { cpu: 4, memory: 8Gi, pods: 50 }
access: { groups: [client-b-developers] }
workloads:
  - name: web
    image: registry.example.com/web:1.2.3
    runAsUser: 100
    ports: [{ name: http, port: 8080 }]
    resources: { limits: { memory: 256Mi } }
environments:
  production:
    workloads:
      - name: web
        replicas: 3
`;

/** Two environments, development and production, that go with any tenant of these tests. */
export const ENVIRONMENTS = join(__dirname, 'overlays');

/** An environment file like those of {@link ENVIRONMENTS}, with what it says instead. */
export function environmentText(
  name: string,
  { cluster, flux, ...rest }: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): string {
  const usual = environment(name);
  const settings = {
    ...usual,
    cluster: { ...usual.cluster, ...cluster },
    flux: { ...usual.flux, ...flux },
    ...rest,
  };
  return `export default ${JSON.stringify(settings, null, 2)};\n`;
}

export interface SettingsFiles {
  /** Files of tenants/ by name. Default: client-b.yaml, which is fine. */
  readonly tenants?: Readonly<Record<string, string | Buffer>>;
  /** Files of overlays/ by name. Default: those of {@link ENVIRONMENTS}. */
  readonly environments?: Readonly<Record<string, string | Buffer>>;
  /** Anything else to do to the folder before it is read. Default: nothing. */
  readonly prepare?: (folder: string) => void;
}

export interface Outcome {
  /** Undefined: there were errors. */
  readonly loaded?: LoadedSettings;
  readonly problems: readonly Problem[];
  /** Errors as they are printed, the folder left out. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Loads settings out of a folder of their own, which is gone again afterwards. */
export function loadFiles({ tenants, environments, prepare }: SettingsFiles): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  try {
    const write = (name: string, files: Readonly<Record<string, string | Buffer>>) => {
      mkdirSync(join(folder, name));
      for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, name, file), content);
    };
    write('tenants', tenants ?? { 'client-b.yaml': CLIENT_B });
    if (environments) write('overlays', environments);
    prepare?.(folder);
    return outcomeOf(`${folder}/tenants`, environments ? `${folder}/overlays` : ENVIRONMENTS);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Loads the settings that ship with the repository. */
export function loadShipped(): Outcome {
  const root = resolve(__dirname, '../..');
  return outcomeOf(join(root, 'tenants'), join(root, 'overlays'));
}

/** Those of {@link ENVIRONMENTS} do not change: they are compiled once, and not for each case. */
let usual: ReturnType<typeof readEnvironments> | undefined;

function environmentsIn(folder: string): ReturnType<typeof readEnvironments> {
  if (folder !== ENVIRONMENTS) return readEnvironments(folder);
  usual ??= readEnvironments(folder);
  return usual;
}

function outcomeOf(tenants: string, environments: string): Outcome {
  let loaded: LoadedSettings | undefined;
  let problems: readonly Problem[];
  try {
    loaded = judgeSettings(environmentsIn(environments), readTenants(tenants));
    problems = loaded.warnings;
  } catch (error) {
    if (!(error instanceof EgressError) || error.problems.length === 0) throw error;
    problems = error.problems;
  }
  const lines = (severity: Problem['severity']) =>
    problems
      .filter((problem) => problem.severity === severity)
      .map((problem) =>
        formatProblem(problem)
          .replaceAll(`${dirname(tenants)}/`, '')
          .replaceAll(`${dirname(environments)}/`, ''),
      );
  return { loaded, problems, errors: lines('error'), warnings: lines('warning') };
}
