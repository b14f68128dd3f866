import { type Change, inContainer } from '../_change';
import { type Attack, pod } from './_attack';

function run(title: string, says: RegExp, change: Change): Attack {
  return { way: 'e', title, says, method: 'POST', path: 'pods', body: pod('attack', change), tenantMay: true };
}

function secured(title: string, says: RegExp, context: object): Attack {
  return run(title, says, (spec) => {
    Object.assign(spec.containers[0].securityContext, context);
  });
}

/** What Pod Security refuses, by the label of the namespace. It says itself what to set. */
export const ATTACKS_ON_NODES: readonly Attack[] = [
  run('has the network of its node', /hostNetwork=true/, { hostNetwork: true }),
  run('sees the processes of its node', /hostPID=true/, { hostPID: true }),
  run('listens on its node', /hostPort 8080/, inContainer({ ports: [{ containerPort: 8080, hostPort: 8080 }] })),
  run('mounts its node', /volume type "hostPath"/, { volumes: [{ name: 'host', hostPath: { path: '/' } }] }),
  run('sets a parameter of the kernel', /forbidden sysctls \(net\.ipv4\.ip_forward\)/, {
    securityContext: { sysctls: [{ name: 'net.ipv4.ip_forward', value: '1' }] },
  }),
  run(
    'has a probe sent elsewhere from its node',
    /probe or lifecycle host/,
    inContainer({ livenessProbe: { httpGet: { host: '169.254.42.42', path: '/', port: 80 } } }),
  ),
  secured('is privileged', /privileged/, { privileged: true, allowPrivilegeEscalation: true }),
  secured('gains privileges', /allowPrivilegeEscalation=false/, { allowPrivilegeEscalation: true }),
  secured('is root', /runAsUser=0/, { runAsUser: 0 }),
  secured('keeps capabilities', /capabilities\.drop=\["ALL"\]/, { capabilities: {} }),
  secured('adds one to change the network', /NET_ADMIN/, { capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } }),
  secured('goes without seccomp', /seccompProfile\.type/, { seccompProfile: { type: 'Unconfined' } }),
  secured('goes without AppArmor', /forbidden AppArmor profile/, { appArmorProfile: { type: 'Unconfined' } }),
  run('sees all of /proc', /procMount/, (spec) => {
    spec.hostUsers = false;
    spec.containers[0].securityContext.procMount = 'Unmasked';
  }),
];
