import type { Tenant } from '../model/types';
import { CLIENT_HEADER } from '../vocabulary';

/** A field of the audit record, which is one line of JSON per request. Every value is a string. */
interface AuditField {
  readonly name: string;
  /** What Squid writes for it; undefined: a value that the VM knows. */
  readonly format?: string;
  /** What the second hop writes, for a tunnel whose name inside TLS was checked. Default: `format`. */
  readonly checked?: string;
  /** Regular expression of the whole value. */
  readonly pattern: string;
  readonly description: string;
  /** The proxies whose lines have it. Default: all. */
  readonly only?: 'certificate' | 'gateway' | 'report' | 'names' | 'shipped';
}

/** Of the fields; a line says it as well. It rises when a field goes, or means something else. */
export const AUDIT_VERSION = '1';

const NAME = '[a-z0-9]([a-z0-9-]*[a-z0-9])?';
const NUMBER = '[0-9]+';
const ESCAPED = 'Characters other than plain ones are written as %XX, so that no client can forge a line.';

/**
 * In the order of a line. `%#` writes what is no plain character as %XX: control bytes, which the quoting of strings
 * lets through, are not JSON. The widths keep a line under the 8 KB at which Squid cuts it.
 */
export const AUDIT_FIELDS: readonly AuditField[] = [
  { name: 'version', pattern: AUDIT_VERSION, description: 'Version of these fields' },
  {
    name: 'time',
    format: '%{%Y-%m-%dT%H:%M:%S}tg.%03tuZ',
    pattern: '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z',
    description: 'When the request ended, in UTC; a tunnel ends when it is closed',
  },
  {
    name: 'id',
    pattern: '([a-z0-9-]+/){3}[0-9]+/[12]-[0-9]+',
    description:
      'Unique for each line: environment, tenant, proxy, time in milliseconds, and a number that rises by one from line to line of a hop (1, or 2 for tunnels whose name was checked) until Squid reads its configuration again. Lines with the same id are one line that was sent twice; a missing number is a line that was lost',
    only: 'shipped',
  },
  { name: 'environment', pattern: NAME, description: 'Name of the environment' },
  { name: 'tenant', pattern: NAME, description: 'Name of the tenant' },
  { name: 'proxy', pattern: NAME, description: 'Name of the proxy' },
  {
    name: 'source',
    format: '%>a',
    checked: '%{source}note',
    pattern: '[0-9.]+|[0-9a-f:]+|-',
    description: 'Address of the client: a node, since pods leave by the address of their node',
  },
  {
    name: 'client',
    format: `%#.64{${CLIENT_HEADER}}>h`,
    checked: '%{client}note',
    pattern: '.{1,192}',
    description: `Address and port of the pod, as its gateway saw them; -: the request could not be read. ${ESCAPED}`,
    only: 'gateway',
  },
  {
    name: 'certificate',
    format: '%#.200ssl::>cert_subject',
    checked: '%{certificate}note',
    pattern: '.{1,600}',
    description: `Subject of the client’s certificate. ${ESCAPED}`,
    only: 'certificate',
  },
  {
    name: 'method',
    format: '%#.32rm',
    checked: 'CONNECT',
    pattern: '.{1,96}',
    description: `Method, CONNECT for a tunnel. ${ESCAPED}`,
  },
  { name: 'host', format: '%#.400>rd', pattern: '.{1,1200}', description: `Host of the request. ${ESCAPED}` },
  { name: 'port', format: '%>rP', pattern: `${NUMBER}|-`, description: 'Port of the request' },
  {
    name: 'sni',
    format: '%#.400ssl::>sni',
    pattern: '.{1,1200}',
    description: `Name inside TLS that the client sent (SNI); -: none, or it was not read. ${ESCAPED}`,
    only: 'names',
  },
  {
    name: 'status',
    format: '%>Hs',
    // Squid 5.7 writes 500 here for tunnels of the second hop that end well.
    checked: '200',
    pattern: NUMBER,
    description:
      'Status that the client got; 0: none. A tunnel whose name was checked has 200; if its host was not reached, sent is 0',
  },
  {
    name: 'result',
    format: '%Ss',
    pattern: '[A-Z_]+',
    description: 'Squid’s result code, for example TCP_TUNNEL or TCP_DENIED',
  },
  {
    name: 'denied_by',
    format: '%{denied_by}note',
    pattern: 'scheme|port|manager|source|certificate|environment|private|list|cordoned|sni|-',
    description:
      'Rule that denied the request; cordoned: the tenant gets no new connections; sni: the tunnel was opened, and closed because of the name inside TLS; -: it was not denied by a rule',
  },
  {
    name: 'allowed_by',
    format: '%{allowed_by}note',
    pattern: 'any|report|tcp|list(_[0-9a-z-]+)?|-',
    description:
      'Rule that allowed the request: any (no allow list), report (not on the list, in report mode), tcp (egress.tcp), list or list_<ports> (the allow list, by its ports), with any at its end for entries with sni: any; -: it was not allowed',
  },
  {
    name: 'reported_by',
    format: '%{reported_by}note',
    pattern: 'list|sni|-',
    description: 'Rule that would have denied the request with mode: enforce',
    only: 'report',
  },
  {
    name: 'destination',
    format: '%<a',
    pattern: '[0-9.]+|[0-9a-f:]+|-',
    description: 'Address that the proxy connected to; -: none',
  },
  { name: 'milliseconds', format: '%tr', pattern: `-?${NUMBER}`, description: 'Time that the request took' },
  {
    name: 'received',
    format: '%>st',
    pattern: NUMBER,
    description: 'Bytes from the client, headers included; of a tunnel whose name was checked, without them',
  },
  {
    name: 'sent',
    format: '%<st',
    pattern: NUMBER,
    description: 'Bytes to the client, headers included; of a tunnel whose name was checked, without them',
  },
  {
    name: 'error',
    format: '%err_code',
    pattern: '([0-9]+:)?[A-Z0-9_]+|-',
    description: 'Squid’s error, for example ERR_DNS_FAIL',
  },
  {
    name: 'agent',
    format: '%#.200{User-Agent}>h',
    checked: '%{agent}note',
    pattern: '.{1,600}',
    description: `User agent. ${ESCAPED}`,
  },
];

