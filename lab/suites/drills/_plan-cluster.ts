import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from './_plan';

const SECRET = { name: 'sops-age', namespace: 'flux-system' };

/** The cluster is empty, as a new one is. What the lab runs as processes, cert-manager for example, is there. */
export const planCluster: Plan = {
  fault: 'everything that Flux has applied is gone, and Flux too',
  plant: async (world) => {
    await world.loseCluster();
    const backup = world.folderOf('backup');
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: SECRET, stringData: { 'age.agekey': 'x' } };
    writeFileSync(join(backup, 'secret.json'), JSON.stringify(secret));
    return { BACKUP: backup, CLUSTER: '11111111-2222-3333-4444-555555555555' };
  },
  solved: async (world) => {
    expect(await world.seenAs('client-a')).toBe('203.0.113.10');
    expect(await world.seenAs('client-b')).toBe('203.0.113.12');
    const path = `/api/v1/namespaces/${SECRET.namespace}/secrets/${SECRET.name}`;
    expect(await world.lab.api.get(path)).toBeDefined();
  },
};
