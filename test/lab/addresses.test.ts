import { AddressPool, contains, formatAddress, parseAddress, parseRange } from '../../lab/machine/addresses';

test('a range runs from its network to its broadcast address, whichever of its addresses names it', () => {
  const range = parseRange('172.16.29.7/22');
  expect([formatAddress(range.first), formatAddress(range.last)]).toEqual(['172.16.28.0', '172.16.31.255']);
  expect(contains(range, parseAddress('172.16.31.255'))).toBe(true);
  expect(contains(range, parseAddress('172.16.32.0'))).toBe(false);
});

test('addresses above 128.0.0.0 stay positive', () => {
  expect(formatAddress(parseAddress('255.255.255.255'))).toBe('255.255.255.255');
  expect(parseAddress('203.0.113.10')).toBeGreaterThan(0);
});

test('a pool hands out each free address once, from either end, and neither network nor broadcast', () => {
  const pool = new AddressPool(parseRange('10.0.0.0/29'));
  pool.take('10.0.0.1', '10.0.0.4/31');
  expect([pool.next(), pool.next('last'), pool.next(), pool.next()]).toEqual([
    '10.0.0.2',
    '10.0.0.6',
    '10.0.0.3',
    undefined,
  ]);
});

test('a range of one address hands out that one', () => {
  const pool = new AddressPool(parseRange('10.0.0.9'));
  expect([pool.next(), pool.next()]).toEqual(['10.0.0.9', undefined]);
});
