import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { build, identity, type KubeObject } from '../../lib/kustomize';
import { mergePatch } from '../../lib/kustomize/merge';
import { loadModel, type Model } from '../../lib/model';
import type { Example } from '../../lib/rules';
import { synthesize } from '../../lib/synthesize';
import { ownerOf } from '../../lib/vocabulary';
import { environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

export type Files = ReadonlyMap<string, string>;

/** Rendered settings; what is laid over them leaves the model as it is. */
export interface World {
  readonly model: Model;
  readonly files: Files;
}

const SOURCE = {
  name: 'manifests',
  url: 'https://git.example.org/manifests.git',
  ref: { tag: 'v1.2.3' },
  verify: { mode: 'HEAD', secret: 'signers' },
};

/** Three tenants that rules have nothing against: in development in one Kustomization, in production in two each. */
export const SETTINGS: Readonly<Record<string, string>> = {
  ...THREE_TENANTS,
  'tenants/client-a.yaml': THREE_TENANTS['tenants/client-a.yaml'].replace(
    'ports: [{ name: http, port: 8080 }] }',
    'ports: [{ name: http, port: 8080 }], probes: { readiness: { port: http } } }',
  ),
  'tenants/client-c.yaml': THREE_TENANTS['tenants/client-c.yaml'].replace(
    'egress:',
    'egress:\n  allow: [.example.com, shop.store, { host: api.partner.example, ports: [8443] }]',
  ),
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production', { flux: { reconcile: 'per-tenant', source: SOURCE } }),
};

/** The same, client-a with several proxies, of which one is drained, client-b with a client certificate, and client-c with TCP. */
const WITH_GATEWAYS: Readonly<Record<string, string>> = {
  ...SETTINGS,
  'tenants/client-a.yaml':
    SETTINGS['tenants/client-a.yaml']?.replace(
      'port: 3128 }',
      'port: 3128 }, { name: squid-a2, address: 172.16.28.18 }, { name: squid-a3, address: 172.16.28.28, drain: true }',
    ) ?? '',
  'tenants/client-b.yaml':
    SETTINGS['tenants/client-b.yaml']?.replace('  private:', '  clientCertificate: true\n  private:') ?? '',
  'tenants/client-c.yaml':
    SETTINGS['tenants/client-c.yaml']?.replace(
      'egress:',
      'egress:\n  tcp: [{ name: sftp, host: sftp.partner.example, port: 22 }, { name: mail, host: smtp.partner.example, port: 587 }]',
    ) ?? '',
  'overlays/production.ts': environmentText('production', {
    flux: { reconcile: 'per-tenant', source: SOURCE },
    gateways: { certificates: 'cert-manager' },
  }),
};

/** The same as the first, with machines by Terraform. */
const WITH_MACHINES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SETTINGS).map(([path, text]) => {
    if (path.startsWith('overlays/')) {
      const infrastructure = `"infrastructure": { "cluster": "kapsule", "ssh": ["198.51.100.7"] },`;
      return [path, text.replace('"cluster": {', `${infrastructure} "cluster": {`)];
    }
    return [
      path,
      text.includes('nodePool: {')
        ? text.replace('nodePool: {', 'nodePool: { nodeType: DEV1-M,')
        : text.replace('egress:', 'nodePool: { nodeType: DEV1-M }\negress:'),
    ];
  }),
);

/** The same as the first, with probes and what they need. */
const WITH_PROBES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SETTINGS).map(([path, text], index) => [
    path,
    path.startsWith('overlays/')
      ? text.replace(
          '"cluster": {',
          '"probe": { "url": "https://ifconfig.me/ip" }, "monitoring": { "namespace": "monitoring", "sources": ["172.16.28.3"] }, "cluster": {',
        )
      : text.replace(/(address: [\d.]+)/, `$1, publicAddress: 203.0.113.${index + 10}`),
  ]),
);

/** The same as the first, with a route to client-a. */
function withRoutes(kind: 'Ingress' | 'HTTPRoute'): Readonly<Record<string, string>> {
  const more = kind === 'Ingress' ? { class: 'nginx' } : { gateway: 'gateways/public', listener: 'https' };
  const ingress = JSON.stringify({ kind, ...more, namespace: 'ingress-nginx' });
  return Object.fromEntries(
    Object.entries(SETTINGS).map(([path, text]) => {
      if (path.startsWith('overlays/'))
        return [path, text.replace('"cluster": {', `"ingress": ${ingress}, "cluster": {`)];
      const route = '{ host: shop.example.com, workload: web, tls: { issuer: letsencrypt } }';
      return [path, path.includes('client-a') ? `${text}ingress: { routes: [${route}] }\n` : text];
    }),
  );
}

/** The same as the first, with stores of Secrets. */
const WITH_STORES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SETTINGS).map(([path, text]) => [
    path,
    path.startsWith('overlays/')
      ? text.replace(
          '"cluster": {',
          '"externalSecrets": { "provider": { "vault": { "server": "https://vault.example.com", "auth": { "kubernetes": { "role": "{tenant}" } } } } }, "cluster": {',
        )
      : text,
  ]),
);

