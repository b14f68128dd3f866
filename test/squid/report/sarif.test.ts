import Ajv from 'ajv';
import { toSarif } from '../../../lib/lint';
import { parse, RULES, scan } from '../../../lib/squid';
import { memory } from '../parser/_memory';

const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } };
const level = { enum: ['none', 'note', 'warning', 'error'] };

/** What SARIF 2.1.0 says of the parts that are written here. */
const SCHEMA = {
  type: 'object',
  required: ['version', 'runs'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['tool', 'results'],
        additionalProperties: false,
        properties: {
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          tool: {
            type: 'object',
            required: ['driver'],
            properties: {
              driver: {
                type: 'object',
                required: ['name'],
                additionalProperties: false,
                properties: {
                  name: { type: 'string' },
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: {
                      type: 'object',
                      required: ['id'],
                      additionalProperties: false,
                      properties: {
                        id: { type: 'string' },
                        shortDescription: text,
                        fullDescription: text,
                        help: text,
                        defaultConfiguration: { type: 'object', properties: { level } },
                      },
                    },
                  },
                },
              },
            },
          },
          results: {
            type: 'array',
            items: {
              type: 'object',
              required: ['message', 'ruleId', 'ruleIndex', 'locations'],
              additionalProperties: false,
              properties: {
                ruleId: { type: 'string' },
                ruleIndex: { type: 'integer', minimum: 0 },
                level,
                message: text,
                locations: {
                  type: 'array',
                  minItems: 1,
                  items: {
                    type: 'object',
                    additionalProperties: false,
                    properties: {
                      physicalLocation: {
                        type: 'object',
                        additionalProperties: false,
                        properties: {
                          artifactLocation: {
                            type: 'object',
                            properties: { uri: { type: 'string', pattern: '^[^ \\\\]+$' } },
                          },
                          region: {
                            type: 'object',
                            properties: {
                              startLine: { type: 'integer', minimum: 1 },
                              startColumn: { type: 'integer', minimum: 1 },
                            },
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

const sarifOf = (file: string) =>
  toSarif('egress scan', RULES, scan(parse(file, 'http_port 3128\nhttp_access allow all', { files: memory({}) }))) as {
    runs: { tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }[];
  };

it('has the shape of SARIF 2.1.0', () => {
  const validate = new Ajv({ allErrors: true }).compile(SCHEMA);
  expect(validate(sarifOf('dist/infra/a b/squid.conf')) ? [] : validate.errors).toEqual([]);
});

it('points each result at its rule, file, line and column', () => {
  const [run] = sarifOf('dist/infra/a b/squid.conf').runs;
  expect(run?.results.length).toBeGreaterThan(5);
  for (const result of run?.results ?? [])
    expect(run?.tool.driver.rules[result.ruleIndex as number]?.id).toBe(result.ruleId);
  expect(run?.results.find(({ ruleId }) => ruleId === 'http-access-allow-all')).toMatchObject({
    level: 'error',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'dist/infra/a%20b/squid.conf' },
          region: { startLine: 2, startColumn: 1 },
        },
      },
    ],
  });
});

it('names an absolute path as a file', () => {
  expect(JSON.stringify(sarifOf('/etc/squid/squid.conf'))).toContain('"uri":"file:///etc/squid/squid.conf"');
});
