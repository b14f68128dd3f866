import { object, pod } from '../_example';
import { map, maps, texts } from '../_rendered';
import { everyPod, found, inContainers, inPods, show } from '../_support';
import type { RuleDefinition, Step } from '../rule';

const VOLUMES = ['configMap', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim', 'projected', 'secret'];
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const APP_ARMOR_PROFILE = /^(runtime\/default|localhost\/.*)?$/;
const PROFILES = ['RuntimeDefault', 'Localhost'];

export const rule: RuleDefinition = {
  title: 'A pod does not comply with the Pod Security level restricted',
  why: 'The namespace enforces restricted, so the pod is refused when it is created, not when the workload is applied. Flux reports success and nothing runs.',
  fix: 'Set runAsNonRoot, seccompProfile RuntimeDefault, allowPrivilegeEscalation false, capabilities drop ALL, and a numeric user other than 0.',
  good: [pod('Deployment client-a-demo/web')`containers: [{ name: web, securityContext: { runAsUser: 1000 } }]`],
  bad: [
    pod('Deployment client-a-demo/web')`containers: [{ name: web, securityContext: { runAsUser: 0 } }]`,
    pod('Deployment client-a-demo/web')`securityContext: { seccompProfile: null }`,
    pod(
      'Deployment client-a-demo/web',
    )`containers: [{ name: web, securityContext: { capabilities: { add: [NET_RAW] } } }]`,
    pod('Deployment client-a-demo/web')`volumes: [{ name: share, nfs: { server: 172.16.28.77, path: / } }]`,
    pod('Deployment client-a-demo/web')`securityContext: { appArmorProfile: { type: Unconfined } }`,
    object(
      'Deployment client-a-demo/web',
    )`spec: { template: { metadata: { annotations: { container.apparmor.security.beta.kubernetes.io/web: unconfined } } } }`,
  ],
  check: (context) => [
    ...inPods(everyPod(context), ({ spec }) => {
      const problems: [Step[], string][] = [];
      const { sysctls, runAsUser, windowsOptions, appArmorProfile } = map(spec.securityContext);
      if (runAsUser === 0) problems.push([['securityContext', 'runAsUser'], 'is root']);
      if (maps(sysctls).length > 0) problems.push([['securityContext', 'sysctls'], 'sets the kernel’s parameters']);
      if (windowsOptions !== undefined) problems.push([['securityContext', 'windowsOptions'], 'is of another system']);
      if (map(appArmorProfile).type === 'Unconfined')
        problems.push([['securityContext', 'appArmorProfile'], 'is without AppArmor']);
      maps(spec.volumes).forEach((volume, index) => {
        const [kind] = Object.keys(volume).filter((key) => key !== 'name');
        // hostPath is a rule of its own.
        if (kind !== undefined && kind !== 'hostPath' && !VOLUMES.includes(kind))
          problems.push([['volumes', index, kind], 'is no volume that is let in']);
      });
      return problems;
    }),
    ...everyPod(context).pods.flatMap(({ of, path, annotations }) =>
      Object.entries(annotations)
        .filter(([key, value]) => key.startsWith(APP_ARMOR) && !APP_ARMOR_PROFILE.test(value))
        .map(([key, value]) => {
          const at = [...path.slice(0, -1), 'metadata', 'annotations', key];
          return found(of, at, `has the AppArmor profile ${show(value)}`);
        }),
    ),
    ...inContainers(everyPod(context), (container, pod) => {
      const outer = map(pod.spec.securityContext);
      const inner = map(container.spec.securityContext);
      const capabilities = map(inner.capabilities);
      const added = texts(capabilities.add).filter((name) => name !== 'NET_BIND_SERVICE');
      const { type = 'Unconfined' } = map(inner.seccompProfile ?? outer.seccompProfile);
      const wrong: readonly (readonly [key: string, wrong: boolean, message: string])[] = [
        ['runAsNonRoot', (inner.runAsNonRoot ?? outer.runAsNonRoot) !== true, 'may be root'],
        ['runAsUser', inner.runAsUser === 0, 'is root'],
        ['allowPrivilegeEscalation', inner.allowPrivilegeEscalation !== false, 'may gain privileges'],
        ['capabilities', !texts(capabilities.drop).includes('ALL'), 'does not drop ALL capabilities'],
        ['capabilities', added.length > 0, `adds ${added.join(', ')}`],
        ['seccompProfile', !PROFILES.includes(String(type)), `has the seccomp profile ${show(type)}`],
        ['appArmorProfile', map(inner.appArmorProfile).type === 'Unconfined', 'is without AppArmor'],
        ['procMount', (inner.procMount ?? 'Default') !== 'Default', 'sees all of /proc'],
      ];
      return wrong.flatMap(([key, is, message]) => (is ? [[['securityContext', key], message] as const] : []));
    }),
  ],
};
