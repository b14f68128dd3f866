import { waitFor } from '../../process/wait';
import { World } from '../../testbed/proxies';
import { PAIR, pairModel } from '../../testbed/settings';

// What the agent of a proxy adds up, compared with what both ends of a gigabyte saw.

const NODE = 'plain-pool-1';
const [PROXY] = PAIR;
const SERVER = '34.160.111.146';
const GIGABYTE = 1_000_000_000;

/** Sends as many bytes as the path says, and says how many it got; on the ports of the web and of tunnels. */
const SERVE = `const chunk = Buffer.alloc(1 << 18);
const server = () => require('node:http').createServer((request, response) => {
  let got = 0;
  request.on('data', ({ length }) => { got += length; });
  request.on('end', () => {
    let left = Number(request.url.slice(1));
    console.log(JSON.stringify({ got, sends: left }));
    response.writeHead(200, { 'content-length': left });
    const more = () => {
      while (left > 0) {
        const part = chunk.subarray(0, Math.min(left, chunk.length));
        left -= part.length;
        if (!response.write(part)) return response.once('drain', more);
      }
      response.end();
    };
    more();
  });
});
for (const port of [80, 443]) server().listen(port, '${SERVER}', () => console.log('listening'));`;

let world: World;

beforeAll(async () => {
  world = await World.up('proxy-traffic', pairModel({}, [], [`${SERVER}:80`]));
  const internet = world.host('internet');
  await internet.must(['ip', 'address', 'add', `${SERVER}/32`, 'dev', 'lo']);
  await world.internet.resolve('big.test', SERVER);
  const server = await internet.start('big', [process.execPath, '-e', SERVE]);
  await waitFor('the server listens', async () => internet.log('big.log').includes('listening'), { needs: [server] });
  await world.startProxy(PROXY);
  await world.startAgent(PROXY);
});

afterAll(() => world?.down());

/** Bytes as the agent's metrics have them. */
async function counted(): Promise<{ received: number; sent: number }> {
  const text = await world.host(PROXY).must(['curl', '-s', '-f', 'http://127.0.0.1:9303/metrics']);
  const value = (direction: string) =>
    Number(
      new RegExp(
        `^egress_payload_bytes_total\\{tenant="plain",proxy="${PROXY}",direction="${direction}"\\} (\\d+)$`,
        'm',
      ).exec(text)?.[1],
    );
  return { received: value('received'), sent: value('sent') };
}

/** Asks by the proxy; what the client sent and got, in bytes. */
async function transfer(...args: string[]): Promise<{ up: number; down: number }> {
  const common = ['curl', '-s', '-f', '-o', '/dev/null', '-w', '%{size_upload} %{size_download}', '--noproxy', ''];
  const command = [...common, '-x', 'http://172.16.28.8:3128', ...args];
  const [up, down] = (await world.host(NODE).must(command, { timeout: 240_000 })).split(' ').map(Number);
  return { up: up as number, down: down as number };
}

const zeros = (bytes: number) => ['sh', '-c', `head -c ${bytes} /dev/zero >/run/upload`];

test('a gigabyte by plain HTTP and a gigabyte by a tunnel are counted to one percent, each once', async () => {
  await waitFor('the agent answers', counted);
  const plain = await transfer(`http://big.test/${GIGABYTE}`);
  expect(plain.down).toBe(GIGABYTE);
  await world.host(NODE).must(zeros(GIGABYTE / 4));
  const upload = ['-H', 'Expect:', '-T', '/run/upload'];
  const tunnel = await transfer('--proxytunnel', ...upload, `http://big.test:443/${(GIGABYTE * 3) / 4}`);
  expect(tunnel.up + tunnel.down).toBe(GIGABYTE);
  const isWithin = (value: number, of: number) => Math.abs(value / of - 1) < 0.01;
  const last = await waitFor('both are counted', async () => {
    const now = await counted();
    return now.received > tunnel.up && now.sent > plain.down + tunnel.down ? now : undefined;
  });
  process.stderr.write(`counted ${JSON.stringify(last)}, seen ${JSON.stringify([plain, tunnel])}\n`);
  expect(isWithin(last.sent, plain.down + tunnel.down)).toBe(true);
  expect(isWithin(last.received, plain.up + tunnel.up)).toBe(true);
  const got = world
    .host('internet')
    .log('big.log')
    .matchAll(/\{"got":(\d+)/g);
  expect([...got].reduce((sum, [, bytes]) => sum + Number(bytes), 0)).toBe(tunnel.up);
});

test('files that differ from the list of those that were delivered are found, and a list that is missing is known', async () => {
  const host = world.host(PROXY);
  const metric = async (name: string) => {
    const text = await host.must(['curl', '-s', '-f', 'http://127.0.0.1:9303/metrics']);
    return new RegExp(`^${name}(\\{.*\\})? (.*)$`, 'm').exec(text)?.slice(1);
  };
  expect((await metric('egress_vm_files_list_missing'))?.[1]).toBe('1');
  expect(await metric('egress_vm_files_differing')).toBeUndefined();
  await host.must([
    'sh',
    '-c',
    'mkdir -p /etc/egress; cd /etc/egress; echo abc123 >commit; sha256sum /etc/nftables.conf /etc/squid/squid.conf >files.sha256',
  ]);
  const patience = { timeout: 60_000 };
  await waitFor('the list is read', async () => (await metric('egress_vm_files_listed'))?.[1] === '2', patience);
  expect((await metric('egress_vm_files_differing'))?.[1]).toBe('0');
  const list = (await host.must(['sha256sum', '/etc/egress/files.sha256'])).split(' ')[0];
  expect(await metric('egress_vm_release_info')).toEqual([`{commit="abc123",checksum="${list}"}`, '1']);
  await host.must(['sh', '-c', 'echo "# by hand" >>/etc/squid/squid.conf']);
  await waitFor('the change is found', async () => (await metric('egress_vm_files_differing'))?.[1] === '1', patience);
});
