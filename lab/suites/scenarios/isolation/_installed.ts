import { join } from 'node:path';
import { stringify } from 'yaml';
import { ensureBinaries } from '../../../binaries/ensure';
import type { KubernetesObject } from '../../../cluster/api';
import { createDefinitions, gatewayDefinitions, readDefinitions } from '../../../cluster/crds';
import type { Lab } from '../../../lab';
import { say, testOptions } from '../../../runner/options';
import { KEYS } from './_settings';

const DEFINITIONS = join(__dirname, '../../../cluster/definitions');

/** Namespace and name of the platform's Gateway. */
export const PUBLIC_GATEWAY = { namespace: 'gateways', name: 'public' };

/** What the platform has installed before its first tenant: definitions, keys for Secrets, a Gateway. No controllers run. */
export async function install(lab: Lab): Promise<void> {
  const binaries = await ensureBinaries(say, testOptions());
  await createDefinitions(lab.api, [
    ...gatewayDefinitions(),
    definition('gateway.networking.k8s.io', 'v1', 'Gateway', 'gateways'),
    ...readDefinitions(DEFINITIONS),
    ...readDefinitions(binaries['helm-controller-crds'] as string),
  ]);
  await giveKeys(lab, 'client-a', 'client-a');
  await giveKeys(lab, 'client-c', 'client-c');
  const { namespace, name } = PUBLIC_GATEWAY;
  const gateway = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: { name, namespace } };
  await lab.api.create('/api/v1/namespaces', { metadata: { name: namespace } });
  await lab.api.create(`/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/gateways`, {
    ...gateway,
    spec: { gatewayClassName: 'cloud', listeners: [{ name: 'https', port: 443, protocol: 'HTTPS' }] },
  });
}

/** A kind that no one has heard of when the policies are applied. */
export function installLater(lab: Lab): Promise<void> {
  return createDefinitions(lab.api, [definition('later.example.com', 'v1', 'Gadget', 'gadgets')]);
}

/** Gives Flux the private keys by which it decrypts the Secrets of a tenant. */
export async function giveKeys(lab: Lab, tenant: string, ...owners: readonly string[]): Promise<void> {
  const identities = owners.map((owner) => `${KEYS[owner]?.identity}\n`);
  const metadata = { name: `${tenant}-sops`, namespace: 'flux-system' };
  await lab.apply(
    stringify({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: { 'age.agekey': identities.join('') } }),
  );
}

function definition(group: string, version: string, kind: string, plural: string): KubernetesObject {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      annotations: { 'api-approved.kubernetes.io': 'unapproved, of the lab’s own wording' },
    },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}
