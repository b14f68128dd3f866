import { createHash } from 'node:crypto';
import { CHECKSUMS_FILE } from '../vocabulary';
import { type Entry, type Inspection, inspectionCommand, readInspection } from './_inspection';
import { inParallel } from './in-parallel';
import { type Output, onVm } from './ssh';
import type { Vm } from './targets';

/** How a file of a VM differs from what the settings ask for. */
type Difference =
  /** It is as it was delivered, which is not what the settings ask for now. */
  | 'stale'
  /** It is not what the settings ask for, and the VM has no record of what was delivered. */
  | 'different'
  /** It is not as it was delivered. */
  | 'edited'
  | 'missing'
  /** The settings do not ask for it. */
  | 'extra'
  /** Others than its owner may write to it, or its owner is not root. */
  | 'writable'
  | 'unreadable';

export interface VmStatus {
  readonly vm: Vm;
  readonly state: 'current' | 'different' | 'unreachable';
  /** What differs, sorted by path. */
  readonly files: readonly { readonly path: string; readonly difference: Difference }[];
  /** What its files were delivered from. Undefined: it has no record. */
  readonly commit?: string;
  /** Whether something listens on the proxy's address. */
  readonly listens: boolean;
  /** Why it could not be reached. */
  readonly error?: string;
}

/** VMs that are asked at a time. */
const ASKED_AT_A_TIME = 16;

/**
 * Asks VMs for their files, and compares them with what the settings ask for.
 *
 * @param parallel how many are asked at a time
 * @param answered is called for each VM that has answered, or could not be asked
 */
export function statusOf(
  vms: readonly Vm[],
  user: string,
  parallel = ASKED_AT_A_TIME,
  answered: (vm: Vm) => void = () => undefined,
): Promise<VmStatus[]> {
  return inParallel(vms, parallel, async (vm) => {
    const status = await statusOfOne(vm, user);
    answered(vm);
    return status;
  });
}

async function statusOfOne(vm: Vm, user: string): Promise<VmStatus> {
  const output = await onVm(vm, user, inspectionCommand(vm));
  const inspection = output.code === 0 ? readInspection(output.stdout) : undefined;
  if (inspection === undefined) return { vm, state: 'unreachable', files: [], listens: false, error: whyNot(output) };
  const { commit, listens } = inspection;
  const files = differences(vm, inspection);
  const state = files.length > 0 ? 'different' : 'current';
  return { vm, state, files, listens, ...(commit === undefined ? {} : { commit }) };
}

function whyNot({ code, stderr, ended }: Output): string {
  if (ended === 'most') return 'its answer is too long';
  const said = stderr.trim().split('\n').at(-1);
  if (said) return said;
  if (ended === 'timeout') return 'it did not answer in time';
  if (code === 0) return 'its answer is not complete';
  return code === null ? 'ssh was ended by a signal' : `ssh ended with ${code}`;
}

function differences({ files }: Vm, inspection: Inspection): VmStatus['files'] {
  const paths = [...new Set([...Object.keys(files), ...inspection.entries.keys()])].sort();
  return paths.flatMap((path) => {
    const entry = inspection.entries.get(path);
    const difference = differenceOf(path, files[path], entry, inspection);
    return difference === undefined ? [] : [{ path, difference }];
  });
}

function differenceOf(
  path: string,
  wanted: string | undefined,
  entry: Entry | undefined,
  { entries, root, recorded }: Inspection,
): Difference | undefined {
  if (entry === undefined) return 'missing';
  const unsafe = entry.writable || entry.owner !== root ? 'writable' : undefined;
  if (entry.type === 'folder' && wanted === undefined) return unsafe;
  if (wanted === undefined) return 'extra';
  if (entry.type !== 'file') return 'edited';
  if (entry.sum === undefined) return 'unreadable';
  if (entry.sum === createHash('sha256').update(wanted).digest('hex')) return unsafe;
  if (!entries.has(CHECKSUMS_FILE)) return 'different';
  // The record itself is in no record.
  return recorded.has(path) && recorded.get(path) !== entry.sum ? 'edited' : 'stale';
}