/** The same as the first, with artifacts where tenants have Kustomizations of their own. */
const WITH_ARTIFACTS: Readonly<Record<string, string>> = {
  ...SETTINGS,
  'overlays/production.ts': environmentText('production', {
    flux: { reconcile: 'per-tenant', source: SOURCE, artifacts: true },
  }),
};

const worlds = new Map<string, World>();

/** How many tenants there are, those beyond three being alike, and what they or their environments have beside. */
export type Variant = Pick<
  Example,
  'tenants' | 'resolver' | 'gateways' | 'cni' | 'machines' | 'probe' | 'routes' | 'externalSecrets' | 'artifacts'
>;

export function world(variant: Variant = {}): World {
  const {
    tenants = 3,
    resolver = false,
    gateways = false,
    cni,
    machines = false,
    probe = false,
    routes,
    externalSecrets = false,
    artifacts = false,
  } = variant;
  const key = `${tenants} ${resolver} ${gateways} ${cni} ${machines} ${probe} ${routes} ${externalSecrets} ${artifacts}`;
  const known = worlds.get(key);
  if (known) return known;
  const more = Array.from({ length: tenants - 3 }, (_, i): [string, string] => [
    `tenants/more-${i}.yaml`,
    `name: more-${i}\negress: { proxies: [{ name: squid, address: 172.16.29.${i + 1} }] }\nworkloads: [{ name: web, image: "example.com/web:1" }]\n`,
  ]);
  const usual = externalSecrets
    ? WITH_STORES
    : routes
      ? withRoutes(routes)
      : probe
        ? WITH_PROBES
        : machines
          ? WITH_MACHINES
          : gateways
            ? WITH_GATEWAYS
            : artifacts
              ? WITH_ARTIFACTS
              : SETTINGS;
  const cluster = [
    ...(resolver ? ['"resolver": { "address": "10.32.0.53" }'] : []),
    ...(cni ? [`"cni": "${cni}"`] : []),
    ...(cni === 'cilium' && !resolver ? ['"nodeLocalDns": "169.254.20.10"'] : []),
  ].map((setting) => `${setting}, `);
  const settings = Object.entries({ ...usual, ...Object.fromEntries(more) }).map(([path, text]) => [
    path,
    path.startsWith('overlays/')
      ? text.replace('"cluster": {', `"cluster": { ${cluster.join('')}`)
      : cni === 'cilium'
        ? text.replace('from: [', 'from: [{ nodes: true, ports: [8080] }, ')
        : text,
  ]);
  const made = render(Object.fromEntries(settings));
  worlds.set(key, made);
  return made;
}

