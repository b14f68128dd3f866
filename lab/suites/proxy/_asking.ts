import type { Host } from '../../machine/host';
import { waitFor } from '../../process/wait';

interface Answer {
  /** When the request began, in milliseconds since 1970. */
  readonly begun: number;
  /** The address that the web saw; empty: no answer within a second. */
  readonly seen: string;
}

const ASK = `url=$1
ask() {
  begun=$(date +%s%3N)
  seen=$(curl -s -k -f -m "$2" --noproxy '' -x http://127.0.0.1:3128 "$url")
  echo "$begun $seen;"
}
while :; do ask "$@" & sleep 0.15; done`;

/** Its handshake is at once, its one request when it is asked for. */
const TUNNEL = `(until [ -e "$1" ]; do sleep 0.1; done; printf 'GET / HTTP/1.0\\r\\n\\r\\n'; sleep 5) |
  openssl s_client -quiet -proxy 127.0.0.1:3128 -connect exact.test:443 -servername exact.test 2>&1
echo over`;

let count = 0;

/** Requests to the gateway of a node, seven per second, each on a connection of its own. */
export class Asking {
  private constructor(
    private readonly host: Host,
    private readonly name: string,
  ) {}

  /** @param url of a page that tells the address that it sees */
  static async start(host: Host, url = 'http://exact.test/', patience = 1): Promise<Asking> {
    const name = `asking-${++count}`;
    await host.start(name, ['bash', '-c', ASK, name, url, String(patience)]);
    return new Asking(host, name);
  }

  answers(): readonly Answer[] {
    const lines = this.host.log(`${this.name}.log`).matchAll(/^(\d+) (.*);$/gm);
    const answers = [...lines].map(([, begun, seen = '']) => ({ begun: Number(begun), seen }));
    return answers.sort((a, b) => a.begun - b.begun);
  }

  async stop(): Promise<readonly Answer[]> {
    await this.host.daemon(this.name).stop();
    return this.answers();
  }

  /** Opens a tunnel by the gateway. */
  static async tunnel(host: Host): Promise<Tunnel> {
    const name = `tunnel-${++count}`;
    const ask = `/run/${name}.ask`;
    const daemon = await host.start(name, ['bash', '-c', TUNNEL, name, ask]);
    const printed = () => host.log(`${name}.log`);
    await waitFor('the tunnel is open', async () => printed().includes('CN = exact.test'), { needs: [daemon] });
    const isOpen = async () => {
      await host.write(ask, '');
      const said = () => /^(HTTP.* 200 .*|over)$/m.exec(printed().replaceAll('\r', ''));
      return (await waitFor('the tunnel answers', async () => said()))[1] !== 'over';
    };
    return { isOpen };
  }
}

interface Tunnel {
  /** Whether something still comes back by it; it is closed after that. */
  isOpen(): Promise<boolean>;
}
