import { parse, stringify } from 'yaml';
import { verify } from '../../lib/rules';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';
import { only, outputFiles, world } from './_world';

const SENSELESS = [null, '', 'text', 7, true, [], {}, [{}], ['text'], [null], { a: null }] as const;

/** Replaces what stands at a random place of a document; `turns` choose the way to it. */
function spoil(value: unknown, turns: readonly number[], senseless: unknown): unknown {
  const [turn, ...rest] = turns;
  if (turn === undefined || typeof value !== 'object' || value === null) return senseless;
  const keys = Object.keys(value);
  if (keys.length === 0) return senseless;
  const key = keys[turn % keys.length] as string;
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
  if (rest.length === 0 && senseless === undefined) delete copy[key];
  else copy[key] = spoil(copy[key], rest, senseless);
  return copy;
}

test('no nonsense in a rendered file ends a rule', () => {
  const { model, files } = only('production', world({ gateways: true }));
  const paths = [...files.keys()].filter((path) => path.endsWith('.yaml'));
  const turns = fc.array(fc.nat(30), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(fc.constantFrom(...paths), turns, fc.constantFrom(undefined, ...SENSELESS), (path, way, senseless) => {
      const changed = new Map(files);
      changed.set(path, stringify(spoil(parse(files.get(path) ?? ''), way, senseless)));
      expect(Array.isArray(verify(outputFiles(changed), model))).toBe(true);
    }),
    { numRuns: runs(15) },
  );
});
