import { isCilium } from '../../model/cni';
import { DEFAULT_DENY, FIREWALL_FILE, FIREWALL_TABLE } from '../../vocabulary';
import { isLive, kustomizationsOf, onVm, suspend } from '../commands';
import type { Equipped, Page, Runbook, Step } from '../runbook';
import { alertSigns } from './_signs';
import { perTenant } from './_vms';

type Tenant = NonNullable<Page['tenant']>;

/** Someone else controls a tenant's pods. They are cut off, and kept as they are. */
export const tenantCompromised: Runbook = (model) =>
  perTenant(model, (tenant) => {
    const { environment } = model;
    const { namespace } = tenant;
    const shared = environment.flux.reconcile === 'per-environment';
    return {
      key: 'tenantCompromised',
      title: `${tenant.name} is compromised: cut it off now, keep evidence`,
      signs: [
        ...alertSigns(environment, ['EgressDeniedSpike', 'EgressDirectConnectionPossible']),
        'requests in the log that no workload of the tenant makes',
        'a report from a partner about one of the tenant’s public addresses',
      ],
      meanwhile: `Until the first step is done, pods of ${tenant.name} reach everything that its allow list lets through. No known way leads from it to other tenants.`,
      tell: [
        {
          role: 'security',
          what: 'at once, before the first step if that costs no time; who decides about the way back',
        },
        { role: 'tenant', what: 'nothing leaves and nothing can be changed until security has decided' },
        { role: 'partners', what: 'which partners the log shows, when security asks for it' },
      ],
      steps: [
        ...cut(environment, tenant),
        {
          text: `Stop Flux, which would put back what the next steps remove.${shared ? ' This stops it for all tenants of the environment.' : ''}`,
          run: suspend(kustomizationsOf(environment, tenant), true),
        },
        {
          text: `Take away all policies that let something through. ${DEFAULT_DENY} stays, so pods keep running and reach nothing, not even each other.`,
          run: [
            `kubectl -n ${namespace} delete networkpolicy --field-selector metadata.name!=${DEFAULT_DENY}`,
            ...(isCilium(environment.cluster) ? [`kubectl -n ${namespace} delete ciliumnetworkpolicy --all`] : []),
          ],
        },
        {
          text: 'Take away all rights in the namespace, of people and of accounts.',
          run: [`kubectl -n ${namespace} delete rolebinding --all`],
        },
        {
          text: 'Let no further pods start, and keep the nodes from being removed with what is on them.',
          run: [`kubectl cordon -l node-pool=${tenant.nodePool.name}`],
        },
        ...evidence(environment, tenant),
      ],
      checks: [
        {
          text: `${DEFAULT_DENY} is the only policy.`,
          run: [
            `test "$(kubectl -n ${namespace} get networkpolicy -o name)" = networkpolicy.networking.k8s.io/${DEFAULT_DENY}`,
          ],
        },
        ...tenant.egress.proxies.map(
          (proxy): Step => ({
            text: `${proxy.name} drops everything that is sent to its port. The counter rises if something still tries.`,
            run: [onVm(environment, tenant, proxy, `nft list chain ip ${FIREWALL_TABLE} input`)],
            prints: [`tcp dport ${proxy.port} counter packets`],
          }),
        ),
        { text: 'The evidence is complete.', run: ['(cd "$EVIDENCE" && sha256sum --check --quiet SHA256SUMS)'] },
      ],
      back: {
        text: 'Only when security decides so. The pods that were taken over are replaced first.',
        steps: [
          {
            text: 'Let pods start again.',
            run: [`kubectl uncordon -l node-pool=${tenant.nodePool.name}`],
          },
          {
            text: 'Replace all pods of the tenant.',
            run: [`kubectl -n ${namespace} delete pods --all`],
          },
          {
            text: 'Let Flux put back policies and rights.',
            run: suspend(kustomizationsOf(environment, tenant), false),
          },
          ...tenant.egress.proxies.map(
            (proxy): Step => ({
              text: `Open ${proxy.name} again.`,
              run: [onVm(environment, tenant, proxy, `nft -f ${FIREWALL_FILE}`)],
            }),
          ),
        ],
        checks: [isLive(environment, tenant)],
      },
    };
  });

/** The proxies are all that a pod can leave by. */
function cut(environment: Equipped, tenant: Tenant): Step[] {
  return tenant.egress.proxies.map((proxy) => ({
    text: `Cut the tenant off at ${proxy.name}. Open tunnels stop as well, and Squid keeps running with what it has in memory.`,
    run: [
      onVm(
        environment,
        tenant,
        proxy,
        `nft insert rule ip ${FIREWALL_TABLE} input tcp dport ${proxy.port} counter drop`,
      ),
    ],
  }));
}

function evidence(environment: Equipped, tenant: Tenant): Step[] {
  const { namespace } = tenant;
  const kinds = 'pods,deployments,statefulsets,daemonsets,jobs,cronjobs,services,configmaps,secrets,events';
  return [
    {
      text: 'Copy what shows what has happened: objects, logs of the pods, logs of the proxies. It holds secrets, so keep it where only security reads it.',
      run: [
        `export EVIDENCE="$PWD/../evidence-${tenant.name}-$(date -u +%Y%m%dT%H%M%SZ)" && mkdir -m 700 "$EVIDENCE"`,
        `kubectl -n ${namespace} get ${kinds} -o yaml >"$EVIDENCE/objects.yaml"`,
        `for pod in $(kubectl -n ${namespace} get pods -o name); do kubectl -n ${namespace} logs --all-containers --timestamps "$pod" >"$EVIDENCE/\${pod#pod/}.log"; done`,
        ...tenant.egress.proxies.map(
          (proxy) =>
            `${onVm(environment, tenant, proxy, 'tar -C /var/log -czf - squid')} >"$EVIDENCE/${proxy.name}.tar.gz"`,
        ),
        '(cd "$EVIDENCE" && sha256sum -- *.* >SHA256SUMS)',
      ],
    },
  ];
}
