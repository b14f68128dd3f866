import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Project, projectAfter } from '../support/project';
import { commitAll, Vms } from '../support/vms';
import { FakeCluster, UID } from './_cluster';

/** What `nft list ruleset` prints on that VM. */
export const RULESET = readFileSync(join(__dirname, 'ruleset.txt'), 'utf8');

/** The VM of the tenant's proxy. */
export const VM = 'squid-a.client-a.production';

const ENVIRONMENT = {
  name: 'production',
  cluster: {
    uid: UID,
    zone: 'fr-par-1',
    privateNetwork: '172.16.28.0/22',
    podCidr: '100.64.0.0/15',
    serviceCidr: '10.32.0.0/20',
    dns: '10.32.0.10',
  },
  flux: { name: 'client-egress-prod', interval: '1m', source: { name: 'repository' } },
};

interface LiveWorld {
  readonly project: Project;
  readonly vms: Vms;
  readonly cluster: FakeCluster;
  readonly commit: string;
}

/**
 * A committed project with one tenant, and a cluster and a VM that are as its settings ask for, again before each test.
 *
 * @param rest keys of the tenant in addition to its name, nodes, proxy, quota and registries
 * @param flux keys of the environment's flux in addition to those that are required
 * @param more keys of the environment
 * @returns the world, once the tests run
 */
export function liveWorld(rest: string, flux: object = {}, more: object = {}): () => LiveWorld {
  let world: LiveWorld;
  beforeAll(async () => {
    const environment = { ...ENVIRONMENT, ...more, flux: { ...ENVIRONMENT.flux, ...flux } };
    const project = await projectAfter(['synth'], {
      'tenants/client-a.yaml': `name: client-a
nodePool: { sources: [172.16.28.20] }
egress:
  proxies: [{ name: squid-a, address: 172.16.28.9, publicAddress: 203.0.113.9 }]
quota: { cpu: 4, memory: 8Gi, pods: 50 }
registries: [docker.io/curlimages]
${rest}`,
      'overlays/production.ts': `export default ${JSON.stringify(environment)};\n`,
    });
    const commit = commitAll(project);
    world = { project, commit, vms: new Vms(project), cluster: new FakeCluster(project, 'production') };
  });
  beforeEach(() => {
    world.vms.create();
    world.vms.write('.', 'ruleset', RULESET);
    world.vms.write(VM, 'ruleset', RULESET);
    world.cluster.create(world.commit);
  });
  afterAll(() => {
    world.cluster.down();
    world.vms.down();
  });
  return () => world;
}
