import type { Tenant } from '../../model/types';
import { GATEWAY_FILES } from '../_names';
import type { Section } from './_haproxy';
import type { Instance } from './_instances';

/** What a gateway has in addition whose tenant has `egress.tcp`, by the role of a section. */
export const tcpLines = ({ tunnel }: Instance): Readonly<Record<string, readonly string[]>> => ({
  global: [`lua-load ${GATEWAY_FILES}/tunnel.lua`],
  frontend: [`bind 127.0.0.1:${tunnel} accept-proxy`],
});

interface Expected {
  readonly section: string;
  readonly lines: readonly string[];
  /** What is missing without it. */
  readonly what: string;
}

/** The sections for TCP that is not HTTP, word by word: another line may lead to another host. */
function expected({ forwards }: Tenant, { address, tunnel }: Instance): readonly Expected[] {
  if (forwards.length === 0) return [];
  return [
    {
      section: 'defaults',
      lines: ['mode tcp', 'log global', 'timeout client 1h', 'timeout server 1h', 'timeout connect 5s'],
      what: 'listeners for TCP have no defaults of their own',
    },
    ...forwards.map(({ name, host, port, listener }) => ({
      section: `frontend tcp-${name}`,
      lines: [
        `bind ${address}:${listener}`,
        'tcp-request inspect-delay 5s',
        `tcp-request content lua.open-tunnel ${host}:${port}`,
        'default_backend tunnel',
      ],
      what: `port ${listener} does not lead to ${host}:${port}, and to nothing else`,
    })),
    {
      section: 'backend tunnel',
      lines: [
        'tcp-response inspect-delay 5m',
        'tcp-response content lua.await-tunnel',
        `server tenant.loopback 127.0.0.1:${tunnel} send-proxy-v2`,
      ],
      what: 'tunnels do not lead to the gateway’s own front end',
    },
  ];
}

function isLike({ kind, name, lines }: Section, wanted: Expected): boolean {
  const texts = lines.map((words) => words.join(' '));
  return `${kind} ${name}`.trim() === wanted.section && texts.join('\n') === wanted.lines.join('\n');
}

/** Whether a section is one of those, so that the others are judged without it. */
export function isForTcp(section: Section, tenant: Tenant, instance: Instance): boolean {
  return expected(tenant, instance).some((each) => isLike(section, each));
}

/** Which of those a configuration does not have, exactly once. */
export function tcpFaults(sections: readonly Section[], tenant: Tenant, instance: Instance): readonly string[] {
  const missing = expected(tenant, instance).filter(
    (each) => sections.filter((section) => isLike(section, each)).length !== 1,
  );
  // Without it, no tunnel finds the front end.
  const lines = sections.flatMap((section) => section.lines.map((words) => words.join(' ')));
  const needed = tenant.forwards.length === 0 ? [] : Object.values(tcpLines(instance)).flat();
  return [
    ...missing.map(({ what }) => what),
    ...needed.filter((line) => !lines.includes(line)).map((line) => `the line "${line}" is missing`),
  ];
}
