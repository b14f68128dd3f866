import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../../process/exec';
import type { Plan } from './_plan';
import type { DrillWorld } from './_world';

const NODE = 'client-a-pool-1';

/** Someone has the key of the tenant's authority, and a certificate that it was signed with. */
export const planLeak: Plan = {
  fault: 'the authority’s key is copied, and used for a certificate of one’s own',
  plant: async (world) => {
    await forge(world);
    // The node is one of the tenant's: its firewall lets it in.
    expect(await statusOf(world)).toBe('200');
    return {};
  },
  solved: async (world) => {
    expect(await statusOf(world)).toBe('000');
    expect(await world.seenAs('client-a')).toBe('203.0.113.10');
  },
};

/** Makes a certificate for the gateway with the authority's own key. */
async function forge({ lab }: DrillWorld): Promise<void> {
  const secret = await lab.api.get('/api/v1/namespaces/client-a-demo-egress/secrets/authority');
  const folder = lab.host(NODE).file('/run/forged');
  mkdirSync(folder, { recursive: true });
  for (const file of ['tls.crt', 'tls.key']) {
    writeFileSync(join(folder, `authority.${file}`), Buffer.from(secret?.data[file], 'base64'));
  }
  const request = 'openssl req -new -newkey rsa:2048 -nodes -subj /CN=client-a -keyout forged.key -out forged.csr';
  const sign = 'openssl x509 -req -days 1 -CA authority.tls.crt -CAkey authority.tls.key -CAcreateserial';
  await must(['sh', '-ec', `${request} 2>/dev/null\n${sign} -in forged.csr -out forged.crt 2>/dev/null`], {
    cwd: folder,
  });
}

/** What the first proxy answers to the forged certificate; 000: it takes no such connection. */
async function statusOf({ lab }: DrillWorld): Promise<string> {
  const files = ['--proxy-cert', '/run/forged/forged.crt', '--proxy-key', '/run/forged/forged.key', '--proxy-insecure'];
  const ask = ['curl', '-s', '-m', '5', '-o', '/dev/null', '-w', '%{http_code}', '-x', 'https://172.16.28.8:3128'];
  return (await lab.host(NODE).run([...ask, ...files, 'http://ifconfig.me/ip'])).stdout;
}
