import type { KINDS } from '../../lib/kinds';

type Kind = {
  [Type in keyof typeof KINDS]: (typeof KINDS)[Type] extends { schema: string } ? Type : never;
}[keyof typeof KINDS];

const container = { name: 'curl', image: 'curlimages/curl:8.11.1' };
const template = { metadata: { labels: { app: 'curl' } }, spec: { containers: [container] } };
const selector = { matchLabels: { app: 'curl' } };
const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' };
const matchConstraints = {
  resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
};

/** What each kind says beside its identity: one object that is right, with something of everything that we write. */
const CONTENT: Readonly<Record<Kind, object>> = {
  'v1 Namespace': {},
  'v1 ServiceAccount': { automountServiceAccountToken: false, imagePullSecrets: [{ name: 's' }] },
  'v1 ConfigMap': { data: { PROXY_PORT: '3128' } },
  'v1 Secret': { type: 'Opaque', data: { a: 'YQ==' }, stringData: { b: 'c' } },
  'v1 Service': { spec: { clusterIP: 'None', selector: { app: 'curl' }, ports: [{ port: 80, targetPort: 'http' }] } },
  'v1 PersistentVolumeClaim': { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  'v1 LimitRange': { spec: { limits: [{ type: 'Container', default: { cpu: '100m' }, defaultRequest: { cpu: 1 } }] } },
  'v1 ResourceQuota': { spec: { hard: { 'requests.cpu': '4', pods: 50 } } },
  'v1 Pod': { spec: { containers: [container] } },
  'apps/v1 Deployment': {
    spec: {
      replicas: 2,
      selector,
      strategy: { rollingUpdate: { maxUnavailable: '25%', maxSurge: 1 } },
      template: {
        ...template,
        spec: {
          containers: [
            {
              ...container,
              env: [{ name: 'HTTP_PROXY', value: 'http://$(PROXY_ADDRESS):$(PROXY_PORT)' }],
              envFrom: [{ configMapRef: { name: 'client-egress-config' } }],
              imagePullPolicy: 'IfNotPresent',
              ports: [{ containerPort: 8080, name: 'http', protocol: 'TCP' }],
              resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: 0.1, memory: '1e3' } },
              livenessProbe: { httpGet: { path: '/', port: 'http' } },
              securityContext: { runAsUser: 100, capabilities: { drop: ['ALL'] }, allowPrivilegeEscalation: false },
            },
          ],
          nodeSelector: { 'node-pool': 'client-a-pool' },
          tolerations: [
            { key: 'node-role.kubernetes.io/client-a', operator: 'Equal', value: 'dedicated', effect: 'NoSchedule' },
          ],
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '1Gi' } }],
        },
      },
    },
  },
  'apps/v1 StatefulSet': {
    spec: { serviceName: 's', selector, template, volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }] },
  },
  'apps/v1 DaemonSet': { spec: { selector, template } },
  'batch/v1 Job': { spec: { template, backoffLimit: 3 } },
  'batch/v1 CronJob': {
    spec: { schedule: '@daily', concurrencyPolicy: 'Forbid', jobTemplate: { spec: { template } } },
  },
  'networking.k8s.io/v1 Ingress': {
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: ['shop.example.com'], secretName: 'shop' }],
      rules: [
        {
          host: 'shop.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } }],
          },
        },
      ],
    },
  },
  'gateway.networking.k8s.io/v1 HTTPRoute': {
    spec: {
      parentRefs: [{ namespace: 'gateways', name: 'public', sectionName: 'https' }],
      hostnames: ['shop.example.com'],
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [{ name: 'a', port: 80 }] }],
    },
  },
  'networking.k8s.io/v1 NetworkPolicy': {
    spec: {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '172.16.28.8/32' } }], ports: [{ port: 3128, protocol: 'TCP' }] }],
    },
  },
  'rbac.authorization.k8s.io/v1 Role': { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  'rbac.authorization.k8s.io/v1 RoleBinding': { roleRef, subjects: [{ kind: 'Group', name: 'g', apiGroup: 'x' }] },
  'rbac.authorization.k8s.io/v1 ClusterRole': { rules: [{ nonResourceURLs: ['/healthz'], verbs: ['get'] }] },
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': { roleRef, subjects: [{ kind: 'Group', name: 'g' }] },
  'policy/v1 PodDisruptionBudget': { spec: { maxUnavailable: '50%', selector } },
  'autoscaling/v2 HorizontalPodAutoscaler': {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      maxReplicas: 3,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
      ],
    },
  },
  'scheduling.k8s.io/v1 PriorityClass': { value: 1000, preemptionPolicy: 'Never' },
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy': {
    spec: { failurePolicy: 'Fail', matchConstraints, validations: [{ expression: 'true', message: 'no' }] },
  },
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding': {
    spec: { policyName: 'p', validationActions: ['Deny'], matchResources: { namespaceSelector: selector } },
  },
  'admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy': {
    spec: {
      matchConstraints,
      reinvocationPolicy: 'IfNeeded',
      mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{}' } }],
    },
  },
  'admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicyBinding': { spec: { policyName: 'p' } },
  'kustomize.toolkit.fluxcd.io/v1 Kustomization': {
    spec: {
      interval: '5m',
      path: './dist/overlays/development',
      prune: true,
      sourceRef: { kind: 'GitRepository', name: 'g' },
      dependsOn: [{ name: 'platform' }],
    },
  },
  'helm.toolkit.fluxcd.io/v2 HelmRelease': {
    spec: {
      interval: '10m',
      chartRef: { kind: 'OCIRepository', name: 'cache' },
      serviceAccountName: 'a',
      install: { crds: 'Skip', strategy: { name: 'RetryOnFailure', retryInterval: '1m' } },
      postRenderStrategy: 'separate',
      postRenderers: [{ kustomize: { patches: [{ target: { kind: 'Pod' }, patch: 'kind: Pod' }] } }],
      values: { a: [1, true, { b: 'c' }] },
      valuesFrom: [{ kind: 'Secret', name: 's', valuesKey: 'k', targetPath: 'a.b', literal: true }],
    },
  },
  'source.toolkit.fluxcd.io/v1 OCIRepository': {
    spec: {
      interval: '1h',
      url: 'oci://registry.example.com/charts/cache',
      ref: { tag: '1.0.0' },
      layerSelector: { mediaType: 'application/x', operation: 'copy' },
      secretRef: { name: 's' },
    },
  },
  'source.extensions.fluxcd.io/v1beta1 ArtifactGenerator': {
    spec: {
      sources: [{ alias: 'repository', kind: 'GitRepository', name: 'g' }],
      artifacts: [
        { name: 'a', originRevision: '@repository', copy: [{ from: '@repository/dist/**', to: '@artifact/dist/' }] },
      ],
    },
  },
  'source.toolkit.fluxcd.io/v1 GitRepository': {
    spec: { interval: '1m', url: 'https://example.com/r.git', ref: { branch: 'main' } },
  },
  'notification.toolkit.fluxcd.io/v1beta3 Alert': {
    spec: { providerRef: { name: 'p' }, eventSeverity: 'error', eventSources: [{ kind: 'Kustomization', name: '*' }] },
  },
  'notification.toolkit.fluxcd.io/v1beta3 Provider': { spec: { type: 'slack', secretRef: { name: 's' } } },
  'crd.projectcalico.org/v1 GlobalNetworkPolicy': {
    spec: { order: 0, types: ['Egress'], egress: [{ action: 'Deny', destination: { notNets: ['10.0.0.0/8'] } }] },
  },
  'cilium.io/v2 CiliumNetworkPolicy': {
    spec: {
      endpointSelector: {},
      egress: [{ toEntities: ['host'], toPorts: [{ ports: [{ port: '53', protocol: 'UDP' }] }] }],
    },
  },
  'cilium.io/v2 CiliumClusterwideNetworkPolicy': {
    spec: { endpointSelector: {}, egressDeny: [{ toEntities: ['world'] }] },
  },
  'cert-manager.io/v1 Certificate': {
    spec: { secretName: 's', duration: '24h', usages: ['client auth'], issuerRef: { name: 'i', kind: 'Issuer' } },
  },
  'cert-manager.io/v1 Issuer': { spec: { selfSigned: {} } },
  'monitoring.coreos.com/v1 PodMonitor': {
    spec: { selector, podMetricsEndpoints: [{ port: 'metrics', interval: '30s' }] },
  },
  'monitoring.coreos.com/v1 PrometheusRule': {
    spec: {
      groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'up == 0', for: '5m', labels: { severity: 'page' } }] }],
    },
  },
  'monitoring.coreos.com/v1 Probe': {
    spec: { prober: { url: 'blackbox:9115' }, targets: { staticConfig: { static: ['https://example.com'] } } },
  },
  'external-secrets.io/v1 ExternalSecret': {
    spec: {
      secretStoreRef: { name: 'tenant-store' },
      data: [{ secretKey: 'password', remoteRef: { key: 'shop/db' } }],
    },
  },
  'external-secrets.io/v1 SecretStore': { spec: { provider: { vault: { server: 'https://vault.example.com' } } } },
  'monitoring.coreos.com/v1alpha1 ScrapeConfig': {
    spec: { staticConfigs: [{ targets: ['172.16.28.8:9301'], labels: { a: 'b' } }] },
  },
};

const CLUSTER =
  /^(v1 Namespace|.* (Cluster\w+|CiliumClusterwide\w+|GlobalNetworkPolicy|PriorityClass|\w+AdmissionPolicy|\w+AdmissionPolicyBinding))$/;

/** One right object of each kind, by `apiVersion kind`. */
export const GOOD = Object.fromEntries(
  Object.entries(CONTENT).map(([type, content]) => {
    const [apiVersion, kind] = type.split(' ');
    const namespace = CLUSTER.test(type) ? {} : { namespace: 'client-a-demo' };
    const metadata = {
      name: 'curl-demo',
      ...namespace,
      labels: { tenant: 'client-a', 'network/isolation': 'egress-proxy' },
    };
    return [type, { apiVersion, kind, metadata, ...content }];
  }),
) as unknown as Readonly<Record<Kind, Record<string, unknown>>>;
