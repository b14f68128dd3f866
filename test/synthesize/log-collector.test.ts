import { parse } from 'yaml';
import { synthesize } from '../../lib';
import type { Environment } from '../../lib/model/types';
import { verify } from '../../lib/rules';
import { plan } from '../proxy/_fixture';

const LOKI: NonNullable<Environment['logs']> = {
  to: 'loki',
  host: 'nodes.test',
  port: 30514,
  url: 'http://loki-gateway.loki.svc/loki/api/v1/push',
  keepDays: 14,
  omit: [],
  image: 'docker.io/library/haproxy:3.0.25',
};
const FOLDER = 'dist/overlays/development/platform';

function render(logs?: Environment['logs']) {
  const { model } = plan();
  const whole = { base: model.tenants, environments: [{ ...model, environment: { ...model.environment, logs } }] };
  const files = synthesize(whole);
  return {
    whole,
    files,
    text: (name: string) => files.find(({ path }) => path === `${FOLDER}/${name}`)?.content ?? '',
  };
}

const haproxy = (logs: Environment['logs']) =>
  (parse(render(logs).text('configmap-egress-logs.yaml')) as { data: Record<string, string> }).data['haproxy.cfg'];

test('without a store that needs one there is no collector', () => {
  const all = (logs?: Environment['logs']) =>
    render(logs).files.filter(({ content }) => content.includes('egress-logs'));
  expect(all()).toEqual([]);
  expect(all({ ...LOKI, to: 'syslog', url: undefined })).toEqual([]);
});

test('it is on a node port, sees the addresses of the VMs, and takes pushes of the private network alone', () => {
  const { text } = render(LOKI);
  expect(parse(text('service-egress-logs.yaml')).spec).toMatchObject({
    type: 'NodePort',
    externalTrafficPolicy: 'Local',
    ports: [{ port: 6514, nodePort: 30514 }],
  });
  expect(parse(text('networkpolicy-allow-vms.yaml')).spec).toEqual({
    podSelector: {},
    policyTypes: ['Ingress'],
    ingress: [{ from: [{ ipBlock: { cidr: '172.16.28.0/22' } }], ports: [{ port: 6514, protocol: 'TCP' }] }],
  });
  expect(haproxy(LOKI)).toContain('deny unless { src 172.16.28.0/22 } METH_POST { path /loki/api/v1/push }');
});

test('the rules find nothing in it', () => {
  const { whole, files } = render({ ...LOKI, secret: 'token' });
  const about = (found: { severity: string; file?: string; object?: string }) =>
    JSON.stringify(found).includes('egress-logs');
  expect(verify(files, whole).filter(about)).toEqual([]);
});

test('names of the cluster are whole, and tokens are shown as the store wants them', () => {
  expect(haproxy(LOKI)).toContain('server store loki-gateway.loki.svc.cluster.local:80 ');
  expect(haproxy(LOKI)).not.toMatch(/TOKEN|ssl verify|OrgID/);
  expect(haproxy({ ...LOKI, secret: 'token', org: 'egress' })).toMatch(
    /set-header X-Scope-OrgID egress\n.*set-header Authorization "Bearer \$\{TOKEN\}"/,
  );
  const cockpit = {
    ...LOKI,
    to: 'cockpit',
    url: 'https://x.logs.cockpit.fr-par.scw.cloud/loki/api/v1/push',
    secret: 'cockpit-token',
  } as const;
  expect(haproxy(cockpit)).toContain('set-header X-Token "${TOKEN}"');
  expect(haproxy(cockpit)).toMatch(
    /server store x\.logs\.cockpit\.\S+:443 .* ssl verify required ca-file @system-ca sni str\(x\.logs/,
  );
  const pod = parse(render(cockpit).text('daemonset-egress-logs.yaml')).spec.template.spec;
  expect(pod.containers[0].env).toEqual([
    { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'cockpit-token', key: 'token' } } },
  ]);
});

test('the VM’s agent pushes to it, and rsyslog is not there', () => {
  const { files } = render(LOKI);
  const userData = files.find(({ path }) => path.endsWith('cloud-init.yaml'))?.content ?? '';
  expect(userData).toContain(
    '--ship https://nodes.test:30514/loki/api/v1/push --state /var/lib/egress-agent/place.json',
  );
  expect(userData).toContain('StateDirectory=egress-agent');
  expect(userData).not.toContain('rsyslog-gnutls');
  expect(userData).not.toContain('/etc/rsyslog.d');
});
