import type { Probe } from './_prober';

/** What became of the requests around a moment. */
export interface Window {
  /** New requests that got no answer. */
  readonly lost: number;
  readonly asked: number;
  /** Milliseconds, the longest, without an answer. */
  readonly gap: number;
  readonly seen: readonly string[];
}

export function windowOf(probes: readonly Probe[], from: number, to: number): Window {
  const fresh = probes.filter(({ begun }) => begun >= from && begun < to);
  const answered = probes
    .filter(({ seen, ended }) => seen && ended > from - 500 && ended < to + 500)
    .map(({ ended }) => ended)
    .sort((a, b) => a - b);
  const gaps = answered.slice(1).map((moment, index) => moment - (answered[index] as number));
  return {
    lost: fresh.filter(({ seen }) => !seen).length,
    asked: fresh.length,
    gap: Math.max(...gaps),
    seen: [...new Set(fresh.flatMap(({ seen }) => seen ?? []))].sort(),
  };
}

/** Of several runs the worst, and all that was seen. */
export function worst(windows: readonly Window[]): Window {
  return {
    lost: Math.max(...windows.map(({ lost }) => lost)),
    asked: windows.reduce((sum, { asked }) => sum + asked, 0),
    gap: Math.max(...windows.map(({ gap }) => gap)),
    seen: [...new Set(windows.flatMap(({ seen }) => seen))].sort(),
  };
}
