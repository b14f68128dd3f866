import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Datapath, decide, readSelector, selects } from '../../../lib/network-policy';
import { ensureBinaries } from '../../binaries/ensure';
import { say, testOptions } from '../../runner/options';
import { asApplied, asAsked, type Case, generateCase, generateSelector } from './_cases';
import { askEngine } from './_engine';
import { type Counts, GOLDEN_FILE, RECORDING, record } from './_record';

const SETS = 10_000;
const CONNECTIONS = 10;
const SELECTORS = 4_000;
/** `NIGHTLY=1` tries cases that were not tried before. */
const FIRST = process.env.NIGHTLY ? Math.floor(Date.now() / 1000) : 0;
/** Sets of each datapath whose answers `npm test` compares, too. */
const GOLDEN_SETS = 10;

let binary: string;
const counts = new Map<Datapath | 'selectors', Counts>();
const golden: (Case & { readonly datapath: Datapath; readonly answers: readonly boolean[] })[] = [];

beforeAll(async () => {
  binary = (await ensureBinaries(say, testOptions()))['policy-engine'] as string;
}, 1_200_000);

test.each(['calico', 'cilium'] as const)('decides 100,000 connections on %s as cyclonus does', async (datapath) => {
  const cases = Array.from({ length: SETS }, (_, index) => generateCase(datapath, FIRST + index, CONNECTIONS));
  const questions = cases.map(({ policies, connections }) => ({
    policies: policies.map((policy) => asApplied(policy, datapath)),
    connections: connections.map((each) => asAsked(each, datapath)),
  }));
  const theirs = await askEngine(binary, questions);
  const disagreements: unknown[] = [];
  let allowed = 0;
  cases.forEach(({ policies, connections }, index) => {
    const answers = theirs[index] as readonly boolean[];
    connections.forEach((connection, at) => {
      const ours = decide({ policies, datapath }, connection);
      if (answers[at]) allowed += 1;
      if (ours.answer !== (answers[at] ? 'allowed' : 'denied'))
        disagreements.push({ seed: FIRST + index, connection, ours, theirs: answers[at], policies });
    });
    if (index < GOLDEN_SETS) golden.push({ datapath, policies, connections, answers });
  });
  const decisions = SETS * CONNECTIONS;
  counts.set(datapath, { decisions, allowed, disagreements: disagreements.length });
  say(`${datapath}: ${decisions} decisions, ${allowed} allowed, ${disagreements.length} disagreements`);
  expect(disagreements.slice(0, 3)).toEqual([]);
  // Neither answer is rare.
  expect(allowed / decisions).toBeGreaterThan(0.2);
  expect(allowed / decisions).toBeLessThan(0.8);
});

test('selects labels as Kubernetes’ own library does', async () => {
  const cases = Array.from({ length: SELECTORS }, (_, index) => generateSelector(FIRST + index));
  const theirs = await askEngine(binary, cases);
  const compared = cases.flatMap(({ selector, labels }, index) =>
    labels.map((each, at) => ({
      selector,
      labels: each,
      ours: selects(readSelector(selector), each),
      theirs: theirs[index]?.[at],
    })),
  );
  const disagreements = compared.filter((each) => each.ours !== each.theirs);
  counts.set('selectors', {
    decisions: compared.length,
    allowed: compared.filter((each) => each.theirs).length,
    disagreements: disagreements.length,
  });
  expect(disagreements.slice(0, 3)).toEqual([]);
  expect(compared).toHaveLength(SELECTORS * 5);
});

afterAll(() => {
  const [calico, cilium, selectors] = (['calico', 'cilium', 'selectors'] as const).map((key) => counts.get(key));
  if (!RECORDING || !calico || !cilium || !selectors) return;
  record((before) => ({ ...before, engine: { calico, cilium }, selectors }));
  mkdirSync(dirname(GOLDEN_FILE), { recursive: true });
  writeFileSync(GOLDEN_FILE, `[\n${golden.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`);
});
