import type { MachineFile } from './types';

/** What is lost when a VM keeps its access log for fewer days, one sentence each. */
export function keptDaysLosses(files: readonly MachineFile[]): string[] {
  const lines = files.find(({ name }) => name === '/etc/logrotate.d/squid')?.lines ?? [];
  const days = (sign: '-' | '+') =>
    lines.flatMap((text) => (text.startsWith(sign) ? (/^.\s+rotate (\d+)$/.exec(text)?.[1] ?? []) : []))[0];
  const [was, is] = [days('-'), days('+')];
  if (was === undefined || is === undefined || Number(is) >= Number(was)) return [];
  return [
    `the VM keeps its access log for ${is} days instead of ${was}: once the files are delivered, it deletes what is older`,
  ];
}
