import { map } from '../data';
import { textOf } from './_text';
import type { PodAddresses } from './pod-addresses';

/** What a line of the audit record was joined to. */
type JoinedTo = 'pod' | 'node' | '-';

interface Joined {
  readonly line: string;
  readonly to: JoinedTo;
}

/** Address and port, as a gateway writes them. Whatever else is in the field does not come from one. */
const CLIENT = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/;

/**
 * Adds the pod that sent a request to a line of the audit record, or else the node.
 *
 * @throws Error if the line is not an audit record
 */
export function joinLine(text: string, addresses: PodAddresses): Joined {
  const line = map(JSON.parse(text));
  const ended = Date.parse(textOf(line.time) ?? '');
  const source = textOf(line.source);
  if (Number.isNaN(ended) || source === undefined) throw new Error('not an audit record');
  // Logged when it ended: the address may have another pod by then.
  const began = ended - Math.max(0, Number(line.milliseconds) || 0);
  const [, address] = CLIENT.exec(textOf(line.client) ?? '') ?? [];
  const pod = address === undefined ? undefined : addresses.podAt(address, began);
  const node = pod?.node ?? addresses.node(source) ?? '-';
  const to = pod ? 'pod' : node === '-' ? '-' : 'node';
  const added = { joined_to: to, namespace: pod?.namespace ?? '-', pod: pod?.pod ?? '-', node };
  return { line: JSON.stringify({ ...line, ...added }), to };
}
