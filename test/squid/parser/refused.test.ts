import { parse, RULES, scan } from '../../../lib/squid';
import acls from './golden/acls.json';
import directives from './golden/directives.json';
import options from './golden/options.json';

/** What a real Squid 5.7 said of each value: 1 refused, 0 accepted, ? only the machine can tell, - not tried. */
interface Answers {
  readonly values: readonly string[];
  readonly refused: Readonly<Record<string, string>>;
}

const REFUSALS = RULES.filter(({ id }) =>
  `acl-needs-directive acl-type-conflict acl-type-unknown acl-value-invalid parameters-missing port-invalid syntax unknown-acl
  unknown-directive unknown-logformat value-refused`
    .split(/\s+/)
    .includes(id),
);

function isRefused(text: string): boolean {
  const files = { read: () => undefined, list: () => [] };
  const config = parse('/squid.conf', `http_port 172.16.28.8:3128\n${text}\n`, { version: 5, files });
  return scan(config, REFUSALS).some(({ line = 0, severity }) => line >= 2 && severity === 'error');
}

function disagreements({ values, refused }: Answers, lineOf: (name: string, value: string) => string) {
  let asked = 0;
  const found: string[] = [];
  for (const [name, answers] of Object.entries(refused)) {
    for (const [index, value] of values.entries()) {
      const answer = answers[index];
      if (answer !== '0' && answer !== '1') continue;
      asked++;
      const line = lineOf(name, value);
      if (isRefused(line) !== (answer === '1')) found.push(`${answer === '1' ? 'refused' : 'accepted'}: ${line}`);
    }
  }
  return { asked, found };
}

test('each directive is refused with the values with which Squid refuses it', () => {
  const { asked, found } = disagreements(directives, (name, value) => `${name} ${value}`);
  expect(found).toEqual([]);
  expect(asked).toBeGreaterThan(4800);
});

test('each type of ACL is refused with the flags and values with which Squid refuses it', () => {
  const { asked, found } = disagreements(acls, (type, value) => `acl x ${type} ${value}`);
  expect(found).toEqual([]);
  expect(asked).toBeGreaterThan(6000);
});

test('options, units, quoted words and codes of formats are refused where Squid 5.7 refuses them', () => {
  expect(options.refused.filter((text) => !isRefused(text))).toEqual([]);
  expect(options.accepted.filter(isRefused)).toEqual([]);
  expect(options.refused.length).toBeGreaterThan(900);
  expect(options.accepted.length).toBeGreaterThan(1600);
});
