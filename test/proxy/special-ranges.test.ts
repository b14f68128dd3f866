import { contains } from '../../lib/settings/address';
import { notPublic } from '../../lib/settings/address-kinds';
import { METADATA_ADDRESSES, SPECIAL_V4 } from '../../lib/vocabulary';

const covers = (address: string) => SPECIAL_V4.some(({ range }) => contains(range, address));

test('a proxy forwards to no address that the settings refuse as a public one, and refuses no public one', () => {
  const edges = SPECIAL_V4.flatMap(({ range }) => {
    const [network = '', bits] = range.split('/');
    const first = network.split('.').reduce((value, octet) => value * 256 + Number(octet), 0);
    const last = first + 2 ** (32 - Number(bits)) - 1;
    return [first - 1, first, last, last + 1].filter((value) => value >= 0 && value < 2 ** 32);
  });
  const addresses = edges.map((value) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.'));
  for (const address of addresses)
    expect([address, covers(address)]).toEqual([address, notPublic(address) !== undefined]);
});

test('instance metadata is among them', () => {
  expect(METADATA_ADDRESSES.map(covers)).toEqual([true, true]);
});
