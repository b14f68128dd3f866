import { object } from '../_example';
import { FLUX_SYSTEM } from '../_names';
import { type Context, isKind, map, maps, namespaceOf, type Reconciled } from '../_rendered';
import { found, show } from '../_support';
import { accountOf } from '../rbac/_rights';
import type { Found, RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'Encrypted Secrets are decrypted with the wrong key, or not at all',
  why: 'Whatever a Kustomization applies is decrypted with its key. If tenants shared a key, a file that one tenant copies from the folder of the other would be decrypted into its own namespace. Flux applies nothing of a Kustomization in which a Secret cannot be decrypted.',
  fix: 'Set secrets in the tenant’s settings: the key is then on the Kustomization of its workloads, and on no other. Encrypt each file for exactly the recipients in these settings.',
  good: [object('Kustomization flux-system/egress-production-client-b-workloads')`spec: { prune: true }`],
  bad: [
    object('Kustomization flux-system/egress-production')`
      spec: { decryption: { provider: sops, secretRef: { name: all-tenants } } }
    `,
    object('Secret client-a-demo/database')`
      stringData: { password: "ENC[AES256_GCM,data:eA==,iv:eA==,tag:eA==,type:str]" }
      sops: { age: [{ recipient: age1example }] }
    `,
  ],
  check: (context) =>
    context.reconciled.flatMap((each) => [...keyFaults(each, context), ...secretFaults(each, context)]),
};

/** The tenant whose workloads a Kustomization applies. */
function tenantOf({ kustomization, spec }: Reconciled, { promised }: Context) {
  if (namespaceOf(kustomization) !== FLUX_SYSTEM) return undefined;
  const account = accountOf(spec);
  return promised.find(({ name }) => name === account);
}

function keyFaults(each: Reconciled, context: Context): Found[] {
  const { kustomization, spec } = each;
  const wanted = tenantOf(each, context)?.secrets?.key;
  const at = (message: string) => [found(kustomization, ['spec', 'decryption'], message)];
  if (spec.decryption === undefined) return wanted === undefined ? [] : at(`is missing (expected the key ${wanted})`);
  const { provider, secretRef, ...others } = map(spec.decryption);
  const { name } = map(secretRef);
  if (wanted === undefined) return at(`decrypts with ${show(name)} what is not one tenant’s with that key`);
  if (provider === 'sops' && name === wanted && Object.keys(others).length === 0) return [];
  return at(`is ${show(spec.decryption)} (expected provider sops and the key ${wanted})`);
}

function secretFaults(each: Reconciled, context: Context): Found[] {
  const wanted = tenantOf(each, context)?.secrets?.recipients;
  return each.objects.flatMap((on): Found[] => {
    if (!isKind(on, 'Secret', '') || on.object.sops === undefined) return [];
    if (wanted === undefined) return [found(on, ['sops'], 'is encrypted, and no key decrypts it')];
    const recipients = maps(map(on.object.sops).age).map(({ recipient }) => recipient);
    const isExact = recipients.length === wanted.length && wanted.every((one) => recipients.includes(one));
    return isExact ? [] : [found(on, ['sops', 'age'], 'is not encrypted for exactly the tenant’s recipients')];
  });
}
