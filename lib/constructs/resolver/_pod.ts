import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-28';
import { DEFAULT_USER } from '../../model/container-defaults';
import { RESOLVER } from '../../vocabulary';
import { COREFILE } from './_corefile';

const FOLDER = '/etc/coredns';

/** CoreDNS on nodes that belong to no tenant: as a user without rights on the node, with a read-only root file system. */
export function resolverPod(name: string, image: string): k8s.PodTemplateSpec {
  const answers = (path: string, port: number): Pick<k8s.Probe, 'httpGet'> => ({
    httpGet: { path, port: k8s.IntOrString.fromNumber(port) },
  });
  return {
    metadata: {
      labels: RESOLVER.labels,
      // Pods roll when it changes.
      annotations: { 'checksum/corefile': createHash('sha256').update(COREFILE).digest('hex').slice(0, 16) },
    },
    spec: {
      serviceAccountName: name,
      automountServiceAccountToken: true,
      enableServiceLinks: false,
      dnsPolicy: 'Default',
      priorityClassName: 'system-cluster-critical',
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'kubernetes.io/hostname',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: RESOLVER.labels },
        },
      ],
      securityContext: {
        runAsNonRoot: true,
        runAsUser: DEFAULT_USER,
        runAsGroup: DEFAULT_USER,
        seccompProfile: { type: 'RuntimeDefault' },
        // The runtime may or may not let every user of a pod open low ports.
        sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '53' }],
      },
      containers: [
        {
          name: 'coredns',
          image,
          imagePullPolicy: 'IfNotPresent',
          args: ['-conf', `${FOLDER}/Corefile`],
          ports: [
            { name: 'dns', containerPort: 53, protocol: 'UDP' },
            { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
          ],
          resources: {
            requests: { cpu: k8s.Quantity.fromString('100m'), memory: k8s.Quantity.fromString('70Mi') },
            limits: { memory: k8s.Quantity.fromString('170Mi') },
          },
          livenessProbe: { ...answers('/health', 8080), timeoutSeconds: 5, initialDelaySeconds: 10 },
          // One that hangs takes half of all questions until it is found not ready.
          readinessProbe: { ...answers('/ready', 8181), periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 3 },
          volumeMounts: [{ name: 'config', mountPath: FOLDER, readOnly: true }],
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            // The image's binary carries this one, and the kernel starts no binary with less than it carries.
            capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
          },
        },
      ],
      volumes: [{ name: 'config', configMap: { name } }],
    },
  };
}
