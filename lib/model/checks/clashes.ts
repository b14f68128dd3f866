import type { ProblemId } from '../../lint';
import type { Path } from '../../settings/place';
import { gatewayNamespace } from '../../vocabulary';
import type { TenantDraft } from '../draft';
import { needsGateway, poolNameOf } from '../tenant-names';
import type { TogetherCheck } from './_check';

interface Claim {
  readonly tenant: TenantDraft;
  readonly path: Path;
  /** For example `the node pool`. */
  readonly what: string;
  /** What the value is called in messages, where it is a default. */
  readonly as?: string;
}

const KINDS = {
  namespace: 'name-taken',
  pool: 'name-taken',
  address: 'address-taken',
  public: 'address-taken',
} as const satisfies Readonly<Record<string, ProblemId>>;

/** What only one tenant of an environment can have. The problem is reported at the later file, by name, and names the first. */
export const checkClashes: TogetherCheck = (tenants, reportFor) => {
  const claims = new Map<string, Claim>();
  const claim = (kind: keyof typeof KINDS, value: string | undefined, { tenant, path, what, as = value }: Claim) => {
    if (value === undefined) return;
    const key = `${kind} ${value}`;
    const first = claims.get(key);
    if (!first) {
      claims.set(key, { tenant, path, what });
    } else if (first.tenant === tenant) {
      reportFor(tenant)(KINDS[kind], path, `${as} is already ${first.what}`);
    } else {
      const owner = `${first.tenant.name} (${first.tenant.file.file})`;
      reportFor(tenant)(
        KINDS[kind],
        path,
        (environments) => `${as} is already ${first.what} of ${owner} in ${environments}`,
      );
    }
  };
  for (const tenant of tenants) {
    const { data, name } = tenant;
    const namespace = data.namespace ?? data.name;
    claim('namespace', namespace, {
      tenant,
      path: [data.namespace === undefined ? 'name' : 'namespace'],
      what: 'the namespace',
    });
    if (namespace !== undefined && data.egress && needsGateway(data.egress)) {
      const gateway = gatewayNamespace(namespace);
      claim('namespace', gateway, {
        tenant,
        path: [data.namespace === undefined ? 'name' : 'namespace'],
        what: 'the namespace of the gateway',
        as: `${gateway}, the namespace of its gateway,`,
      });
    }
    const pool = data.nodePool?.name === undefined ? ['name'] : ['nodePool', 'name'];
    claim('pool', data.name === undefined ? data.nodePool?.name : poolNameOf(name, data.nodePool), {
      tenant,
      path: pool,
      what: 'the node pool',
    });
    for (const [index, { name: proxy = 'a proxy', address, publicAddress }] of (data.egress?.proxies ?? []).entries()) {
      const at = (key: string): Path => ['egress', 'proxies', index, key];
      claim('address', address, { tenant, path: at('address'), what: `the address of ${proxy}` });
      claim('public', publicAddress, { tenant, path: at('publicAddress'), what: `the public address of ${proxy}` });
    }
  }
};
