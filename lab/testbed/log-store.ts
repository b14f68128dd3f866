import { ensureBinaries } from '../binaries/ensure';
import type { Daemon } from '../machine/daemon';
import type { Host } from '../machine/host';
import { waitFor } from '../process/wait';

const QUERY = 'http://127.0.0.1:9428/select/logsql/query';

/** A record as the store has it: the fields of the audit record, and its own. */
export type StoredRecord = Readonly<Record<string, string>>;

/** Where a store takes syslog over TLS. */
interface SyslogListener {
  /** Of the store's machine. */
  readonly address: string;
  /** Files of its certificate and of the key. */
  readonly certificate: string;
  readonly key: string;
}

/** VictoriaLogs on a machine of the lab, which takes Loki's push and, where asked, syslog over TLS on port 6514. */
export class LogStore {
  private constructor(private readonly host: Host) {}

  /** @param syslog default: it takes no syslog */
  static async start(host: Host, syslog?: SyslogListener): Promise<LogStore> {
    const binaries = await ensureBinaries((line) => process.stderr.write(`${line}\n`));
    await host.start('store', [
      binaries['victoria-logs'] as string,
      ...['-storageDataPath=/var/lib/victoria-logs', '-httpListenAddr=:9428', '-loggerLevel=WARN'],
      ...(syslog ? flagsOf(syslog) : []),
    ]);
    const store = new LogStore(host);
    await store.isUp();
    return store;
  }

  get daemon(): Daemon {
    return this.host.daemon('store');
  }

  /** Starts it again after it was stopped. Resolves when it answers. */
  async restart(): Promise<void> {
    await this.daemon.start();
    await this.isUp();
  }

  /** All records that it has, whole ones only. */
  async records(): Promise<readonly StoredRecord[]> {
    await this.host.run(['curl', '-s', '-m', '5', 'http://127.0.0.1:9428/internal/force_flush']);
    const text = await this.host.must(['curl', '-s', '-f', '-m', '20', QUERY, '-d', 'query=*']);
    return text.split('\n').flatMap((line) => {
      if (line === '') return [];
      const entry = JSON.parse(line) as StoredRecord;
      if (entry.id !== undefined) return [entry];
      try {
        return [JSON.parse(entry._msg ?? '') as StoredRecord];
      } catch {
        return [];
      }
    });
  }

  /** Number of results of a query in LogsQL. */
  async query(text: string): Promise<number> {
    const command = ['curl', '-s', '-f', '-m', '20', QUERY, '--data-urlencode', `query=${text}`];
    return (await this.host.must(command)).split('\n').filter((line) => line !== '').length;
  }

  private async isUp(): Promise<void> {
    const answers = async () => (await this.host.run(['curl', '-sf', 'http://127.0.0.1:9428/health'])).code === 0;
    await waitFor('the store answers', answers, { needs: [this.daemon] });
  }
}

function flagsOf({ address, certificate, key }: SyslogListener): readonly string[] {
  return [
    `-syslog.listenAddr.tcp=${address}:6514`,
    '-syslog.tls=true',
    // Debian 12's rsyslog speaks TLS 1.2 at most.
    '-syslog.tlsMinVersion=TLS12',
    `-syslog.tlsCertFile=${certificate}`,
    `-syslog.tlsKeyFile=${key}`,
  ];
}
