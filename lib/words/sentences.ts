import { describe } from '../kustomize';
import {
  type AddressPlan,
  addressLine,
  type EnvironmentPlan,
  type InfraPlan,
  type MonitoringPlan,
  type ObjectPlan,
} from '../plan';
import { enumerate, enumerateSome } from '../settings/text';

/** A sentence about a change, for someone who does not read the fields. */
export interface Sentence {
  /**
   * `opened`, `closed`: connections. `lost`: data, addresses or machines. `partners`: someone has to be told. `guardrails`: what
   * restricts tenants, and who can change that. `watched`: what notices and records faults. `runs`: pods restart, tunnels end.
   * `differs`: two environments differ.
   */
  readonly kind: 'opened' | 'lost' | 'partners' | 'guardrails' | 'watched' | 'runs' | 'closed' | 'differs';
  readonly text: string;
  /** Sorted by name; empty: the platform’s. */
  readonly tenants: readonly string[];
  readonly environments: readonly string[];
}

/** The most dangerous first. */
export const KINDS: readonly Sentence['kind'][] = [
  'opened',
  'lost',
  'partners',
  'guardrails',
  'watched',
  'runs',
  'closed',
  'differs',
];

/** More of a kind than this are counted in a text. */
const MOST = 10;

const ADMISSION = /^(Validating|Mutating)(Admission|Webhook)/;
const RESTRICTING = /^(\w*NetworkPolicy|ResourceQuota|LimitRange)$/;

export function inOrder(sentences: readonly Sentence[]): readonly Sentence[] {
  return KINDS.flatMap((kind) => sentences.filter((each) => each.kind === kind));
}

/** What plans do apart from connections. What environments have in common is one sentence. */
export function planSentences(plans: readonly EnvironmentPlan[]): readonly Sentence[] {
  const found = new Map<string, Sentence>();
  for (const { name, ...plan } of plans) {
    for (const one of [...ofObjects(plan), ...ofInfra(name, plan.infra), ...ofMonitoring(plan.monitoring)]) {
      const key = JSON.stringify([one.kind, one.text]);
      const { environments } = found.get(key) ?? { environments: [] };
      found.set(key, { ...one, environments: [...environments, name] });
    }
  }
  return [...found.values()].map((each) =>
    // The address of a proxy is of one environment, which the text names.
    each.kind === 'partners' ? each : { ...each, text: `${each.text}, in ${enumerate(each.environments)}` },
  );
}

/** Of one environment, which it does not name. */
type Draft = Omit<Sentence, 'environments'>;

function ofObjects({ added, changed, removed }: Omit<EnvironmentPlan, 'name'>): readonly Draft[] {
  const lost = [...changed, ...removed].flatMap((plan) => about('lost', plan, plan.destructive));
  const gone = new Set(removed.flatMap(({ object }) => (object.kind === 'Namespace' ? [object.name] : [])));
  const weaker = removed
    .filter(({ object: { kind, namespace = '' } }) => isGuardrail(kind) && !gone.has(namespace))
    .flatMap((plan) => about('guardrails', plan, ['is removed'], ' '));
  const admission = changed
    .filter(({ object }) => ADMISSION.test(object.kind))
    .flatMap((plan) => about('guardrails', plan, ['changes'], ' '));
  const noted = changed.flatMap((plan) => about('guardrails', plan, plan.guardrails ?? []));
  const running = [...added, ...changed].flatMap((plan) =>
    about('runs', plan, [...(plan.tunnels ?? []), ...(plan.certificates ?? []), ...(plan.scaling ?? [])]),
  );
  const charts = [...added, ...changed, ...removed].flatMap((plan) => about('runs', plan, plan.charts ?? [], ' '));
  return [...lost, ...noted, ...weaker, ...admission, ...restarts(changed), ...running, ...charts];
}

function isGuardrail(kind: string): boolean {
  return ADMISSION.test(kind) || RESTRICTING.test(kind);
}

function about(kind: Draft['kind'], { object, tenant }: ObjectPlan, texts: readonly string[], mark = ': '): Draft[] {
  return texts.map((text) => ({ kind, text: `${describe(object)}${mark}${text}`, tenants: tenant ? [tenant] : [] }));
}

function restarts(changed: readonly ObjectPlan[]): readonly Draft[] {
  const all = changed.flatMap(({ tenant = '', rollouts }) =>
    rollouts.flatMap(({ how, workload }) => (how === 'restart' ? [{ tenant, workload: describe(workload) }] : [])),
  );
  if (all.length === 0) return [];
  const workloads = [...new Set(all.map(({ workload }) => workload))];
  const tenants = [...new Set(all.map(({ tenant }) => tenant))].filter((tenant) => tenant !== '').sort();
  return [{ kind: 'runs', text: `pods of ${enumerateSome(workloads, MOST)} restart`, tenants }];
}

function ofInfra(environment: string, infra: InfraPlan | undefined): readonly Draft[] {
  const blocks = (infra?.terraform?.blocks ?? []).flatMap(({ address, tenant, destructive }) =>
    destructive.map(
      (reason): Draft => ({
        kind: 'lost',
        text: `${address}: ${reason}`,
        tenants: tenant ? [tenant] : [],
      }),
    ),
  );
  const machines = (infra?.changed ?? []).flatMap(({ tenant, proxy, destructive = [] }) =>
    destructive.map(
      (reason): Draft => ({ kind: 'lost', text: `proxy ${tenant}/${proxy}: ${reason}`, tenants: [tenant] }),
    ),
  );
  const pull = (infra?.pull ?? []).map((text): Draft => ({ kind: 'guardrails', text, tenants: [] }));
  return [
    ...blocks,
    ...machines,
    ...pull,
    ...(infra?.publicAddresses ?? []).map((plan) => partners(environment, plan)),
  ];
}

/** What is noticed no longer, or later. */
function ofMonitoring(monitoring: MonitoringPlan | undefined): readonly Draft[] {
  return (monitoring?.changes ?? [])
    .filter(({ weaker }) => weaker)
    .map(({ text, tenant }) => ({ kind: 'watched', text, tenants: tenant ? [tenant] : [] }));
}

/** Partners allow the addresses that they see. */
function partners(environment: string, plan: AddressPlan): Draft {
  const line = addressLine(environment, plan);
  const subject = `partners of ${plan.tenant} `;
  const news = line.startsWith(subject) ? `they ${line.slice(subject.length)}` : line;
  return { kind: 'partners', text: `${subject}have to be told: ${news}`, tenants: [plan.tenant] };
}
