import { revoke } from '../../outside/revoke-certificate';
import { waitFor } from '../../process/wait';
import { type Ask, certificateOf } from './_tenants';

/** Who gets past the handshake, and past the rules. */
export function certificates(ask: Ask): void {
  const identity = (name: string) => certificateOf(ask(), name);
  const curl = (...args: string[]) =>
    ask().curl('certificate-pool-1', 'squid-certificate', ...args, 'http://exact.test/');

  test('another name of the same authority is refused by the rules', async () => {
    expect(await curl(...identity('foreign'))).toMatchObject({ status: 403 });
    // Squid writes its log a moment after it has answered.
    await waitFor('the refusal is in the log', async () =>
      (await ask().accessLog('squid-certificate')).some(
        (line) => line.denied_by === 'certificate' && line.certificate === '/CN=plain',
      ),
    );
  });

  test('no certificate, or that of another authority, does not get past the handshake', async () => {
    const folder = ask().host('certificate-pool-1').file('/tmp');
    const out = ['-keyout', `${folder}/strange.key`, '-out', `${folder}/strange.crt`];
    const make = ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'];
    await ask()
      .host('certificate-pool-1')
      .must([...make, '-days', '1', '-subj', '/CN=certificate', ...out]);
    const strange = ['--proxy-cert', `${folder}/strange.crt`, '--proxy-key', `${folder}/strange.key`];
    const known = ['--proxy-cacert', ask().pki.file('ca.crt')];
    expect((await curl(...known, ...strange)).status).toBe(0);
    expect((await curl(...known)).status).toBe(0);
    expect((await curl(...known, ...identity('own'))).status).toBe(200);
  });

  test('one that was revoked does not get past the handshake', async () => {
    const host = ask().host('squid-certificate');
    await ask().pki.issue({ file: 'stolen', subject: '/CN=certificate' });
    expect((await curl(...identity('stolen'))).status).toBe(200);
    // What was saved while it was good: by ticket, and by the number of a session where the client wants no ticket.
    const kinds = [
      ['tls1_3', ''],
      ['tls1_2', ''],
      ['tls1_2', '-no_ticket'],
    ] as const;
    const session = async (index: number, how: 'in' | 'out') => {
      const [version, more] = kinds[index] ?? [];
      const files = ['crt', 'key'].map((kind) => ask().pki.file(`stolen.${kind}`));
      const client = `openssl s_client -connect 172.16.28.11:3128 -cert ${files[0]} -key ${files[1]} -${version} ${more}`;
      const request =
        "printf 'GET http://exact.test/ HTTP/1.1\\r\\nHost: exact.test\\r\\nConnection: close\\r\\n\\r\\n'";
      const script = `(${request}; sleep 1) | ${client} -sess_${how} /run/session-${index} 2>/dev/null`;
      return (await ask().host('certificate-pool-1').run(['sh', '-c', script])).stdout;
    };
    for (const [index] of kinds.entries()) expect(await session(index, 'out')).toContain('HTTP/1.1 200');
    const again = await Promise.all(kinds.map((_, index) => session(index, 'in')));
    // They are of use, or that they are of none later would show nothing.
    expect(again.map((text) => /^Reused/m.test(text))).toEqual([true, true, true]);
    await revoke(host, ask().pki, 'stolen', '/etc/squid/tls/ca.crl');
    expect(await ask().squid('squid-certificate', '-k', 'reconfigure')).toMatchObject({ code: 0 });
    const stolen = async () => (await curl(...identity('stolen'))).status === 0;
    await waitFor('Squid has read the list', stolen, { timeout: 10_000 });
    expect((await curl(...identity('own'), '--retry', '5', '--retry-all-errors')).status).toBe(200);
    expect(await stolen()).toBe(true);
    for (const [index] of kinds.entries()) expect(await session(index, 'in')).not.toContain('HTTP/1.1 200');
  });

  test('TLS before 1.2 is refused', async () => {
    const client = ['openssl', 's_client', '-connect', '172.16.28.11:3128', '-cipher', 'ALL:@SECLEVEL=0'];
    const old = await ask()
      .host('certificate-pool-1')
      .run([...client, '-tls1_1']);
    expect(old.stdout).toContain('Cipher is (NONE)');
    const current = await ask()
      .host('certificate-pool-1')
      .run([...client, '-tls1_2']);
    expect(current.stdout).toMatch(/Cipher is \w+-/);
  });
}
