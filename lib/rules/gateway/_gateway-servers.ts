import type { Tenant } from '../../model/types';
import { AGENT_CHECK_PORT, GATEWAY_CERTIFICATE } from '../_names';
import { show, some } from '../_support';
import { type Section, type Server, serversOf } from './_haproxy';

/**
 * How the servers of a backend are checked: by Squid's answers, not at all, or by what their agents say to a question; the
 * latter also as the servers of the backend that they track, if there is one.
 */
type Checked = 'by-squid' | 'never' | { readonly question: string; readonly track?: string };

/** What of the servers of a backend is not as a tenant's proxies are. */
export function serverFaults(backend: Section, tenant: Tenant, checked: Checked): readonly string[] {
  const proxies = expected(tenant);
  const servers = serversOf(backend);
  const outsiders = servers.filter(
    ({ name }, index) =>
      !proxies.some((proxy) => proxy.name === name) || servers.findIndex((each) => each.name === name) !== index,
  );
  return [
    ...proxies.flatMap((proxy): string[] => {
      const server = servers.find(({ name }) => name === proxy.name);
      if (!server) return [`has no server ${proxy.name}`];
      const address = `${proxy.address}:${proxy.port}`;
      return [
        ...(server.address === address ? [] : [`is at ${server.address} and not at ${address}`]),
        ...speechFaults(server, proxy, tenant, checked),
        ...(takesConnections(server) === !proxy.drain
          ? []
          : [proxy.drain ? 'takes connections, and is to be drained' : 'takes no connections']),
        ...(server.unknown.length === 0 ? [] : [`has ${some(server.unknown)}, which no proxy needs`]),
      ].map((fault) => `server ${proxy.name} ${fault}`);
    }),
    ...outsiders.map(({ name, address }) => `has a server ${name} at ${address} that is not a proxy of ${tenant.name}`),
    ...(servers.some(takesConnections) ? [] : ['has no server that takes connections']),
    ...choiceFaults(backend, servers, tenant),
  ].map((fault) => `backend ${backend.name}: ${fault}`);
}

interface Expected {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly drain?: boolean;
  readonly certificate: boolean;
}

/** While certificates are switched on or off, each proxy is there twice. */
function expected({ egress }: Tenant): readonly Expected[] {
  const { proxies, clientCertificate, certificateSwitch } = egress;
  return proxies.flatMap((proxy) =>
    certificateSwitch
      ? [
          { ...proxy, certificate: true },
          { ...proxy, name: `${proxy.name}.plain`, certificate: false },
        ]
      : [{ ...proxy, certificate: clientCertificate }],
  );
}

const SPEECH = [
  ...['check', 'agent-check', 'agent-port', 'agent-send', 'track'],
  ...['ssl', 'crt', 'ca-file', 'verify', 'verifyhost', 'ssl-min-ver', 'ssl-max-ver', 'ciphers'],
];

/** It is asked whether it works or is not, and where certificates are promised it shows one and is shown one. */
function speechFaults(
  { name, parameters }: Server,
  { certificate }: Expected,
  { name: tenant }: Tenant,
  checked: Checked,
): readonly string[] {
  const agent = typeof checked === 'string' ? undefined : checked;
  const wanted: Readonly<Record<string, string | undefined>> = {
    check: checked === 'by-squid' ? '' : undefined,
    ...(agent
      ? {
          'agent-check': '',
          'agent-port': String(AGENT_CHECK_PORT),
          'agent-send': `"${agent.question}\\n"`,
          track: agent.track && `${agent.track}/${name}`,
        }
      : {}),
    ...(certificate
      ? {
          ssl: '',
          crt: `${GATEWAY_CERTIFICATE}/tls.crt`,
          'ca-file': `${GATEWAY_CERTIFICATE}/ca.crt`,
          verify: 'required',
          verifyhost: `${name}.${tenant}`,
          // The later one is as good.
          'ssl-min-ver': parameters.get('ssl-min-ver') === 'TLSv1.3' ? 'TLSv1.3' : 'TLSv1.2',
          // Without them OpenSSL’s own apply.
          'ssl-max-ver': parameters.has('ssl-max-ver') ? 'TLSv1.2' : undefined,
          ciphers: parameters.has('ciphers') ? 'ECDHE+AESGCM:ECDHE+CHACHA20' : undefined,
        }
      : {}),
  };
  return SPEECH.flatMap((key) => {
    const said = parameters.get(key);
    if (said === wanted[key]) return [];
    if (said === '' || wanted[key] === '') return [`${said === '' ? 'has' : 'lacks'} ${key}`];
    return [`has ${key} ${show(said)}, not ${show(wanted[key])}`];
  });
}

function takesConnections({ parameters }: Server): boolean {
  return Number(parameters.get('weight') ?? 1) !== 0;
}

/** Partners see the address of the proxy that is chosen. */
function choiceFaults({ lines, inherited }: Section, servers: readonly Server[], tenant: Tenant): readonly string[] {
  const { egress } = tenant;
  if (egress.proxies.length === 1) return [];
  const [, balance] = [...inherited, ...lines].findLast(([keyword]) => keyword === 'balance') ?? [];
  if (egress.redundancy === 'active-active')
    return balance === 'first' ? ['leaves all connections to the first server'] : [];
  const order = expected(tenant)
    .map(({ name }) => name)
    .join(', ');
  const said = servers.map(({ name }) => name).join(', ');
  return [
    ...(balance === 'first' ? [] : [`shares connections among servers by ${balance ?? 'roundrobin'}`]),
    ...(said === order ? [] : [`prefers ${said} (expected ${order}, in this order)`]),
  ];
}
