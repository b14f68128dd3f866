import { agentFiles, agentPorts, hasAgent, isAsked } from '../../lib/proxy/_agent';
import type { ProxyVm } from '../../lib/proxy/_vm';
import { monitoring } from '../../lib/settings/monitoring';
import { plan, WEB } from './_fixture';

const PROXIES = ['squid-a', 'squid-b'].map((name, index) => ({ name, address: `172.16.28.${8 + index}`, port: 3128 }));
const TARGETS = ['1.1.1.1:853', 'example.com:443', '9.9.9.9:8443', '8.8.8.8:853', '9.9.9.9:9'];

function vmOf(egress: Parameters<typeof plan>[0], environment: Partial<ProxyVm['environment']>): ProxyVm {
  const { vm } = plan(egress);
  return { ...vm, environment: { ...vm.environment, ...environment } };
}

const readFrom = (sources?: string[]) => ({ monitoring: monitoring.parse({ sources }) });

test.each([
  ['nothing asks for it', {}, 0],
  ['nobody reads its metrics', readFrom(), 0],
  ['somebody reads its metrics', readFrom(['172.16.28.40']), 3],
  ['the outside is checked', { egressCheck: { targets: TARGETS } }, 2],
])('whether there is an agent where %s', (_, environment, files) => {
  const vm = vmOf({}, environment as Partial<ProxyVm['environment']>);
  expect(hasAgent(vm)).toBe(files > 0);
  expect(Object.keys(agentFiles(vm))).toHaveLength(files);
});

test.each([
  ['two proxies, and the outside is checked', PROXIES, { egressCheck: { targets: TARGETS } }, true],
  ['one proxy', PROXIES.slice(0, 1), { egressCheck: { targets: TARGETS } }, false],
  ['two proxies, and the outside is not checked', PROXIES, {}, false],
])('a gateway asks the agent where there is another proxy to choose: %s', (_, proxies, environment, asks) => {
  const vm = vmOf({ proxies }, environment);
  expect(isAsked(vm)).toBe(asks);
  expect(Object.values(agentFiles(vm)).join('').includes('--check 172.16.28.8:9302')).toBe(asks);
});

test('ports of the targets that Squid does not use are listed once, the lowest first', () => {
  const vm = vmOf({ allow: [{ host: 'a.example', ports: [...WEB, 8443] }] }, { egressCheck: { targets: TARGETS } });
  expect(agentPorts(vm)).toEqual([9, 853]);
  expect(agentPorts(vmOf({}, { egressCheck: { targets: TARGETS } }))).toEqual([9, 853, 8443]);
  expect(agentPorts(vmOf({}, {}))).toEqual([]);
});
