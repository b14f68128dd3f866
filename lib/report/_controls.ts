import { machineFile, type World } from '../explain';
import type { Finding } from '../lint';
import type { Tenant } from '../model/types';
import { NFTABLES_CONF, SQUID_CONF } from '../rules';
import { DEFAULT_DENY, globalPolicyName, POD_SECURITY, policyName, RESOLVER, TENANT_ROLE } from '../vocabulary';
import type { Control, ControlState } from './types';

const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';
const NETWORK = 'networking.k8s.io';
const CALICO = 'crd.projectcalico.org';

/** Whether a control is rendered for a tenant; undefined: it is not about this tenant. */
type ForTenant = (world: World, tenant: Tenant) => boolean | undefined;

interface Look {
  readonly at: ForTenant;
  /** The setting that turns it on. */
  readonly setting?: string;
}

const rendered =
  (group: string, kind: string, name: string): ForTenant =>
  ({ context }, { namespace }) =>
    context.find(group, kind, name, namespace) !== undefined;

const resolver: Look = {
  at: ({ context }) => context.find('apps', 'Deployment', RESOLVER.name, RESOLVER.namespace) !== undefined,
  setting: 'cluster.resolver of the environment',
};
const policies: Look = { at: rendered(NETWORK, 'NetworkPolicy', DEFAULT_DENY) };
const globalPolicy: Look = {
  at: ({ context }, { name }) => context.find(CALICO, 'GlobalNetworkPolicy', globalPolicyName(name)) !== undefined,
  setting: 'cluster.cni: calico of the environment',
};
const firewall: Look = { at: (world, tenant) => everyProxy(world, tenant, NFTABLES_CONF, () => true) };
const squid: Look = { at: (world, tenant) => everyProxy(world, tenant, SQUID_CONF, () => true) };
const role: Look = { at: rendered(RBAC, 'RoleBinding', TENANT_ROLE) };
const ofRepository = (_: World, { repository }: Tenant) => (repository === undefined ? undefined : true);

const ENFORCE = `${POD_SECURITY}enforce`;

/** By the names of controls. Admission policies are found by theirs. */
const LOOKS: Readonly<Record<string, Look>> = {
  'network-policies': policies,
  'policies-of-the-other': policies,
  'global-policy': globalPolicy,
  'global-policy-of-the-other': globalPolicy,
  resolver,
  'resolver-zones': resolver,
  'resolver-policies': resolver,
  'tenant-role': role,
  'no-rights-elsewhere': role,
  'account-without-rights': role,
  'pod-security': { at: ({ namespaces }, { namespace }) => namespaces.get(namespace)?.[ENFORCE] === 'restricted' },
  quota: { at: rendered('', 'ResourceQuota', 'tenant-quota'), setting: 'quota of the tenant' },
  'limit-range': { at: rendered('', 'LimitRange', 'tenant-defaults') },
  'proxy-rules': squid,
  'proxy-of-the-other-rules': squid,
  'proxy-names': {
    at: (world, tenant) => everyProxy(world, tenant, SQUID_CONF, (text) => /^ssl_bump /m.test(text)),
    setting: 'egress.allow of the tenant',
  },
  'proxy-firewall': firewall,
  'proxy-of-the-other-firewall': firewall,
  'target-namespace': { at: ofRepository },
  'no-kustomize-files': { at: ofRepository },
  'admission-images': {
    at: (world, tenant) => (tenant.registries ? isEnforced('images')(world, tenant) : false),
    setting: 'registries of the tenant or the environment',
  },
};

/** The state of each control in an environment, as it is rendered. */
export function controlStates(
  world: World,
  controls: readonly Control[],
  findings: readonly Finding[],
): readonly ControlState[] {
  const failing = new Set(findings.filter(({ suppressed }) => suppressed === undefined).map(({ id }) => id));
  return controls.map((control) => {
    const fails = control.rules.map((rule) => rule.replace(/^scan:/, '')).filter((rule) => failing.has(rule));
    if (fails.length > 0) return { state: 'fails', text: `check reports ${fails.join(', ')}` };
    return stateOf(control, world);
  });
}

function stateOf({ name }: Control, world: World): ControlState {
  const admission = /^admission-(.+)$/.exec(name)?.[1];
  const look = LOOKS[name] ?? (admission === undefined ? undefined : { at: isEnforced(admission) });
  if (!look) return { state: 'outside', text: 'a flag of Flux’s controllers, which is not in these files' };
  const answers = world.context.promised.flatMap((tenant) => look.at(world, tenant) ?? []);
  const on = answers.filter(Boolean).length;
  if (answers.length === 0) return { state: 'off', text: 'no tenant here uses what it protects' };
  const setting = look.setting === undefined ? '' : `; set ${look.setting}`;
  if (on === 0) return { state: 'off', text: `for no tenant${setting}` };
  const count = `for ${on} of ${answers.length} tenants`;
  return on < answers.length ? { state: 'partly', text: `${count}${setting}` } : { state: 'on', text: count };
}

/** Whether an admission policy denies in the tenant's namespace, and does not only report. */
function isEnforced(subject: string): ForTenant {
  return ({ context }, { guardrails }) =>
    context.find(ADMISSION, 'ValidatingAdmissionPolicyBinding', policyName(subject)) !== undefined &&
    guardrails !== 'report';
}

function everyProxy(
  { context }: World,
  { name, egress }: Tenant,
  file: string,
  holds: (text: string) => boolean,
): boolean {
  return egress.proxies.every((proxy) => {
    const text = context.files.get(machineFile(context, name, proxy.name, file));
    return text !== undefined && holds(text);
  });
}
