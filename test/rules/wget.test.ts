import { verify } from '../../lib/rules';
import { proxiedWget } from '../../lib/rules/pod/_wget';
import { outputFiles, render, SETTINGS } from './_world';

const asks = (...command: string[]) => proxiedWget(command) !== undefined;

test.each([
  [['wget', '-qO-', 'http://127.0.0.1:8080/healthz']],
  [['/usr/bin/wget', '--spider', 'localhost:8080']],
  [['busybox', 'wget', 'http://[::1]:8080/']],
  [['/bin/busybox', 'wget', '-q', 'http://$(POD_IP):8080/']],
  [['sh', '-c', 'wget -q -O /dev/null http://localhost:8080 || exit 1']],
  [['sh', '-c', 'test -f /ready && wget -q --spider http://web:8080/']],
  [['sh', '-c', '[ "$(wget -qO- localhost:8080/healthz)" = ok ]']],
  [['sh', '-c', 'x=`wget -qO- localhost:8080`; echo $x']],
  [['sh', '-ec', 'set -e\nwget -q http://web.shop-live.svc.cluster.local/']],
  [['timeout', '5', 'wget', 'http://10.32.0.9/']],
  [['sh', '-c', 'wget -Y off -q http://localhost/a; wget -q http://localhost/b']],
  [['wget', '-Y', 'on', 'http://localhost/']],
  [['wget', '-Y', '0', 'http://localhost/']],
  [['wget', '--proxy=no', 'http://localhost/']],
  [['wget', '-OY', 'off', 'http://localhost/']],
])('%j may ask the proxy for what is inside', (command) => {
  expect(asks(...command)).toBe(true);
});

test.each([
  [['wget', '-Y', 'off', '-qO-', 'http://127.0.0.1:8080/healthz']],
  [['wget', '-Yoff', 'http://127.0.0.1:8080/']],
  [['wget', '-qY', 'off', 'http://127.0.0.1:8080/']],
  [['sh', '-c', 'wget -cqYoff -O- http://127.0.0.1:8080/']],
  [['wget', '--proxy', 'off', 'http://127.0.0.1:8080/']],
  [['wget', '--no-proxy', 'http://127.0.0.1:8080/']],
  [['sh', '-c', 'wget -q -Y off http://localhost:8080 || exit 1']],
  [['sh', '-c', 'http_proxy= wget -q http://localhost:8080']],
  [['sh', '-c', 'unset http_proxy HTTP_PROXY; wget -q http://localhost:8080']],
  [['env', '-u', 'http_proxy', 'wget', 'http://localhost:8080/']],
  [['wget', '-q', 'https://api.partner.com/status']],
  [['curl', '-fsS', 'http://127.0.0.1:8080/wget']],
  [['/opt/wget-check', 'localhost']],
  [['cat', '/tmp/wget.log']],
])('%j does not', (command) => {
  expect(asks(...command)).toBe(false);
});

test('probes of sidecars count, at their settings; arguments and CronJobs’ commands do not', () => {
  const workloads = `workloads:
  - name: web
    image: example.com/web:1
    args: [wget, "http://127.0.0.1/"]
    probes: { liveness: { command: [wget, -qO-, "http://127.0.0.1:8080/healthz"] } }
    initContainers: [{ name: wait, image: example.com/wait:1, command: [wget, "http://web/"] }]
    sidecars:
      - { name: side, image: example.com/side:1, probes: { startup: { command: [sh, -c, "wget -q localhost"] } } }
  - { name: nightly, kind: CronJob, schedule: 0 3 * * *, image: example.com/nightly:1, command: [wget, "http://web/"] }
`;
  const tenant = String(SETTINGS['tenants/client-a.yaml']).replace(/workloads:[\s\S]*/, workloads);
  const { model, files } = render({
    'tenants/client-a.yaml': tenant,
    'overlays/development.ts': String(SETTINGS['overlays/development.ts']),
  });
  const asked: string[] = [];
  const found = verify(outputFiles(files), model, undefined, undefined, (tenant, path) => {
    asked.push(`${tenant} ${path.join('.')}`);
    return undefined;
  });
  expect(asked.sort()).toEqual(['client-a workloads.0.probes', 'client-a workloads.0.sidecars.0.probes']);
  expect(found.map(({ id, message, path }) => `${id} ${path}: ${message}`)).toEqual([
    'wget-asks-proxy spec.template.spec.containers[0].livenessProbe.exec.command: container web: probes.liveness.command uses wget, which in BusyBox asks the proxy for addresses inside the cluster, too: wget -qO- http://127.0.0.1:8080/healthz',
    'wget-asks-proxy spec.template.spec.initContainers[1].startupProbe.exec.command: container side: probes.startup.command uses wget, which in BusyBox asks the proxy for addresses inside the cluster, too: sh -c wget -q localhost',
  ]);
});
