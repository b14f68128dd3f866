import type { Environment } from '../../../lib';
import { WEB } from '../../machine/topology';
import { isMutated } from '../../mutants/apply';
import { say } from '../../runner/options';
import { Cluster } from './_cluster';
import { Project } from './_project';
import { development, EARLY, type Settings, shell } from './_settings';
import { type ColdStart, coldStart } from './first-start/_cold-start';

/** What a mutant breaks shows at once. The record in docs/first-start.md is of STARTS=20. */
const STARTS = isMutated() ? 2 : Number(process.env.STARTS ?? 3);

/** Tries from its first moment to leave without its proxy. */
const HASTY = `echo started
for try in $(seq 12); do curl -s --noproxy '*' --max-time 0.2 http://${WEB}${EARLY}; done; echo tried
trap exit TERM; while :; do sleep 3600 & wait $!; done`;

let cluster: Cluster;
let environment: Environment;

function settings(): Settings {
  const all = development();
  for (const tenant of all.tenants) tenant.workloads = [{ ...shell('web', HASTY), replicas: 2 }];
  return all;
}

beforeAll(async () => {
  const project = new Project();
  const model = project.synth(settings());
  environment = model.environments[0]?.environment as Environment;
  cluster = await Cluster.up(project, model, { name: 'first', environment: 'development' });
  await cluster.isDeployed();
});

afterAll(() => cluster?.down());

test(
  'no pod runs before its policies and admission are in force',
  async () => {
    const starts: ColdStart[] = [];
    for (let left = STARTS; left > 0; left--) {
      const start = await coldStart(cluster, environment);
      starts.push(start);
      say(`| ${starts.length} | ${row(start)} |`);
    }
    expect(starts.flatMap(faults)).toEqual([]);
  },
  STARTS * 60_000,
);

function row(start: ColdStart): string {
  const { policiesCreated, admissionInForce = 'never', unjudged, firstPodCreated, firstPodStarted } = start;
  const times = [policiesCreated, admissionInForce, firstPodCreated, firstPodStarted];
  return [...times, unjudged, start.packets, start.answers].join(' | ');
}

function faults(start: ColdStart): string[] {
  const { policiesCreated, admissionInForce = Number.POSITIVE_INFINITY, firstPodCreated, firstPodStarted } = start;
  return [
    ...(policiesCreated < firstPodCreated ? [] : ['a pod was created before the last policy']),
    ...(admissionInForce < firstPodStarted ? [] : ['a pod ran before admission was in force']),
    ...(start.unjudged === 0 ? [] : [`${start.unjudged} requests passed before admission was in force`]),
    ...(start.packets === 0 ? [] : [`${start.packets} packets left past the proxies before the policies held`]),
    ...(start.answers === 0 ? [] : [`${start.answers} requests were answered before the policies held`]),
  ];
}
