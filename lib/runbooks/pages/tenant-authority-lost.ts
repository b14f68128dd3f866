import { AUTHORITY, GATEWAY, GATEWAY_SECRET, proxySecretName, SQUID_TLS } from '../../vocabulary';
import { applyScript, isLive, onVm, vmsAreCurrent } from '../commands';
import type { Page, Runbook, Step } from '../runbook';
import { alertSigns } from './_signs';
import { perTenant } from './_vms';

type Tenant = NonNullable<Page['tenant']>;

/** The key of a tenant's certificate authority is lost, or known to others. */
export const tenantAuthorityLost: Runbook = (model) =>
  perTenant(model, (tenant) => {
    const { environment } = model;
    if (!tenant.egress.clientCertificate || tenant.gateway === undefined) return undefined;
    const { namespace } = tenant.gateway;
    const isIssued = tenant.gateway.certificates === 'cert-manager';
    return {
      key: 'tenantAuthorityLost',
      ...(isIssued ? {} : { variant: 'secret' }),
      title: `The certificate authority of ${tenant.name} is lost or has leaked`,
      signs: [
        isIssued
          ? `the Secret ${AUTHORITY} in ${namespace} was deleted, or cert-manager has made another one without being asked`
          : 'the key of your authority was deleted',
        ...alertSigns(environment, ['EgressCertificateExpiring'], ', and nothing renews the certificate'),
        'its key was seen where it does not belong: in a log, a backup, a repository',
      ],
      meanwhile:
        'Lost: everything works until a certificate has to be renewed. Leaked: others can make certificates that the proxies accept; network policy, the VM’s firewall and Squid’s sources still keep them out.',
      tell: [
        { role: 'security', what: 'if it has leaked: where, since when, and who had access' },
        { role: 'tenant', what: 'for some minutes, while certificates are exchanged, no requests leave' },
      ],
      ...(isIssued
        ? {}
        : {
            inputs: [
              {
                name: 'TLS',
                text: `a folder with what the new authority has issued: in gateway/ and in ${tenant.egress.proxies.map(({ name }) => `${name}/`).join(', ')} a tls.crt, tls.key and ca.crt each`,
              },
            ],
          }),
      steps: [
        ...(isIssued ? issue(tenant, namespace) : put(namespace)),
        ...(isIssued
          ? [
              {
                text: 'Bring the new certificates to the proxies, one after the other. From the first one on, the tenant has no way out until the next step is done.',
                run: [`npm run vm:apply -- --env ${environment.name} --tenant ${tenant.name} --secret`],
              },
            ]
          : tenant.egress.proxies.map(
              (proxy): Step => ({
                text: `Bring the new certificate to ${proxy.name}.`,
                run: [applyScript(environment, tenant, proxy, `--tls "$TLS/${proxy.name}"`)],
                prints: ['applied, listening'],
              }),
            )),
        {
          text: 'Replace the pods of the gateway: a running one reads its new certificate only after a minute or two.',
          run: [
            `kubectl -n ${namespace} delete pod -l app.kubernetes.io/name=${GATEWAY.name}`,
            `kubectl -n ${namespace} rollout status daemonset/${GATEWAY.name} --timeout=3m`,
          ],
        },
      ],
      checks: [
        ...tenant.egress.proxies.map(
          (proxy): Step => ({
            text: `${proxy.name} trusts the authority that the gateway’s certificate is from, and no other one.`,
            run: [
              `test "$(${authoritySum(namespace)})" = "$(${onVm(environment, tenant, proxy, `sha256sum <${SQUID_TLS}/ca.crt`)})"`,
            ],
          }),
        ),
        vmsAreCurrent(environment, tenant),
        isLive(environment, tenant),
      ],
      back: {
        text: isIssued
          ? `If it is lost but not leaked and you have a copy, apply the copy of the Secret ${AUTHORITY} in place of the first two steps: nothing else changes then. From a leaked authority there is no way back.`
          : 'If it is lost but not leaked, restore the key from your copy, and nothing else changes. From a leaked authority there is no way back.',
      },
    };
  });

const jsonPath = (file: string) => `'{.data.${file.replace('.', '\\.')}}'`;

function authoritySum(namespace: string): string {
  return `kubectl -n ${namespace} get secret ${GATEWAY_SECRET} -o jsonpath=${jsonPath('ca.crt')} | base64 -d | sha256sum`;
}

/** cert-manager issues what is missing. */
function issue({ egress }: Tenant, namespace: string): Step[] {
  const secrets = [GATEWAY_SECRET, ...egress.proxies.map(({ name }) => proxySecretName(name))];
  return [
    {
      text: 'Delete the authority. cert-manager makes another one, with another key, because its certificate asks for one.',
      run: [
        `export OLD="$(kubectl -n ${namespace} get secret ${AUTHORITY} -o jsonpath=${jsonPath('tls.crt')})"`,
        `kubectl -n ${namespace} delete secret ${AUTHORITY} --ignore-not-found`,
      ],
    },
    {
      text: 'Wait until the new one is there.',
      run: [
        `NEW="$(kubectl -n ${namespace} get secret ${AUTHORITY} -o jsonpath=${jsonPath('tls.crt')})"`,
        'test -n "$NEW" && test "$NEW" != "$OLD"',
      ],
      within: 120,
    },
    {
      text: 'Delete all that the previous one has signed, so that it is issued again.',
      run: [`kubectl -n ${namespace} delete secret ${secrets.join(' ')} --ignore-not-found`],
    },
    {
      text: 'Wait until all of it is from the new authority: the command counts the authorities that are named, and there has to be one.',
      run: [
        `kubectl -n ${namespace} get secret ${secrets.join(' ')} -o name`,
        `test "$(kubectl -n ${namespace} get secret ${[AUTHORITY, ...secrets].join(' ')} -o jsonpath='{range .items[*]}{.data.ca\\.crt}{"\\n"}{end}' | sort -u | wc -l)" = 1`,
      ],
      within: 180,
    },
  ];
}

/** Another authority has issued it already. */
function put(namespace: string): Step[] {
  return [
    {
      text: 'Let your new authority issue certificates as certificates.md describes, and put them into the folder $TLS. Then replace the Secret of the gateway. Where SOPS or External Secrets make it, change it there instead.',
      run: [
        `kubectl -n ${namespace} create secret generic ${GATEWAY_SECRET} --from-file="$TLS/gateway" --dry-run=client -o yaml | kubectl apply --server-side --force-conflicts -f -`,
      ],
    },
  ];
}
