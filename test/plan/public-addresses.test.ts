import { A, B, CLIENT_A, CLIENT_B, writtenProject } from './_project';

// Each writes and plans several times.
jest.setTimeout(60_000);

const at = (text: string, address: string) =>
  text.replace(/(address: 172\.16\.28\.\d+)/, `$1, publicAddress: ${address}`);

async function written(a: string, b?: string) {
  return await writtenProject({ [A]: a, ...(b === undefined ? {} : { [B]: b }) });
}

/** The lines about what partners see. */
async function lines(project: Awaited<ReturnType<typeof written>>, ...args: string[]) {
  const { out } = await project.run('plan', ...args);
  return out.split('\n').flatMap((line) => (line.startsWith('    ! ') ? [line.slice(6)] : []));
}

test('another address is a line for each environment, and for machines as well', async () => {
  const project = await written(at(CLIENT_A, '203.0.113.10'));
  expect(project.read('dist/infra/production/client-a/squid-a/squid.conf')).toContain(
    '\n# Partners see 203.0.113.10.\n',
  );
  project.write({ [A]: at(CLIENT_A, '203.0.113.20') });
  expect(await lines(project)).toEqual([
    'partners of client-a see 203.0.113.20 instead of 203.0.113.10 (proxy squid-a, development)',
    'partners of client-a see 203.0.113.20 instead of 203.0.113.10 (proxy squid-a, production)',
  ]);
  const { out } = await project.run('plan', '--json', '--env', 'production');
  expect(JSON.parse(out).environments[0].infra.publicAddresses).toEqual([
    { tenant: 'client-a', proxy: 'squid-a', before: '203.0.113.10', after: '203.0.113.20' },
  ]);
});

test('proxies and tenants that are added and removed', async () => {
  const project = await written(at(CLIENT_A, '203.0.113.10'), at(CLIENT_B, '203.0.113.11'));
  const more = at(CLIENT_A, '203.0.113.10').replace(
    ' }]\nwork',
    ' }, { name: squid-2, address: 172.16.28.18, publicAddress: 203.0.113.12 }]\nwork',
  );
  project.remove(B).write({ [A]: more });
  expect(await lines(project, '--env', 'production')).toEqual([
    'partners of client-a will also see 203.0.113.12 (proxy squid-2, production)',
    'partners of client-b no longer see 203.0.113.11 (proxy squid-b, production)',
  ]);
  expect(await lines(project, '--env', 'production', '--tenant', 'client-b')).toEqual([
    'partners of client-b no longer see 203.0.113.11 (proxy squid-b, production)',
  ]);
});

test('an address that goes to another tenant names both; a renamed proxy changes nothing', async () => {
  const project = await written(CLIENT_A, at(CLIENT_B, '203.0.113.11'));
  project.write({ [B]: CLIENT_B, [A]: at(CLIENT_A, '203.0.113.11') });
  expect(await lines(project, '--env', 'production', '--tenant', 'client-a')).toEqual([
    'partners of client-a see 203.0.113.11 (proxy squid-a, production), which partners of client-b saw before',
  ]);
  project.write({ [A]: CLIENT_A, [B]: at(CLIENT_B, '203.0.113.11').replace('squid-b', 'squid-c') });
  expect(await lines(project)).toEqual([]);
});

test('an address that was not recorded, or no longer is', async () => {
  const project = await written(CLIENT_A, at(CLIENT_B, '203.0.113.11'));
  project.write({ [A]: at(CLIENT_A, '203.0.113.10'), [B]: CLIENT_B });
  expect(await lines(project, '--env', 'production')).toEqual([
    'partners of client-a see 203.0.113.10 (proxy squid-a, production), which was not recorded before',
    'publicAddress 203.0.113.11 is removed, so it is not known what partners of client-b see (proxy squid-b, production)',
  ]);
});
