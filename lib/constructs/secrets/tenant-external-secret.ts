import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { remoteRef } from '../../model/external-secrets';
import type { ExternalSecret } from '../../model/types';
import { EXTERNAL_SECRETS, SECRET_STORE } from '../../vocabulary';

interface TenantExternalSecretProps {
  /** Namespace of the tenant. */
  readonly namespace: string;
  /** Name, and where the provider has the values: `keys` or `from`. */
  readonly secret: ExternalSecret;
  /** How often values are read again, for example `1h`. */
  readonly refresh: string;
}

/** A Secret that External Secrets Operator fills from the tenant's store. */
export class TenantExternalSecret extends Construct {
  constructor(scope: Construct, id: string, { namespace, secret, refresh }: TenantExternalSecretProps) {
    super(scope, id);
    const { name, keys = {}, from } = secret;
    new ApiObject(this, 'secret', {
      apiVersion: `${EXTERNAL_SECRETS}/v1`,
      kind: 'ExternalSecret',
      metadata: { name, namespace },
      spec: {
        refreshInterval: refresh,
        secretStoreRef: { kind: 'SecretStore', name: SECRET_STORE },
        target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
        ...(from === undefined
          ? { data: Object.entries(keys).map(([secretKey, place]) => ({ secretKey, remoteRef: remoteRef(place) })) }
          : { dataFrom: [{ extract: remoteRef(from) }] }),
      },
    });
  }
}
