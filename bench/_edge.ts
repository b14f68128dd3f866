import { Pair, pairModel } from './_pair';

async function main() {
  const pair = await Pair.up(`agent-edge`, pairModel({}));
  try {
    const node = pair.world.host('plain-pool-1');
    const sh = async (name: string, script: string) =>
      console.log(name, JSON.stringify((await node.run(['bash', '-c', script])).stdout.slice(0, 300)));
    const half = (to: string) => `python3 -c "
import socket
for _ in range(4):
    s=socket.create_connection((${to},3128)); s.sendall(b'GET http://exact.test/ HTTP/1.0\\r\\nHost: exact.test\\r\\n\\r\\n'); s.shutdown(1); print(s.recv(20))"`;
    await sh('direct', half("'172.16.28.8'"));
    await sh('gateway', half("'127.0.0.1'"));
    await node.must(['sh', '-c', 'sed -i "/await-proxy/d;/inspect-delay/d" /etc/egress-gateway/haproxy.cfg']);
    await new Promise((r) => setTimeout(r, 6000));
    await sh('gateway without', half("'127.0.0.1'"));
    console.log(node.log('gateway.log').slice(-1500));
  } finally {
    pair.world.down();
  }
}
void main();
