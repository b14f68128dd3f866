import { isDeepStrictEqual } from 'node:util';
import type { Tenant } from '../../model/types';
import { GATEWAY, GATEWAY_CERTIFICATE, GATEWAY_FILES, GATEWAY_LABELS, GATEWAY_PORT, GATEWAY_SECRET } from '../_names';
import {
  type Data,
  isKind,
  list,
  map,
  maps,
  type PodContainer,
  type Rendered,
  type TenantNamespace,
  type TenantPod,
} from '../_rendered';
import { found, isSelected, show } from '../_support';
import type { Found, Step } from '../rule';
import { IN_RESERVE } from './_instances';

const COMMAND = ['sh', `${GATEWAY_FILES}/start.sh`];

/** What its listeners name, so that the standby has none of the connections while it listens. */
const ADDRESS = { name: 'ADDRESS', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } };

/** As the API server completes it. */
const COMPLETE = { ...ADDRESS, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } };

/** Whether an object is the workload that a gateway is. */
export function isGateway(each: Rendered): boolean {
  return isKind(each, 'DaemonSet', 'apps') && each.object.metadata.name === GATEWAY;
}

/** The address in the pods' proxy variables has to lead to the gateway's pods. */
export function serviceFaults(each: TenantNamespace, { labels }: TenantPod): Found[] {
  const { tenant, namespace, objects } = each;
  const service = objects.find((each) => isKind(each, 'Service', '') && each.object.metadata.name === GATEWAY);
  if (!service) return [found(namespace, [], `has no Service ${GATEWAY}`)];
  const { selector, ports } = map(service.object.spec);
  const port = maps(ports).find((each) => each.port === GATEWAY_PORT);
  return [
    ...(Object.keys(map(selector)).length > 0 && isSelected({ matchLabels: selector }, labels)
      ? []
      : [found(service, ['spec', 'selector'], `${show(selector)} does not select the gateway’s pods`)]),
    ...(port && (port.targetPort ?? GATEWAY_PORT) === GATEWAY_PORT
      ? []
      : [found(service, ['spec', 'ports'], `do not lead to port ${GATEWAY_PORT} of the gateway`)]),
    ...tenant.forwards.flatMap((forward) => tcpServiceFaults(each, forward, labels)),
  ];
}

/** The address that a host of `egress.tcp` has in pods leads to the listener for it. */
function tcpServiceFaults(
  { namespace, objects }: TenantNamespace,
  { host, port, listener, service: name, address }: Tenant['forwards'][number],
  labels: TenantPod['labels'],
): Found[] {
  const service = objects.find((each) => isKind(each, 'Service', '') && each.object.metadata.name === name);
  if (!service) return [found(namespace, [], `has no Service ${name} for ${host}`)];
  const { selector, ports, clusterIP } = map(service.object.spec);
  const target = maps(ports).find((each) => each.port === port)?.targetPort;
  return [
    ...(Object.keys(map(selector)).length > 0 && isSelected({ matchLabels: selector }, labels)
      ? []
      : [found(service, ['spec', 'selector'], `${show(selector)} does not select the gateway’s pods`)]),
    ...(target === listener
      ? []
      : [
          found(
            service,
            ['spec', 'ports'],
            `lead port ${port} to ${show(target)} and not to ${listener}, the port for ${host}`,
          ),
        ]),
    ...(clusterIP === address
      ? []
      : [
          found(
            service,
            ['spec', 'clusterIP'],
            `is ${show(clusterIP)} and not ${show(address)}, which ${host} has in pods`,
          ),
        ]),
  ];
}

/** The pods have the label that the tenant's policy means, and run what was judged, with no other key than their own. */
export function podFaults(pod: TenantPod): Found[] {
  const { of, spec, path, labels, containers, tenant } = pod;
  const sources = new Map(maps(spec.volumes).map((volume) => [String(volume.name), sourceOf(volume)]));
  const wanted = new Map([[GATEWAY_FILES, `ConfigMap ${GATEWAY}`]]);
  if (tenant.egress.clientCertificate || tenant.egress.certificateSwitch)
    wanted.set(GATEWAY_CERTIFICATE, `Secret ${GATEWAY_SECRET}`);
  const strange = [...sources].filter(([, source]) => source !== 'emptyDir' && ![...wanted.values()].includes(source));
  const unlabelled = Object.entries(GATEWAY_LABELS).filter(([key, value]) => labels[key] !== value);
  return [
    ...unlabelled.map(([key, value]) =>
      found(of, [...path.slice(0, -1), 'metadata', 'labels', key], `is ${show(labels[key])} and not ${value}`),
    ),
    ...strange.map(([name, source]) => found(of, [...path, 'volumes'], `${name} is ${source}`)),
    ...containers.flatMap((container) =>
      containerFaults(container, wanted, sources).map(([step, fault]) =>
        found(of, [...container.path, step], `container ${container.name}: ${fault}`),
      ),
    ),
  ];
}

function containerFaults(
  { name, spec: { command, args, env, envFrom, volumeMounts } }: PodContainer,
  wanted: ReadonlyMap<string, string>,
  sources: ReadonlyMap<string, string>,
): (readonly [Step, string])[] {
  const said = [...list(command), ...list(args)];
  const unmounted = [...wanted].filter(([path, source]) => {
    // One more of them, at a file below, would take the place of that file.
    const [mount, ...others] = maps(volumeMounts).filter(({ mountPath }) => `${mountPath}/`.startsWith(`${path}/`));
    const whole = mount?.mountPath === path && mount.subPath === undefined && mount.subPathExpr === undefined;
    return !whole || others.length > 0 || sources.get(String(mount.name)) !== source;
  });
  const standby = name === IN_RESERVE.container;
  const wantedCommand = standby ? [...COMMAND, name] : COMMAND;
  const variables = list(env);
  const wantedVariables = standby ? [] : [ADDRESS];
  const named = isDeepStrictEqual(variables, wantedVariables) || (!standby && isDeepStrictEqual(variables, [COMPLETE]));
  return [
    ...(show(said) === show(wantedCommand)
      ? []
      : [['command', `is ${show(said)}, not ${show(wantedCommand)}`] as const]),
    ...(named ? [] : [['env', `is ${show(variables)}, not ${show(wantedVariables)}`] as const]),
    ...(list(envFrom).length === 0 ? [] : [['envFrom', 'tells it more than its files do'] as const]),
    ...unmounted.map(([path, source]) => ['volumeMounts', `${path} is not ${source}`] as const),
  ];
}

/** `Secret egress-gateway-tls`; what takes single keys of one is something else. */
function sourceOf({ name: _, ...volume }: Data): string {
  const [configMap, secret] = [map(volume.configMap), map(volume.secret)];
  if (configMap.name !== undefined && configMap.items === undefined) return `ConfigMap ${configMap.name}`;
  if (secret.secretName !== undefined && secret.items === undefined) return `Secret ${secret.secretName}`;
  return volume.emptyDir === undefined ? show(volume) : 'emptyDir';
}
