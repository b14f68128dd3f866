import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decided } from '../../../lab/suites/proxy/_decided';
import type { GeneratedRequest } from '../../../lab/suites/proxy/_generated-configs';
import { parse } from '../../../lib/squid';
import { memory } from '../parser/_memory';

interface Recorded {
  readonly text: string;
  readonly answers: readonly { readonly request: GeneratedRequest; readonly answer: string }[];
}

// Answers of a real Squid, written by lab/suites/proxy/differential.lab.ts.
const RECORDED = JSON.parse(readFileSync(join(__dirname, 'golden/decisions.json'), 'utf8')) as readonly Recorded[];

test('the engine decides 200 requests as Squid did', () => {
  const head = 'http_port 127.0.0.1:3128 name=main\nauth_param basic program /usr/lib/squid/basic_fake_auth\n';
  const compared = RECORDED.flatMap(({ text, answers }) => {
    const config = parse('/squid.conf', head + text, { version: 5, files: memory({}) });
    return answers.map(({ request, answer }) => ({ text, request, answer, ours: decided(config, request, 3128) }));
  });
  expect(compared.length).toBeGreaterThanOrEqual(200);
  expect(compared.filter(({ answer, ours }) => ours !== (answer === 'allowed'))).toEqual([]);
});
