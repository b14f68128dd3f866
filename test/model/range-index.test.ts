import { RangeIndex } from '../../lib/model/checks/_range-index';
import { formatAddress, overlap } from '../../lib/settings/address';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';

/** Close together, so that many overlap, and of all sizes: some are wider than the index has buckets for. */
const range = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 18 }), fc.integer({ min: 8, max: 32 }))
  .map(([offset, prefix]) => {
    const size = 2 ** (32 - prefix);
    return `${formatAddress(Math.floor((10 * 2 ** 24 + offset) / size) * size)}/${prefix}`;
  });

test('it finds the ranges that a comparison with each one finds, in their order', () => {
  const property = fc.property(fc.array(range, { maxLength: 60 }), range, (ranges, asked) => {
    const index = new RangeIndex<{ readonly range: string }>();
    const items = ranges.map((each) => ({ range: each }));
    for (const item of items) index.add(item);
    expect(index.overlapping(asked)).toEqual(items.filter((item) => overlap(item.range, asked)));
  });
  fc.assert(property, { numRuns: runs(300) });
});
