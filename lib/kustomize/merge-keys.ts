import { type KindRow, ROWS } from '../kinds';

/** How a field merges. A list without keys here, or a field that is not here, is replaced as a whole. */
export interface MergeRule {
  readonly fields?: Readonly<Record<string, MergeRule>>;
  /** The fields that tell an element of this list from the others; empty: its elements are plain values. */
  readonly keys?: readonly string[];
  /** Rule of each element. */
  readonly element?: MergeRule;
}

const fields = (members: Readonly<Record<string, MergeRule>>): MergeRule => ({ fields: members });
const list = (keys: readonly string[], element?: MergeRule): MergeRule => ({ keys, element });

const metadata = fields({ finalizers: list([]), ownerReferences: list(['uid']) });

const containerFields = {
  env: list(['name']),
  volumeDevices: list(['devicePath']),
  volumeMounts: list(['mountPath']),
};
const container = fields({ ...containerFields, ports: list(['containerPort', 'protocol']) });

const podSpec = fields({
  containers: list(['name'], container),
  initContainers: list(['name'], container),
  ephemeralContainers: list(['name'], fields(containerFields)),
  hostAliases: list(['ip']),
  imagePullSecrets: list(['name']),
  topologySpreadConstraints: list(['topologyKey', 'whenUnsatisfiable']),
  volumes: list(['name'], fields({ ephemeral: fields({ volumeClaimTemplate: fields({ metadata }) }) })),
});

const plain = fields({ metadata });

/** A rule with another one at the end of a path; each template on the way has metadata of its own. */
function withRule(rule: MergeRule, [step = '', ...rest]: readonly string[], added: MergeRule): MergeRule {
  const inner = rule.fields?.[step] ?? (/template$/i.test(step) ? plain : {});
  return { ...rule, fields: { ...rule.fields, [step]: rest.length === 0 ? added : withRule(inner, rest, added) } };
}

function ruleOf({ lists = {}, podSpec: path }: KindRow): MergeRule {
  const base = path ? withRule(plain, path.split('/'), podSpec) : plain;
  return Object.entries(lists).reduce((rule, [to, keys]) => withRule(rule, to.split('/'), list(keys)), base);
}

/**
 * By `apiVersion kind`, what kustomize's built-in OpenAPI (Kubernetes 1.21) says of the kinds that it knows. Any other kind
 * merges maps by key, and lists as a whole.
 */
const RULES = new Map([...ROWS].flatMap(([type, row]) => (row.lists ? [[type, ruleOf(row)]] : [])));

/** Returns undefined for a kind that kustomize does not know. */
export function mergeRule(apiVersion: unknown, kind: unknown): MergeRule | undefined {
  return RULES.get(`${apiVersion} ${kind}`);
}
