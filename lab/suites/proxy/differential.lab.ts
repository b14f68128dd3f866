import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '../../../lib/squid';
import { decided } from './_decided';
import { type GeneratedRequest, generate } from './_generated-configs';
import { type Answer, ask, headOf, startSquid } from './_live-squid';

/** Set to write some of the answers to the file that `npm test` compares with the engine. */
const RECORDING = process.env.EGRESS_LAB_RECORD !== undefined;
const GOLDEN = join(__dirname, '../../../test/squid/decide/golden/decisions.json');

const CONFIGURATIONS = 60;
const REQUESTS = 105;
const AT_ONCE = 3;
/** `NIGHTLY=1` tries configurations that were not tried before. */
const FIRST = process.env.NIGHTLY ? Math.floor(Date.now() / 1000) : 0;

interface Case {
  readonly seed: number;
  readonly text: string;
  readonly port: number;
  readonly answers: readonly { readonly request: GeneratedRequest; readonly answer: Answer }[];
}

const cases: Case[] = [];

beforeAll(async () => {
  const seeds = Array.from({ length: CONFIGURATIONS }, (_, index) => FIRST + index);
  const worker = async () => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) cases.push(await askAll(seed));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  cases.sort((a, b) => a.seed - b.seed);
}, 600_000);

async function askAll(seed: number): Promise<Case> {
  const { text, requests } = generate(seed, REQUESTS);
  const squid = await startSquid(text, seed);
  try {
    const answers = await Promise.all(
      requests.map(async (request) => ({ request, answer: await ask(squid, request) })),
    );
    return { seed, text, port: squid.port, answers };
  } finally {
    await squid.stop();
  }
}

test('the engine decides as Squid does, and leaves less than 3 % undecided', () => {
  const disagreements: unknown[] = [];
  let asked = 0;
  let undecided = 0;
  for (const { seed, text, port, answers } of cases) {
    const config = parse('/squid.conf', `${headOf(port)}\n${text}`, {
      version: 5,
      files: { read: () => undefined, list: () => [] },
    });
    for (const { request, answer } of answers) {
      asked += 1;
      const ours = decided(config, request, port);
      if (ours === 'unknown') undecided += 1;
      else if (ours !== (answer === 'allowed')) disagreements.push({ seed, request, ours, answer, text });
    }
  }
  console.log(`${asked} requests, ${undecided} undecided, ${disagreements.length} disagreements`);
  expect(disagreements).toEqual([]);
  expect(asked).toBe(CONFIGURATIONS * REQUESTS);
  expect(undecided).toBeLessThan(asked * 0.03);
});

test('Squid allowed, denied and asked for a password', () => {
  const seen = new Set(cases.flatMap(({ answers }) => answers.map(({ answer }) => answer)));
  expect([...seen].sort()).toEqual(['allowed', 'asked', 'denied']);
});

afterAll(() => {
  if (!RECORDING) return;
  // A port differs from run to run, so that what names it cannot be compared.
  const recorded = cases
    .filter(({ text }) => !text.includes('localport'))
    .map(({ seed, text, answers }) => ({ text, answers: answers.filter((_, index) => index % 30 === seed % 7) }));
  writeFileSync(GOLDEN, `${JSON.stringify(recorded, null, 1)}\n`);
});
