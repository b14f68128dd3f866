import { type Config, type Directive, directivesOf, lastOf } from '../../config';
import { bytesOf } from '../../parser/values';
import type { Found } from '../../rule';
import { found } from '../_support';

/** What Squid refuses about the values of several lines together. */
export function faultsTogether(config: Config): readonly Found[] {
  return [...peersTwice(config), ...buffers(config), ...delays(config)];
}

function peersTwice(config: Config): Found[] {
  const names = new Set<string>();
  return directivesOf(config, 'cache_peer').flatMap((directive) => {
    const option = directive.args.findLast(({ text }) => text.startsWith('name='))?.text.slice(5);
    const name = option ?? directive.args[0]?.text ?? '';
    const key = name.toLowerCase();
    if (!names.has(key)) return names.add(key) && [];
    return [found(directive, `${directive.written}: there is a peer ${name} already; give one of them name=`)];
  });
}

const UNBOUNDED = 2 ** 64;

function bytes(directive: Directive | undefined, otherwise: number): number {
  if (!directive) return otherwise;
  const [number = '', unit] = directive.args.map(({ text }) => text);
  if (number === 'none' || number === '-1') return UNBOUNDED;
  return Number(number) * (unit === undefined ? 1 : (bytesOf(unit) ?? 1));
}

/** Of a request the headers have to fit into the buffer, whichever line stands last. */
function buffers(config: Config): Found[] {
  const [buffer, headers] = [
    lastOf(config, 'client_request_buffer_max_size'),
    lastOf(config, 'request_header_max_size'),
  ];
  const [room, size] = [bytes(buffer, 512 * 1024), bytes(headers, 64 * 1024)];
  const at = buffer ?? headers;
  return at && !(room > size) && Number.isFinite(room) && Number.isFinite(size)
    ? [found(at, `${at.written}: a request of ${size} bytes of headers does not fit into a buffer of ${room} bytes`)]
    : [];
}

/** How many rates a class of delay pools takes. */
const RATES: Readonly<Record<string, number>> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 1 };

function delays(config: Config): Found[] {
  const classes = new Map<string, string>();
  return directivesOf(config, 'delay_class', 'delay_parameters').flatMap((directive) => {
    const [pool = '', ...words] = directive.args.map(({ text }) => text);
    if (directive.name === 'delay_class') {
      classes.set(pool, words[0] ?? '');
      return [];
    }
    const count = RATES[classes.get(pool) ?? ''] ?? 0;
    const odd = Array.from({ length: count }, (_, at) => words[at]).findIndex(
      (word) => !/^(none|[-+]?\d+\/[-+]?\d+)$/.test(word ?? ''),
    );
    if (odd < 0) return [];
    const what = words[odd] === undefined ? `${odd} of ${count} rates` : `"${words[odd]}" is not a rate`;
    return [
      found(
        directive,
        `${directive.written}: ${what}, and class ${classes.get(pool)} takes ${count} such as 8000/8000`,
      ),
    ];
  });
}
