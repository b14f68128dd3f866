import { publicAddressIn, publicAddressLine } from '../../lib/proxy/public-address';

test('a squid.conf tells the public address that it was rendered for', () => {
  const text = `# first\n${publicAddressLine('203.0.113.10')}\nhttp_port 1\n`;
  expect(text).toContain('\n# Partners see 203.0.113.10.\n');
  expect(publicAddressIn(text)).toBe('203.0.113.10');
});

test.each([
  '',
  '# Partners see nothing.\n',
  'x # Partners see 203.0.113.10.\n',
  '# Partners see 203.0.113.10. Always\n',
])('%j tells none', (text) => {
  expect(publicAddressIn(text)).toBeUndefined();
});
