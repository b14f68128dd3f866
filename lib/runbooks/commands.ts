import { resourceName } from '../infra';
import type { Tenant } from '../model/types';
import { hostName } from '../proxy';
import {
  APPLY_SCRIPT,
  FLUX_SYSTEM,
  guardrailsName,
  infraPath,
  MAIN_BRANCH,
  overlayPath,
  PLATFORM,
  workloadsName,
} from '../vocabulary';
import type { Equipped, OneProxy, Step } from './runbook';

/** Seconds that a new VM may take until it lets someone log in. */
const BOOT = 600;

/** Seconds until Flux has applied a commit, and pods run as it says. */
const ROLLOUT = 600;

/** A command on the VM of a proxy; it holds no single quote. */
export function onVm(environment: Equipped, tenant: Tenant, proxy: OneProxy, command: string): string {
  return `ssh -o HostKeyAlias=${hostName({ environment, tenant, proxy })} root@${proxy.address} '${command}'`;
}

export function applyScript({ name }: Equipped, tenant: Tenant, proxy: OneProxy, option = ''): string {
  const script = `${infraPath(name, tenant.name, proxy.name)}/${APPLY_SCRIPT}`;
  return ['sh', script, ...(option ? [option] : []), `root@${proxy.address}`].join(' ');
}

/** Terraform on the environment's folder, with its plugins outside of it. */
function tofu({ name }: Equipped, ...args: readonly string[]): string {
  return ['tofu', `-chdir=${infraPath(name)}`, ...args].join(' ');
}

/** Creates the VMs of proxies again. */
export function replaceVms(environment: Equipped, vms: readonly { tenant: Tenant; proxy: OneProxy }[]): Step[] {
  const replaced = vms.map(
    ({ tenant, proxy }) => `-replace='scaleway_instance_server.${resourceName(tenant.name, proxy.name)}'`,
  );
  const [what, plan] =
    vms.length === 1
      ? ['the VM', 'the server and its network card']
      : ['the VMs', 'these servers and their network cards'];
  return [
    prepareTofu(environment),
    {
      text: `Create ${what} again. Answer yes only if the plan replaces ${plan}, and no scaleway_instance_ip and no scaleway_ipam_ip: the addresses have to stay.`,
      run: [tofu(environment, 'apply', ...replaced)],
      prints: ['Apply complete!'],
      cloud: 'tofu',
    },
  ];
}

/** What Terraform needs before its first command. */
export function prepareTofu(environment: Equipped): Step {
  return {
    text: 'Prepare Terraform. Your credentials of the cloud and of the state have to be in the environment of the shell.',
    run: [`export TF_DATA_DIR="$PWD/.terraform/${environment.name}"`, tofu(environment, 'init', '-input=false')],
    cloud: 'tofu',
  };
}

/** Brings what differs from the settings back, for what Terraform made. */
export function applyTofu(environment: Equipped, text: string): Step {
  return { text, run: [tofu(environment, 'apply')], prints: ['Apply complete!'], cloud: 'tofu' };
}

/** Forgets the host keys of VMs that were created again, and brings their files and certificates. */
export function furnishVms(environment: Equipped, vms: readonly { tenant: Tenant; proxy: OneProxy }[]): Step[] {
  return vms.flatMap(({ tenant, proxy }): Step[] => {
    const { option, inputs } = certificates(environment, tenant, proxy);
    return [
      {
        text: `Forget the ssh host key of the VM that was lost: ${proxy.name} has another one now.`,
        run: [`ssh-keygen -R ${hostName({ environment, tenant, proxy })}`],
      },
      {
        text: `Bring the files${option ? ' and certificates' : ''} to ${proxy.name}. ssh asks about the new host key: compare it with the fingerprint on the VM’s serial console. A new VM takes some minutes until it lets you in.${inputs}`,
        run: [applyScript(environment, tenant, proxy, option)],
        prints: [`applied, listening on ${proxy.address}:${proxy.port}`],
        within: BOOT,
      },
    ];
  });
}

function certificates(environment: Equipped, { egress }: Tenant, proxy: OneProxy) {
  if (!egress.clientCertificate) return { option: '', inputs: '' };
  if (environment.gateways.certificates === 'cert-manager') return { option: '--secret', inputs: '' };
  return {
    option: `--tls "$TLS/${proxy.name}"`,
    inputs: ` The folder $TLS/${proxy.name} holds tls.crt, tls.key and ca.crt of this proxy, from where you keep them.`,
  };
}

