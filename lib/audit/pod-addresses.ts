import { map } from '../data';
import { textOf } from './_text';
import type { PodLine, PodRecord } from './pod-record';

/** Clocks of nodes and proxies may differ by this much, and containers' times are whole seconds. Milliseconds. */
const BLUR = 2000;

/** How long requests of a pod that ended may have waited in its gateway. Milliseconds. */
const TAIL = 60_000;

/** How long the record may be silent and still cover the present. Milliseconds. */
const SILENCE = 30_000;

/** A time in which a pod has an address. Milliseconds since 1970. */
interface Tenure {
  readonly pod: PodRecord;
  readonly from: number;
  /** Until when requests from the address are its own, if no other pod has it. */
  readonly surely: number;
  /** Until when it may have had the address. */
  readonly maybe: number;
}

interface Known {
  readonly pod: PodRecord;
  /** The last moment before a gap in the record, after which the pod was gone. */
  readonly lost?: number;
}

/** Which pod had an address at a moment. Addresses are used again, so a moment that two pods may claim has no answer. */
export class PodAddresses {
  /** By pod and address: a pod may get another one when its node has rebooted. */
  private readonly known = new Map<string, Known>();
  private readonly nodes = new Map<string, string>();
  private listed: Set<string> | undefined;
  private before = Number.NEGATIVE_INFINITY;
  private last = Number.NEGATIVE_INFINITY;
  private tenures: Map<string, readonly Tenure[]> | undefined;

  /** @throws Error if the line is not one of the record */
  add(text: string): void {
    const line = parse(text);
    this.tenures = undefined;
    if (line.state === 'list') {
      this.listed = new Set();
      this.before = this.last;
    } else if (line.state === 'listed') {
      this.lose();
    } else if (line.state === 'pod') {
      this.learn(line, line.time);
    }
    this.last = Math.max(this.last, Date.parse(line.time));
  }

  /** @param moment milliseconds since 1970 */
  podAt(address: string, moment: number): PodRecord | undefined {
    this.tenures ??= this.sorted();
    const all = this.tenures.get(address) ?? [];
    const index = all.findLastIndex(({ from }) => from <= moment + BLUR);
    const tenure = all[index];
    if (!tenure) return undefined;
    const previous = all[index - 1];
    const contested = moment < tenure.from + BLUR && previous !== undefined && previous.maybe > tenure.from - 2 * BLUR;
    return contested || moment > tenure.surely || moment > this.last + SILENCE ? undefined : tenure.pod;
  }

  /** Returns the name of a node, by its address. */
  node(address: string): string | undefined {
    return this.nodes.get(address);
  }

  private learn(pod: PodRecord, time: string): void {
    const key = `${pod.uid} ${pod.address}`;
    for (const [other, known] of this.known) {
      if (other === key || known.pod.uid !== pod.uid || known.pod.ended !== undefined) continue;
      this.known.set(other, { pod: { ...known.pod, ended: time } });
    }
    // A container that is restarted starts later than its pod.
    const started = this.known.get(key)?.pod.started ?? pod.started;
    this.known.set(key, { pod: started === undefined ? pod : { ...pod, started } });
    this.nodes.set(pod.nodeAddress, pod.node);
    this.listed?.add(key);
  }

  private lose(): void {
    for (const [key, { pod, lost }] of this.known) {
      if (this.listed?.has(key) || pod.ended !== undefined || lost !== undefined) continue;
      this.known.set(key, { pod, lost: this.before });
    }
    this.listed = undefined;
  }

  private sorted(): Map<string, readonly Tenure[]> {
    const found = new Map<string, Tenure[]>();
    for (const { pod, lost } of this.known.values()) {
      if (pod.started === undefined) continue;
      const ended = pod.ended === undefined ? Number.POSITIVE_INFINITY : Date.parse(pod.ended);
      const tenure = { pod, from: Date.parse(pod.started), surely: lost ?? ended + TAIL, maybe: ended };
      const list = found.get(pod.address);
      if (list) list.push(tenure);
      else found.set(pod.address, [tenure]);
    }
    for (const list of found.values()) list.sort((a, b) => a.from - b.from);
    return found;
  }
}

const STATES = ['list', 'listed', 'alive', 'pod'];

function parse(text: string): PodLine {
  const line = map(JSON.parse(text));
  const known = line.version === '1' && STATES.includes(textOf(line.state) ?? '') && Date.parse(String(line.time)) > 0;
  const whole = line.state !== 'pod' || ['uid', 'address', 'pod', 'namespace'].every((key) => textOf(line[key]));
  if (!known || !whole) throw new Error('not a line of the record of pods');
  return line as unknown as PodLine;
}
