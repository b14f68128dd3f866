import type { Control } from '../_types';
import { inNamespace } from '../_world';
import { switched } from './_switched';

const NAME = 'egress-tenant-egress-probe';
const BINDING = `/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings/${NAME}`;

/** By what the API server refuses around the probe, even to somebody with all rights in the namespace. */
export const PROBE: readonly Control[] = [
  switched(
    'admission-egress-probe',
    'admission policy egress-tenant-egress-probe: the probe, its names and its label are the platform’s',
    ['admission-not-enforced'],
    {
      off: (world) => world.lab.api.request('DELETE', BINDING),
      on: (world) => world.restore('client-egress-dev'),
      isOn: async (world) => {
        const path = `${inNamespace('configmaps')}?dryRun=All`;
        const { status, body } = await world.owner.request('POST', path, { metadata: { name: 'egress-probe' } });
        return status === 403 && String(body.message).includes(NAME);
      },
    },
  ),
];
