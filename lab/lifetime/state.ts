import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EgressError } from '../../lib/errors';

export const DEFAULT_NAME = 'lab';

/** Set in the environment of every process that a lab starts, to the lab's folder: how they are found again. */
export const MARKER = 'EGRESS_LAB';

/** The folder of one lab, and where each thing lies in it. */
export class State {
  readonly folder: string;

  /**
   * @param name a DNS label of at most 30 characters
   * @param root folder that holds one folder a lab. Default: `egress-lab` in the system's temporary folder
   */
  constructor(
    readonly name: string,
    root = join(tmpdir(), 'egress-lab'),
  ) {
    if (!/^[a-z0-9]([a-z0-9-]{0,28}[a-z0-9])?$/.test(name)) {
      throw new EgressError(`${name}: the name of a lab is a DNS label of at most 30 characters, for example lab-2`, 2);
    }
    this.folder = join(root, name);
  }

  get root(): string {
    return dirname(this.folder);
  }

  /** Who brings it up or holds it. */
  get owner(): string {
    return `${this.folder}.owner.json`;
  }

  /** What an `attach` needs to know; there when the lab is up. */
  get description(): string {
    return join(this.folder, 'lab.json');
  }

  get pki(): string {
    return join(this.folder, 'pki');
  }

  /** Socket of the API server for this machine's own requests; a folder that only root enters. */
  get api(): string {
    return join(this.folder, 'api', 'api.sock');
  }

  get source(): string {
    return join(this.folder, 'source');
  }

  /** Commands for the user's shell. */
  get bin(): string {
    return join(this.folder, 'bin');
  }

  /** Name of the control group below which a node's pods are; for no node the prefix that no other lab's has. */
  cgroup(node: string): string {
    return `egress-lab.${this.name}.${node}`;
  }

  host(name: string): string {
    return join(this.folder, 'hosts', name);
  }

  kubeconfig(user: string): string {
    return join(this.pki, `${user}.kubeconfig`);
  }
}

/** Names of the labs of which something is in the root folder. */
export function knownLabs(root = join(tmpdir(), 'egress-lab')): string[] {
  try {
    return [...new Set(readdirSync(root).map((entry) => entry.replace(/\.owner\.json$/, '')))].sort();
  } catch {
    return [];
  }
}

export interface Owner {
  readonly pid: number;
  /** Start time of the process, so that another one with its number is not taken for it. */
  readonly started: string;
  /** The process that runs the tests, where the owner only works for it. */
  readonly run?: number;
  /** True: the lab outlives the process (`lab:up`). False: it is torn down with it (tests). */
  readonly detached: boolean;
}

/** Undefined when there is none, or none that can be read. */
export function readOwner(state: State): Owner | undefined {
  try {
    return JSON.parse(readFileSync(state.owner, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}