/** The input that `furnishVms` needs, where certificates are in a folder. */
export function tlsInput(environment: Equipped, tenants: readonly Tenant[]) {
  const needed =
    environment.gateways.certificates === 'secret' && tenants.some(({ egress }) => egress.clientCertificate);
  return needed
    ? [{ name: 'TLS', text: 'a folder with one folder per proxy, which holds its tls.crt, tls.key and ca.crt' }]
    : [];
}

/** `vm:status` finds all VMs as the settings ask for. */
export function vmsAreCurrent({ name }: Equipped, tenant?: Tenant): Step {
  return {
    text: 'All VMs have the files that the settings ask for, and listen.',
    run: [`npm run vm:status -- --env ${name}${tenant ? ` --tenant ${tenant.name}` : ''}`],
  };
}

/** `live` finds nothing wrong. */
export function isLive(environment: Equipped, tenant?: Tenant, prints?: readonly string[]): Step {
  return {
    text: `${tenant ? 'The tenant leaves by a declared address and by nothing else' : 'Each tenant leaves by a declared address and by nothing else'}, and everything is as the settings ask for. Some minutes may pass until it is.`,
    run: [live(environment, tenant)],
    ...(prints ? { prints } : {}),
    within: ROLLOUT,
  };
}

/** Where no probe runs, a pod of its own shows by which address a tenant leaves. */
export function live({ name, probe }: Equipped, tenant?: Tenant): string {
  const options = [`--env ${name}`, ...(tenant ? [`--tenant ${tenant.name}`] : []), ...(probe ? [] : ['--probe'])];
  return `npm run live -- ${options.join(' ')}`;
}

/** Commits what an editor and `synth` have changed. */
export function commit(message: string): string[] {
  return ['git add --all dist clusters', `git commit -am "${message}"`];
}

/** Publishes the last commit, so that Flux applies it. */
export function push(environment: Equipped, text = 'Publish it.'): Step {
  const { ref } = environment.flux.source;
  const release = ref?.semver !== undefined || ref?.tag !== undefined;
  return {
    text: `${text} Where ${branchOf(environment)} is protected, merge it by a request that is approved at once.${release ? ' Flux follows tags: set RELEASE to the next version that its settings accept.' : ''}`,
    run: [
      `git push origin HEAD:${branchOf(environment)}`,
      ...(release ? ['git tag -s "$RELEASE" -m "$RELEASE" && git push origin "$RELEASE"'] : []),
    ],
  };
}

/** The branch that Flux follows, or that releases are tagged on. */
export function branchOf({ flux }: Equipped): string {
  return flux.source.ref?.branch ?? MAIN_BRANCH;
}

/** Names of the Kustomizations that apply a tenant's objects. */
export function kustomizationsOf({ flux }: Equipped, tenant: Tenant): readonly string[] {
  return flux.reconcile === 'per-tenant'
    ? [guardrailsName(flux.name, tenant.name), workloadsName(flux.name, tenant.name)]
    : [flux.name];
}

/** Has Flux read the repository and apply it now. It changes an annotation under Flux's name, as `flux reconcile` does. */
export function reconcile(): Step {
  const asked = `--overwrite --field-manager=flux reconcile.fluxcd.io/requestedAt="$(date +%s)"`;
  return {
    text: 'Let Flux read the repository and apply it now.',
    run: [
      `kubectl -n ${FLUX_SYSTEM} annotate gitrepositories --all ${asked}`,
      'sleep 5',
      `kubectl -n ${FLUX_SYSTEM} annotate kustomizations --all ${asked}`,
    ],
  };
}

/** Stops or continues reconciliation. */
export function suspend(names: readonly string[], suspended: boolean): string[] {
  return names.map(
    (name) =>
      `kubectl -n ${FLUX_SYSTEM} patch kustomization ${name} --field-manager=flux --type=merge -p '{"spec":{"suspend":${suspended}}}'`,
  );
}

/** Puts the platform's objects, admission policies among them, into the cluster without Flux. */
export function applyPlatform({ name }: Equipped): string {
  return `kubectl apply --server-side --force-conflicts -k ${overlayPath(name, PLATFORM)}`;
}
