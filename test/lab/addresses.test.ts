import { AddressPool } from '../../lab/machine/addresses';
import { parseRange } from '../../lib/settings';

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
