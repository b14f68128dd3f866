import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pull } from '../../lib/settings/pull';

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2fDvcGq1cBlFxQkEnqQHbE9wG3vHkNPRbe0TM2YcDN';
const whole = { url: 'https://git.example.com/egress.git', signers: [KEY] };

const faults = (more: object) => pull.safeParse({ ...whole, ...more }).error?.issues.map(({ message }) => message);

test('VMs look every five minutes, and the next proxy waits a quarter of an hour', () => {
  expect(pull.parse(whole)).toEqual({ ...whole, interval: '5m', wait: '15m' });
});

test.each([
  ['RSA', KEY.replace('ssh-ed25519', 'ssh-rsa')],
  ['another kind in front than inside', KEY.replace('ssh-ed25519', 'ecdsa-sha2-nistp256')],
  ['a comment', `${KEY} me@example.com`],
  ['a second line', `${KEY}\n${KEY}`],
  ['options in front', `cert-authority ${KEY}`],
  ['what is no base64', `${KEY.slice(0, -1)}!`],
  ['a key that was cut off when it was copied', KEY.slice(0, -4)],
  [
    'something after the key',
    `${KEY.slice(0, 12)}${Buffer.concat([Buffer.from(KEY.slice(12), 'base64'), Buffer.alloc(4)]).toString('base64')}`,
  ],
  ['no key at all', 'ssh-ed25519'],
  ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
])('a signer with %s is refused', (_, signer) => {
  expect(faults({ signers: [signer] })).toEqual([expect.stringContaining('is not a public key for signatures')]);
});

test.each([
  ['ed25519', '256'],
  ['ecdsa', '256'],
  ['ecdsa', '384'],
  ['ecdsa', '521'],
])('a key of ssh-keygen of the type %s with %s bits is taken', (type, bits) => {
  const folder = mkdtempSync(join(tmpdir(), 'signer-'));
  execFileSync('ssh-keygen', ['-q', '-t', type, '-b', bits, '-N', '', '-C', '', '-f', join(folder, 'key')]);
  const signer = readFileSync(join(folder, 'key.pub'), 'utf8').trim();
  rmSync(folder, { recursive: true });
  expect(faults({ signers: [signer] })).toBeUndefined();
});

test('a key of a hardware token is taken', () => {
  const of = (...parts: (string | Buffer)[]) =>
    Buffer.concat(parts.flatMap((part) => [Buffer.of(0, 0, 0, part.length), Buffer.from(part as string)])).toString(
      'base64',
    );
  const [ed, ec] = ['sk-ssh-ed25519@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com'];
  const signers = [
    `${ed} ${of(ed, Buffer.alloc(32), 'ssh:')}`,
    `${ec} ${of(ec, 'nistp256', Buffer.alloc(65), 'ssh:')}`,
  ];
  expect(faults({ signers })).toBeUndefined();
});

test('there is at least one signer, and none twice', () => {
  expect(faults({ signers: [] })).toHaveLength(1);
  expect(faults({ signers: [KEY, KEY] })).toEqual([expect.stringContaining('same key')]);
});

test.each([
  ['http://git.example.com/egress.git', 'https://'],
  ['ssh://git@git.example.com/egress.git', 'https://'],
  ['git@git.example.com:egress.git', 'not a valid repository URL'],
  ['https://user:token@git.example.com/egress.git', 'credentials'],
  ['https://localhost/egress.git', 'machine itself'],
  ["https://git.example.com/e';reboot;'.git", 'https://'],
  ['https://git.example.com/$(reboot).git', 'https://'],
])('%s is not where VMs read', (url, message) => {
  expect(faults({ url })).toEqual([expect.stringContaining(message)]);
});