/** What the first hop passes on about a tunnel, by field: what the second one cannot know. */
export function carriedFields({
  egress,
  gateway,
}: Tenant): readonly { readonly name: string; readonly format: string }[] {
  const missing = [...(egress.clientCertificate ? [] : ['certificate']), ...(gateway ? [] : ['client'])];
  return AUDIT_FIELDS.filter(({ name }) => CARRIED.includes(name) && !missing.includes(name)).map(
    ({ name, format = '' }) => ({ name, format }),
  );
}

const CARRIED = ['source', 'client', 'certificate', 'allowed_by', 'agent'];

/** What `audit:join` adds. */
const JOINED_FIELDS: readonly AuditField[] = [
  {
    name: 'joined_to',
    pattern: 'pod|node|-',
    description:
      'What the line was joined to; node: there is no gateway, or the pod is not known; -: the node is not known either',
  },
  { name: 'namespace', pattern: `${NAME}|-`, description: 'Namespace of the pod that sent the request' },
  { name: 'pod', pattern: `[a-z0-9]([a-z0-9.-]*[a-z0-9])?|-`, description: 'Name of that pod' },
  { name: 'node', pattern: `[a-z0-9]([a-z0-9.-]*[a-z0-9])?|-`, description: 'Name of the node that it came from' },
];

/** The JSON Schema of a line, for the central log. */
export function auditSchema(): object {
  const property = ({ pattern, description }: AuditField) => ({
    type: 'string',
    pattern: `^(${pattern})$`,
    description,
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Audit record',
    description:
      'One line of the access log of a proxy: one request or tunnel. With joined_to, namespace, pod and node if npm run audit:join added them',
    type: 'object',
    properties: Object.fromEntries([...AUDIT_FIELDS, ...JOINED_FIELDS].map((field) => [field.name, property(field)])),
    required: AUDIT_FIELDS.filter(({ only }) => only === undefined).map(({ name }) => name),
    additionalProperties: false,
  };
}
