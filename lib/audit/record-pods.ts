import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { list, map } from '../data';
import { textOf } from './_text';
import { type PodLine, podRecord } from './pod-record';

/** Milliseconds between two lines that say that nothing was missed. */
const HEARTBEAT = 10_000;

/** Milliseconds after which a list is asked for again that could not be had. */
const PAUSE = 1000;

interface Recording {
  /** Arguments of kubectl that choose the cluster. */
  readonly kubectl: readonly string[];
  readonly write: (line: PodLine) => void;
  readonly report: (message: string) => void;
  readonly signal: AbortSignal;
}

/** Lists the pods of a cluster and follows their changes, until it is aborted. kubectl asks the API server. */
export async function recordPods(recording: Recording): Promise<void> {
  const { write, report, signal } = recording;
  const written = new Map<string, string>();
  const note = (pod: unknown, gone?: string) => {
    const record = podRecord(pod, gone);
    const text = JSON.stringify(record);
    if (record === undefined || written.get(record.uid) === text) return;
    if (gone === undefined) written.set(record.uid, text);
    else written.delete(record.uid);
    write({ version: '1', state: 'pod', time: now(), ...record });
  };
  while (!signal.aborted) {
    try {
      const { items, version } = await listed(recording);
      written.clear();
      write({ version: '1', state: 'list', time: now() });
      for (const pod of items) note(pod);
      write({ version: '1', state: 'listed', time: now() });
      await followed(recording, version, note);
    } catch (error) {
      if (signal.aborted) return;
      report((error as Error).message);
      await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function listed(recording: Recording): Promise<{ items: readonly unknown[]; version: string }> {
  let text = '';
  await ask(recording, '/api/v1/pods', (line) => {
    text += line;
  });
  const answer = map(JSON.parse(text));
  return { items: list(answer.items), version: textOf(map(answer.metadata).resourceVersion) ?? '' };
}

/** Follows changes from one version on. The API server ends each answer after some minutes; the next one goes on from there. */
async function followed(
  recording: Recording,
  from: string,
  note: (pod: unknown, gone?: string) => void,
): Promise<void> {
  const { write, signal } = recording;
  let version = from;
  const timer = setInterval(() => write({ version: '1', state: 'alive', time: now() }), HEARTBEAT);
  try {
    while (!signal.aborted) {
      const path = `/api/v1/pods?watch=1&allowWatchBookmarks=true&resourceVersion=${version}`;
      await ask(recording, path, (line) => {
        const { type, object } = map(JSON.parse(line));
        if (type === 'ERROR') throw new Error(`the API server: ${textOf(map(object).message) ?? line}`);
        version = textOf(map(map(object).metadata).resourceVersion) ?? version;
        if (type !== 'BOOKMARK') note(object, type === 'DELETED' ? now() : undefined);
      });
    }
  } finally {
    clearInterval(timer);
  }
}

/** Prints an answer of the API server line by line. */
async function ask({ kubectl, signal }: Recording, path: string, read: (line: string) => void): Promise<void> {
  const child = spawn('kubectl', [...kubectl, 'get', '--raw', path], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: process.env,
    signal,
  });
  const ended = endOf(child);
  // Until it is awaited, below.
  ended.catch(() => undefined);
  try {
    for await (const line of createInterface({ input: child.stdout })) if (line !== '') read(line);
  } finally {
    child.kill();
  }
  await ended;
}

function endOf(child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`kubectl: ${said.trim() || code}`))));
  });
}

function now(): string {
  return new Date().toISOString();
}
