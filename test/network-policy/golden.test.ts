import { readFileSync } from 'node:fs';
import { GOLDEN_FILE, readRecord } from '../../lab/suites/policy/_record';
import { type Connection, type Datapath, decide } from '../../lib/network-policy';

interface Recorded {
  readonly datapath: Datapath;
  readonly policies: readonly object[];
  readonly connections: readonly Connection[];
  readonly answers: readonly boolean[];
}

// Answers of cyclonus, written by lab/suites/policy/engine.lab.ts.
const RECORDED = JSON.parse(readFileSync(GOLDEN_FILE, 'utf8')) as readonly Recorded[];

test('decides 200 connections as cyclonus did', () => {
  const compared = RECORDED.flatMap(({ datapath, policies, connections, answers }) =>
    connections.map((connection, index) => ({
      ours: decide({ policies, datapath }, connection).answer,
      theirs: answers[index] ? 'allowed' : 'denied',
    })),
  );
  expect(compared.length).toBeGreaterThanOrEqual(200);
  expect(compared.filter(({ ours, theirs }) => ours !== theirs)).toEqual([]);
});

test('the record shows 100,000 decisions on each datapath, and 1,000 connections of 50 sets, without a disagreement', () => {
  const { engine, selectors, live } = readRecord();
  for (const each of [engine?.calico, engine?.cilium]) {
    expect(each).toMatchObject({ disagreements: 0 });
    expect(each?.decisions).toBeGreaterThanOrEqual(100_000);
  }
  expect(selectors).toMatchObject({ disagreements: 0 });
  expect(live?.calico).toMatchObject({ disagreements: 0 });
  expect(live?.calico?.sets).toBeGreaterThanOrEqual(50);
  expect(live?.calico?.decisions).toBeGreaterThanOrEqual(1000);
});
