import type { Environment } from '../../model/types';
import { object, pod, sharedLines } from '../_example';
import { GATEWAY } from '../_names';
import { isKind, map, type TenantNamespace, type TenantPod, text } from '../_rendered';
import { found, withGateways } from '../_support';
import type { Found, RuleDefinition } from '../rule';
import { configurationFaults } from './_gateway-configuration';
import { isGateway, podFaults, serviceFaults } from './_gateway-objects';
import { HAPROXY, IN_RESERVE } from './_instances';

// What the examples do without.
const DELETE_HEADERS = sharedLines`      http-request del-header X-Egress- -m beg
`;
const USE_LAST_RESORT = '      use_backend last-resort if { nbsrv(proxies) eq 0 }\n';
const LAST_RESORT = sharedLines`    backend last-resort
      server squid-a 172.16.28.8:3128
      server squid-a2 172.16.28.18:3128
      server squid-a3 172.16.28.28:3128 weight 0
`;

/** A gateway to three proxies without certificates. */
const SOUND = sharedLines`data:
  haproxy.cfg: |
    defaults
      mode http
      balance first
    frontend tenant
      bind "$ADDRESS":3128
${DELETE_HEADERS}      http-request set-header X-Egress-Client %[src]:%[src_port]
${USE_LAST_RESORT}      default_backend proxies
    frontend health
      bind :8404
      monitor-uri /ready
    backend proxies
      default-server check
      server squid-a 172.16.28.8:3128
      server squid-a2 172.16.28.18:3128
      server squid-a3 172.16.28.28:3128 weight 0
${LAST_RESORT}`;

const plain = (yaml: string) => withGateways(object('ConfigMap client-a-demo-egress/egress-gateway')(yaml));

export const rule: RuleDefinition = {
  title: 'A tenant’s gateway does not forward to the tenant’s proxies as declared',
  why: 'Pods only know the gateway, so its servers decide by which address they leave. An extra server means another address, a server that is not verified can be impersonated, and a proxy that gets no client certificate refuses every request. Without the servers of last resort, proxies that are too slow for their health checks cause an outage.',
  fix: 'Do not change what is rendered for several proxies or egress.clientCertificate: haproxy.cfg lists only the tenant’s proxies, with health checks and again as the last resort, standby.cfg lists them without checks, and the DaemonSet egress-gateway runs both.',
  good: [
    plain(SOUND),
    withGateways(object('ConfigMap client-b-egress/egress-gateway')`
      data:
        haproxy.cfg: |
          defaults
            mode http
            timeout connect 5s
            default-server crt /etc/egress-gateway-tls/tls.crt ca-file /etc/egress-gateway-tls/ca.crt
            default-server ssl verify none
          global
            maxconn 1000 # fewer
            ssl-load-extra-del-ext
          frontend pods
            bind "$ADDRESS":3128
            http-request del-header X-Egress- -m beg
            http-request set-header X-Egress-Client %[src]:%[src_port]
            default_backend squid
            use_backend patient if { nbsrv(squid) eq 0 }
          frontend health
            bind *:8404
            mode http
            monitor-uri /ready
          backend patient
            server squid-b 172.16.28.19:3128 verify required ssl-min-ver TLSv1.2 verifyhost squid-b.client-b
          backend squid
            default-server check fall 1 inter 500ms verify required
            server squid-b 172.16.28.19:3128 ssl-min-ver TLSv1.3 verifyhost squid-b.client-b weight 10
    `),
  ],
  bad: [
    plain(SOUND.replace('squid-a2 172.16.28.18', 'squid-a2 172.16.28.19')),
    plain(SOUND.replace(USE_LAST_RESORT, '').replace(LAST_RESORT, '')),
    plain(SOUND.replace(DELETE_HEADERS, '')),
    withGateways(object('ConfigMap client-b-egress/egress-gateway')`
      data:
        haproxy.cfg: |
          global
            stats socket ipv4@127.0.0.1:9999 level operator
          defaults
            mode http
            default-server ssl crt /etc/egress-gateway-tls/tls.crt ca-file /etc/egress-gateway-tls/ca.crt
            default-server verify required ssl-min-ver TLSv1.2
          frontend tenant
            bind "$ADDRESS":3128
            http-request del-header X-Egress- -m beg
            http-request set-header X-Egress-Client %[src]:%[src_port]
            use_backend last-resort if { nbsrv(proxies) eq 0 }
            default_backend proxies
          frontend health
            bind :8404
            mode http
            monitor-uri /ready
          backend proxies
            server squid-b 172.16.28.19:3128 check verifyhost squid-b.client-b
          backend last-resort
            server squid-b 172.16.28.19:3128 verify none
    `),
    withGateways(
      pod('DaemonSet client-b-egress/egress-gateway')`volumes: [{ name: config, configMap: { name: other } }]`,
    ),
    withGateways(object('Service client-b-egress/egress-gateway')`$patch: delete`),
    withGateways(
      object(
        'Service client-c-egress/egress-tcp-sftp-partner-example-a9b0efd8',
      )`spec: { ports: [{ name: sftp, port: 22, targetPort: 3128 }] }`,
    ),
  ],
  check: ({ gateways, gatewayPods, environment }) =>
    gateways.flatMap((each) => {
      const pods = gatewayPods.filter(({ of, tenant }) => tenant === each.tenant && isGateway(of));
      return [...fileFaults(each, environment), ...deploymentFaults(each, pods)];
    }),
};

function fileFaults({ tenant, namespace, objects }: TenantNamespace, environment: Environment): Found[] {
  const file = objects.find((each) => isKind(each, 'ConfigMap', '') && each.object.metadata.name === GATEWAY);
  if (!file) return [found(namespace, [], `has no ConfigMap ${GATEWAY}`)];
  return [HAPROXY, IN_RESERVE].flatMap((instance) => {
    const configuration = text(map(file.object.data)[instance.file]) ?? '';
    const faults = configurationFaults(configuration, tenant, environment, instance);
    return faults.map((fault) => found(file, ['data', instance.file], fault));
  });
}

function deploymentFaults(each: TenantNamespace, pods: readonly TenantPod[]): Found[] {
  if (pods.length === 0) return [found(each.namespace, [], `has no DaemonSet ${GATEWAY}`)];
  return pods.flatMap((pod) => [...podFaults(pod), ...serviceFaults(each, pod)]);
}
