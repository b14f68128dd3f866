import { nextAddress } from '../../lib/scaffold';
import { contains, edgeOf, formatAddress, overlap } from '../../lib/settings/address';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';

const NETWORK = '172.16.28.0/22';

test('it follows the last proxy', () => {
  expect(nextAddress(NETWORK, ['172.16.28.8', '172.16.28.20', '172.16.28.9'], [])).toBe('172.16.28.21');
});

test('the first proxy leaves room for what a provider puts first', () => {
  expect(nextAddress(NETWORK, [], [])).toBe('172.16.28.8');
});

test('it goes around nodes, databases and gateways, single ones and ranges', () => {
  const taken = ['172.16.28.9', '172.16.28.10/31', '172.16.28.12/30', '172.16.28.16'];
  expect(nextAddress(NETWORK, ['172.16.28.8'], taken)).toBe('172.16.28.17');
});

test('behind the last address it looks from the start', () => {
  expect(nextAddress(NETWORK, ['172.16.31.254', '172.16.28.8'], [])).toBe('172.16.28.9');
  expect(nextAddress('10.0.0.0/29', ['10.0.0.6'], ['10.0.0.1'])).toBe('10.0.0.2');
});

test('proxies of other networks, and a range that is all of this one, say nothing', () => {
  expect(nextAddress(NETWORK, ['10.0.0.99'], ['172.16.0.0/12', NETWORK])).toBe('172.16.28.8');
});

test('a full network has none', () => {
  expect(nextAddress('10.0.0.0/30', ['10.0.0.1', '10.0.0.2'], [])).toBeUndefined();
  expect(nextAddress('10.0.0.1/30', [], [])).toBeUndefined();
});

test('in a network of one or two addresses each can be used', () => {
  expect(nextAddress('10.0.0.4/31', ['10.0.0.5'], [])).toBe('10.0.0.4');
  expect(nextAddress('10.0.0.4/32', [], [])).toBe('10.0.0.4');
});

test('whatever is taken: it is free, inside, and no edge; without one, nothing is free', () => {
  const prefix = fc.integer({ min: 24, max: 32 });
  const offset = fc.integer({ min: 0, max: 255 });
  const network = (bits: number) => `10.0.0.0/${bits}`;
  const address = offset.map((last) => `10.0.0.${last}`);
  const range = fc.tuple(offset, fc.integer({ min: 25, max: 32 })).map(([last, bits]) => {
    const size = 2 ** (32 - bits);
    return `10.0.0.${Math.floor(last / size) * size}/${bits}`;
  });
  fc.assert(
    fc.property(
      prefix,
      fc.array(address, { maxLength: 12 }),
      fc.array(range, { maxLength: 12 }),
      (bits, proxies, taken) => {
        const inside = network(bits);
        const used = [...proxies, ...taken].filter((text) => !contains(text, inside));
        const isFree = (text: string) => !edgeOf(inside, text) && !used.some((other) => overlap(other, text));
        const found = nextAddress(inside, proxies, taken);
        if (found !== undefined) {
          expect(contains(inside, found)).toBe(true);
          expect(isFree(found)).toBe(true);
        } else {
          const all = Array.from({ length: 2 ** (32 - bits) }, (_, index) => formatAddress(10 * 2 ** 24 + index));
          expect(all.filter(isFree)).toEqual([]);
        }
      },
    ),
    { numRuns: runs(150) },
  );
});
