import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { type Provider, providerOf } from '../../model/external-secrets';
import { EXTERNAL_SECRETS, SECRET_STORE } from '../../vocabulary';

interface TenantSecretStoreProps {
  /** Name of the tenant. */
  readonly tenant: string;
  /** Its namespace, in which the store is. */
  readonly namespace: string;
  /** `spec.provider` with `{tenant}` and `{namespace}`, for example `{ vault: { auth: { kubernetes: { role: '{tenant}' } } } }`. */
  readonly provider: Provider;
}

/** The tenant's own way to the provider of Secrets. It is the platform's; the tenant refers to it by name. */
export class TenantSecretStore extends Construct {
  constructor(scope: Construct, id: string, { tenant, namespace, provider }: TenantSecretStoreProps) {
    super(scope, id);
    new ApiObject(this, 'store', {
      apiVersion: `${EXTERNAL_SECRETS}/v1`,
      kind: 'SecretStore',
      metadata: { name: SECRET_STORE, namespace },
      spec: { provider: providerOf(provider, { tenant, namespace }) },
    });
  }
}
