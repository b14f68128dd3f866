import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { environmentFaults, type PropsFault } from '../../model/props';
import { show } from '../../settings/text';
import { KUBERNETES_MINOR } from '../../versions';
import { COLLECTOR, DEFAULT_DENY, podSecurityLabels } from '../../vocabulary';
import { atProps, unknownProps, validateProps } from '../_props';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../_restricted';
import { block, policyForAll, port } from '../namespace/_network-policy';
import { collectorFiles, FOLDER, TLS } from './_files';
import type { LogCollectorProps } from './types';

/**
 * What takes the access logs of the proxies' VMs and passes them to a store whose token no VM has. It keeps nothing: a VM goes on
 * when the store has answered. On each node that belongs to no tenant, in a namespace of its own.
 */
export class LogCollector extends Construct {
  constructor(scope: Construct, id: string, props: LogCollectorProps) {
    super(scope, id);
    validateProps(this, () => faultsOf(props), { props, paths: REQUIRED });
    const { name, namespace, labels } = COLLECTOR;
    const metadata = { name, namespace };
    new k8s.KubeNamespace(this, 'namespace', {
      metadata: {
        name: namespace,
        labels: podSecurityLabels(KUBERNETES_MINOR),
        annotations: { description: 'Collector for the access logs of the proxies' },
      },
    });
    policyForAll(this, { name: DEFAULT_DENY, namespace }, { policyTypes: ['Ingress'] });
    policyForAll(
      this,
      { name: 'allow-vms', namespace },
      {
        policyTypes: ['Ingress'],
        ingress: [{ from: [block(props.privateNetwork)], ports: [port(COLLECTOR.port)] }],
      },
    );
    const data = collectorFiles(props);
    new k8s.KubeConfigMap(this, 'config', { metadata, data });
    new k8s.KubeDaemonSet(this, 'daemonset', {
      metadata: { ...metadata, labels },
      spec: { selector: { matchLabels: labels }, template: collectorPod(props, data) },
    });
    new k8s.KubeService(this, 'service', {
      metadata,
      spec: {
        type: 'NodePort',
        // So that it sees the address of a VM, not of a node.
        externalTrafficPolicy: 'Local',
        selector: labels,
        ports: [
          {
            name: 'push',
            port: COLLECTOR.port,
            protocol: 'TCP',
            targetPort: k8s.IntOrString.fromNumber(COLLECTOR.port),
            nodePort: props.port,
          },
        ],
      },
    });
  }
}

const REQUIRED = ['to', 'port', 'url', 'image', 'privateNetwork'];

/** The VMs reach it by a name that it does not need to know. */
const HOST = 'logs.example.com';

function faultsOf(props: LogCollectorProps): readonly PropsFault[] {
  const { to, port: number, url, secret, org, image, privateNetwork } = props;
  const target: string = to;
  const faults = environmentFaults({
    logs: { to, host: HOST, port: number, url, secret, org, image },
    cluster: { privateNetwork },
  });
  return [
    ...(target === 'syslog' ? [{ path: 'to', message: `${show(target)} is not loki or cockpit` }] : []),
    ...atProps(faults, { logs: '', 'cluster.privateNetwork': 'privateNetwork' }),
    ...unknownProps(props, [...REQUIRED, 'secret', 'org']),
  ];
}

function collectorPod(
  { image, secret }: LogCollectorProps,
  files: Readonly<Record<string, string>>,
): k8s.PodTemplateSpec {
  const { name, labels, port: number } = COLLECTOR;
  const probe: k8s.Probe = { tcpSocket: { port: k8s.IntOrString.fromNumber(number) }, timeoutSeconds: 5 };
  return {
    metadata: {
      labels,
      // Pods roll when it changes.
      annotations: {
        'checksum/files': createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16),
      },
    },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: RESTRICTED_POD,
      containers: [
        {
          name: 'haproxy',
          image,
          imagePullPolicy: 'IfNotPresent',
          command: ['sh', `${FOLDER}/start.sh`],
          ...(secret ? { env: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: secret, key: 'token' } } }] } : {}),
          ports: [{ name: 'push', containerPort: number }],
          resources: {
            requests: { cpu: k8s.Quantity.fromString('50m'), memory: k8s.Quantity.fromString('64Mi') },
            limits: { memory: k8s.Quantity.fromString('256Mi') },
          },
          livenessProbe: { ...probe, initialDelaySeconds: 10 },
          readinessProbe: probe,
          volumeMounts: [
            { name: 'config', mountPath: FOLDER, readOnly: true },
            { name: 'tls', mountPath: TLS, readOnly: true },
          ],
          securityContext: RESTRICTED_CONTAINER,
        },
      ],
      volumes: [
        { name: 'config', configMap: { name } },
        { name: 'tls', secret: { secretName: `${name}-tls`, defaultMode: 0o440 } },
      ],
    },
  };
}
