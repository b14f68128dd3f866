import type { Host } from '../../machine/host';
import { waitFor } from '../../process/wait';

interface Answer {
  /** When the request began, in milliseconds since 1970. */
  readonly begun: number;
  /** The address that the web saw; empty: no answer within a second. */
  readonly seen: string;
}

const ASK = `while :; do
  begun=$(date +%s%3N)
  seen=$(curl -s -f -m 1 --noproxy '' -x http://127.0.0.1:3128 http://exact.test/)
  echo "$begun $seen;"
  sleep 0.05
done`;

/** The web answers what is not a TLS handshake with an alert. */
const TUNNEL = `exec 3<>/dev/tcp/127.0.0.1/3128
printf 'CONNECT exact.test:443 HTTP/1.0\\r\\n\\r\\n' >&3
head -2 <&3
until [ -e "$1" ]; do sleep 0.1; done
printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3
echo "bytes: $(timeout 5 head -c 1 <&3 | wc -c)"`;

let count = 0;

/** Requests to the gateway of a node, one after the other, each on a connection of its own. */
export class Asking {
  private constructor(
    private readonly host: Host,
    private readonly name: string,
  ) {}

  static async start(host: Host): Promise<Asking> {
    const name = `asking-${++count}`;
    await host.start(name, ['bash', '-c', ASK]);
    return new Asking(host, name);
  }

  answers(): readonly Answer[] {
    const lines = this.host.log(`${this.name}.log`).matchAll(/^(\d+) (.*);$/gm);
    return [...lines].map(([, begun, seen = '']) => ({ begun: Number(begun), seen }));
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
    await waitFor('the tunnel is open', async () => printed().includes(' 200 '), { needs: [daemon] });
    const isOpen = async () => {
      await host.write(ask, '');
      const [, bytes] = await waitFor('the tunnel answers', async () => /^bytes: (\d)$/m.exec(printed()));
      return bytes === '1';
    };
    return { isOpen };
  }
}

export interface Tunnel {
  /** Whether something still comes back by it; it is closed after that. */
  isOpen(): Promise<boolean>;
}