export function render(settings: Readonly<Record<string, string>>): World {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  try {
    for (const [path, text] of Object.entries(settings)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { model } = loadModel({ tenants: `${folder}/tenants`, environments: `${folder}/overlays` });
    return { model, files: new Map(synthesize(model).map(({ path, content }) => [path, content])) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What `verify` takes. */
export function outputFiles(files: Files) {
  return [...files].map(([path, content]) => ({
    path,
    content,
    source: 'tenants/client-a.yaml',
    owner: ownerOf(path),
  }));
}

/** The world with an example laid over one of its environments. */
export function withExample({ yaml, environment = 'production', ...variant }: Example): World {
  const { model, files } = only(environment, world(variant));
  const changed = new Map(files);
  for (const part of yaml.split(/^---\n/m)) lay(changed, part, environment, model);
  return { model, files: changed };
}

/** A world as far as one of its environments goes. */
export function only(environment: string, { model, files }: World): World {
  const environments = model.environments.filter((each) => each.environment.name === environment);
  const others = model.environments.map((each) => each.environment.name).filter((name) => name !== environment);
  const isOther = (path: string) => others.some((name) => path.match(/^(?:clusters|dist\/\w+)\/([^/]+)/)?.[1] === name);
  return { model: { ...model, environments }, files: new Map([...files].filter(([path]) => !isOther(path))) };
}

interface Generator {
  readonly name: string;
  readonly literals?: readonly string[];
}

/** A generator with the keys that it does not set taken from the one that it replaces. */
function withLiteralsOf(kept: readonly Generator[], generator: Generator): Generator {
  const keyOf = (literal: string) => literal.split('=')[0];
  const { literals = [] } = generator;
  const before = kept.find(({ name }) => name === generator.name)?.literals ?? [];
  const others = before.filter((literal) => !literals.some((other) => keyOf(other) === keyOf(literal)));
  return { ...generator, literals: [...literals, ...others] };
}

function lay(files: Map<string, string>, text: string, environment: string, model: Model): void {
  const [, path] = text.match(/^# (dist\/\S+)\n/) ?? [];
  if (path?.startsWith('dist/infra/')) {
    layDiff(files, path, text);
    return;
  }
  if (path) {
    const before = parse(files.get(path) ?? '{}') as { readonly configMapGenerator?: readonly Generator[] };
    const after = parse(text) as { readonly configMapGenerator?: readonly Generator[] };
    const { configMapGenerator: kept = [] } = before;
    const { configMapGenerator: added = [] } = after;
    const others = kept.filter((one) => !added.some((other) => one.name === other.name));
    const generators = [...others, ...added.map((one) => withLiteralsOf(kept, one))];
    files.set(
      path,
      stringify({ ...before, ...after, ...(generators.length > 0 ? { configMapGenerator: generators } : {}) }),
    );
    return;
  }
  const object = parse(text) as (KubeObject & { $patch?: string }) | null;
  if (object) layObject(files, object, environment, model);
}

/** Changes a file of a machine, and what user-data and the script hold of it, as if it had been rendered so. */
function layDiff(files: Map<string, string>, path: string, text: string): void {
  const lines = text.trimEnd().split('\n').slice(1);
  const side = (mark: string) =>
    lines.filter((line) => line.startsWith(mark) || line.startsWith(' ')).map((line) => line.slice(1));
  const [before, after] = [side('-').join('\n'), side('+').join('\n')];
  const change = (at: string, from: string, to: string) => {
    const content = files.get(at) ?? '';
    if (!content.includes(from)) throw new Error(`${at} has no\n${from}`);
    files.set(
      at,
      content.replace(from, () => to),
    );
  };
  const indent = (content: string) => content.replace(/^(?=.)/gm, '      ');
  change(path, before, after);
  const isPart = /(nftables|squid)\.conf$|allow[^/]*\.txt$/.test(path);
  const userData = posix.join(path, '../cloud-init.yaml');
  if (isPart) change(userData, indent(before), indent(after));
  const script = posix.join(path, '../apply.sh');
  const outdent = (content: string) => content.replace(/^ {6}/gm, '');
  if (path === userData && files.get(script)?.includes(outdent(before)))
    change(script, outdent(before), outdent(after));
  if (!files.has(userData)) return;
  const config = parse(files.get(userData) ?? '') as { write_files: { path: string; content: string }[] };
  for (const { path: name, content } of config.write_files) {
    const sum = createHash('sha256').update(content).digest('hex');
    const line = new RegExp(`[0-9a-f]{64}(?=  ${name.replaceAll('.', '\\.')}$)`, 'm');
    files.set(userData, (files.get(userData) ?? '').replace(line, sum));
  }
}

function layObject(files: Map<string, string>, object: KubeObject, environment: string, model: Model): void {
  if (
    /^((kustomize|source|notification)\.toolkit|source\.extensions)/.test(object.apiVersion) &&
    object.metadata.namespace === 'flux-system'
  ) {
    const path = `clusters/${environment}/${object.kind.toLowerCase()}-${object.metadata.name}.yaml`;
    const before = files.get(path);
    const merged = before === undefined ? object : mergePatch(parse(before), object as never);
    if (merged) files.set(path, stringify(merged));
    else files.delete(path);
    return;
  }
  const overlay = `dist/overlays/${environment}`;
  const known = findFolder(files, object, overlay);
  const folder = known ?? newFolder(object, overlay, model);
  const name = `example-${files.size}.yaml`;
  files.set(posix.join(folder, name), stringify(object));
  const path = posix.join(folder, 'kustomization.yaml');
  const content = parse(files.get(path) ?? '') as { resources: string[]; patches?: object[] };
  if (known) content.patches = [...(content.patches ?? []), { path: name }];
  else content.resources.push(name);
  files.set(path, stringify(content));
}

/** The folder of the overlay that has the object, or that builds upon the base that has it. */
function findFolder(files: Files, object: KubeObject, overlay: string): string | undefined {
  const id = identity(object);
  const folders = [...files.keys()]
    .filter(
      (path) => path.startsWith(`${overlay}/`) && /(platform|guardrails|workloads)\/kustomization\.yaml$/.test(path),
    )
    .map((path) => posix.dirname(path));
  return folders.find((folder) => build(files, folder).some((each) => identity(each) === id));
}

const OF_THE_PLATFORM = [
  'GitRepository',
  'NetworkPolicy',
  'Role',
  'RoleBinding',
  'ServiceAccount',
  'ResourceQuota',
  'LimitRange',
  'Provider',
];

function newFolder({ kind, metadata }: KubeObject, overlay: string, { base }: Model): string {
  const isOwn = (name: string | undefined) => name !== undefined && name === metadata.namespace;
  const owner = base.find(({ namespace, gateway }) => isOwn(namespace) || isOwn(gateway?.namespace));
  if (!owner) return `${overlay}/platform`;
  const runs = isOwn(owner.namespace) && !OF_THE_PLATFORM.includes(kind);
  return `${overlay}/${owner.name}/${runs ? 'workloads' : 'guardrails'}`;
}

/** The objects of a rendered file. */
export function objectsIn(text: string): KubeObject[] {
  return parseAllDocuments(text).map((document) => document.toJS() as KubeObject);
}
