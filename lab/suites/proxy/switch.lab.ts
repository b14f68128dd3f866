import { leftovers } from '../../lifetime/leftovers';
import { waitFor } from '../../process/wait';
import { Asking } from './_asking';
import { NODE, PAIR, Repository } from './_vms';

// Certificates are switched on and off again for a tenant that runs, in the steps of docs/certificates.md.

const ALLOW = ['exact.test'];

/** Seconds. */
const PATIENCE = 5;

describe.each([
  ['two proxies', PAIR],
  ['one proxy', ['squid-a']],
])('%s', (_, names) => {
  let repository: Repository;
  const host = (name: string) => repository.world.host(name);
  const log = () => host(NODE).log('gateway.log');

  beforeAll(async () => {
    // One proxy alone has a gateway by the switch, or by certificates.
    repository = await Repository.up(`proxy-switch-${names.length}`, false, {
      names,
      certificateSwitch: names.length === 1,
    });
  });
  afterAll(() => {
    repository?.remove();
    if (!repository?.world) return;
    repository.world.down();
    expect(leftovers(repository.world.state)).toEqual([]);
  });

  async function isReloaded(act: () => Promise<unknown>) {
    const reloads = () => log().split('configuration changed: reloaded').length;
    const before = reloads();
    await act();
    await waitFor('the gateway has read its files', async () => reloads() > before);
  }

  /** As Flux does it: the gateway gets what the settings ask for. */
  const merge = (clientCertificate: boolean, certificateSwitch: boolean) =>
    isReloaded(async () => {
      const model = await repository.change(ALLOW, { names, clientCertificate, certificateSwitch });
      await repository.gateway.update(model, 'pair');
    });

  /** The protocol of each listener. */
  const speaks = () =>
    Promise.all(
      names.map(async (name) => /^https?_port 172/m.exec(await host(name).must(['cat', '/etc/squid/squid.conf']))?.[0]),
    );

  test('no request is lost from the first step to the last, but for those of one proxy alone while its Squid changes', async () => {
    const changes: { from: number; to: number }[] = [];
    for (const name of names) await repository.world.certify(name);
    if (names.length > 1) await isReloaded(() => repository.gateway.certify('pair', repository.world.pki));
    const plain = await Asking.start(host(NODE), 'http://exact.test/', PATIENCE);
    const tunnels = await Asking.start(host(NODE), 'https://exact.test/', PATIENCE);
    const asked = () => Math.min(plain.answers().length, tunnels.answers().length);
    const goOn = async () => {
      const now = asked();
      const fine = ({ seen }: { seen: string }) => seen !== '';
      const last = () => [...plain.answers().slice(-5), ...tunnels.answers().slice(-5)];
      await waitFor('requests go on', async () => asked() > now + 10 && last().every(fine));
    };
    const apply = async () => {
      const from = Date.now();
      expect(await repository.command('vm:apply')).toMatchObject({ code: 0 });
      await goOn();
      changes.push({ from: from - PATIENCE * 1000, to: Date.now() });
    };
    await goOn();
    // One proxy alone has begun here.
    if (names.length > 1) await merge(false, true);
    await goOn();
    await repository.change(ALLOW, { names, clientCertificate: true, certificateSwitch: true });
    await apply();
    expect(await speaks()).toEqual(names.map(() => 'https_port 172'));
    await merge(true, false);
    await goOn();
    await merge(true, true);
    await goOn();
    await repository.change(ALLOW, { names, clientCertificate: false, certificateSwitch: true });
    await apply();
    expect(await speaks()).toEqual(names.map(() => 'http_port 172'));
    // One proxy alone has no gateway after that.
    if (names.length > 1) await merge(false, false);
    await goOn();
    const answers = [...(await plain.stop()), ...(await tunnels.stop())];
    const lost = answers.filter(({ seen }) => seen === '');
    process.stderr.write(`${names.length}: ${lost.length} of ${answers.length} requests lost\n`);
    expect(answers.length).toBeGreaterThan(100);
    const excused = names.length > 1 ? [] : changes;
    const others = lost.filter(({ begun }) => !excused.some(({ from, to }) => begun >= from && begun <= to));
    expect({ others, log: others.length > 0 ? log() : '' }).toEqual({ others: [], log: '' });
  });

  test('what the audit record has besides is the gateway’s own checks that speak TLS to a port without', async () => {
    const lines = (await Promise.all(names.map((name) => repository.world.accessLog(name)))).flat();
    const others = lines.filter(({ host: asked }) => asked !== 'exact.test');
    expect(new Set(others.map(({ host: asked, client, status }) => `${asked} ${client} ${status}`))).toEqual(
      new Set(['- - 400']),
    );
  });
});
