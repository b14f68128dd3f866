import { NAME_LIMIT } from '../../settings/names';
import { nodeAt } from '../../settings/node';
import type { TenantFile } from '../../settings/tenants';
import { gatewayNamespace } from '../../vocabulary';
import { needsGateway, needsGatewayForHttp } from '../tenant-names';
import type { TenantCheck } from './_check';

/** Keys of proxies that only some tenants can set, and the namespace of the gateway to them. */
export const checkGateway: TenantCheck = ({ name, data, file, at, isSet, environment }, report) => {
  const { proxies = [] } = data.egress ?? {};
  // Said for all environments, it may be for one that has more proxies than this.
  const isHere = environment ? at(['egress', 'redundancy']).path[0] === 'environments' : !changesProxies(file);
  if (isSet(['egress', 'redundancy']) && proxies.length === 1 && isHere) {
    report(
      'redundancy-unused',
      ['egress', 'redundancy'],
      'has an effect only with two proxies or more; add a proxy, or remove this key',
    );
  }
  if (isSet(['egress', 'drainGrace']) && data.egress && !needsGateway(data.egress) && isHere) {
    report(
      'drain-grace-unused',
      ['egress', 'drainGrace'],
      'has no effect without a gateway; a tenant has one with two proxies or more, with clientCertificate, or with tcp',
    );
  }
  if (data.egress?.certificateSwitch === true) {
    report(
      'certificate-switch',
      ['egress', 'certificateSwitch'],
      'is true: proxies are used with and without certificates. Remove it when npm run vm:status shows all of them as current',
    );
  }
  const draining = proxies.findLastIndex(({ drain }) => drain === true);
  if (draining >= 0 && proxies.every(({ drain }) => drain === true)) {
    const path = ['egress', 'proxies', draining, 'drain'];
    const where = environment && at(path).path[0] === 'environments';
    report(
      'proxies-missing',
      path,
      (environments) =>
        `leaves no proxy that takes connections${where ? ` in ${environments}` : ''}; keep one, and drain another when it is back`,
    );
  }
  if (!data.egress || !needsGateway(data.egress)) return;
  if (!needsGatewayForHttp(data.egress)) {
    report(
      'tcp-gateway',
      ['egress', 'tcp'],
      `gives the tenant a gateway, in the namespace ${gatewayNamespace(data.namespace ?? name)}: its pods send all requests there, and roll once`,
    );
  }
  if (data.nodePool?.size?.max === 1) {
    report(
      'pool-single-node',
      ['nodePool', 'size', 'max'],
      'is 1: no other node has a gateway of the tenant, so that its requests fail while this one is restarted or its node is replaced. Set 2 or more',
    );
  }
  const gateway = gatewayNamespace(data.namespace ?? name);
  const excess = gateway.length - NAME_LIMIT;
  if (excess > 0) {
    report(
      'name-too-long',
      [data.namespace === undefined ? 'name' : 'namespace'],
      `grows to ${gateway}, the namespace of its gateway: ${gateway.length} characters, ${excess} more than a name may have`,
    );
  }
};

function changesProxies({ tree }: TenantFile): boolean {
  const environments = tree?.entries.get('environments');
  if (environments?.kind !== 'map') return false;
  return [...environments.entries.values()].some((said) => nodeAt(said, ['egress', 'proxies']) !== undefined);
}
