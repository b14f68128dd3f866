import { Pki } from '../../cluster/pki';
import type { Lab } from '../../lab';
import { INTERNET } from '../../machine/topology';

const SERVER = 'logs.example.com';
const DAEMON = 'logs';

/** Starts the log store, which writes all that it gets to a file, and what ships logs on each VM. */
export async function startLogging(lab: Lab): Promise<void> {
  const { web } = lab.topology.internet;
  const pki = Pki.attach(lab.state);
  await lab.internet.resolve(SERVER, web);
  await pki.issue({ file: DAEMON, subject: `/CN=${SERVER}`, names: [`DNS:${SERVER}`] });
  const identity = JSON.stringify([pki.file(`${DAEMON}.crt`), pki.file(`${DAEMON}.key`)]);
  const serve = `const [cert, key] = ${identity}.map((file) => require('node:fs').readFileSync(file));
    require('node:tls').createServer({ cert, key }, (one) => { one.on('error', () => 0); one.pipe(process.stdout); })
      .listen(6514, '${web}');`;
  await lab.host(INTERNET).start(DAEMON, [process.execPath, '-e', serve]);
  for (const { host } of lab.topology.proxies) {
    const vm = lab.host(host);
    await vm.must(['mkdir', '-p', '/var/spool/rsyslog']);
    // The VM trusts public authorities; here it is the lab's.
    await vm.must(['cp', pki.file('ca.crt'), '/etc/ssl/certs/ca-certificates.crt']);
    await vm.start('rsyslog', ['rsyslogd', '-n', '-iNONE']);
  }
}

/** Ends the store, or starts it again. */
export function setLogStore(lab: Lab, runs: boolean): Promise<void> {
  return runs ? lab.start(DAEMON, INTERNET) : lab.stop(DAEMON, INTERNET);
}

/** Lines of a VM's access log that the store does not have. */
export function missingLines(lab: Lab, host: string): readonly string[] {
  const stored = lab.log(INTERNET, `${DAEMON}.log`);
  const lines = lab.log(host, 'squid/access.log').split('\n').filter(Boolean);
  // Shipping may add fields of its own.
  return lines.filter((line) => !stored.includes(line.slice(1, -1)));
}
