import { map as asMap } from '../data';
import { EgressError } from '../errors';
import type { Environment } from '../model/types';
import { type Cluster, ClusterError } from './kubectl';
import type { Result } from './types';

/** Which cluster answers. */
export interface ClusterIdentity {
  readonly uid: string;
  /** Undefined: the settings do not say. */
  readonly expected?: string;
  /** Whether it is not the one of the environment. */
  readonly isWrong: boolean;
  readonly result: Result;
}

/**
 * A cluster is known by its namespace kube-system, which is made with it and cannot be deleted.
 *
 * @throws EgressError (2) where it cannot be asked
 */
export async function identify(cluster: Cluster, { name, cluster: settings }: Environment): Promise<ClusterIdentity> {
  const uid = await uidOf(cluster);
  const expected = settings.uid;
  const object = 'Namespace kube-system';
  const base = { uid, ...(expected === undefined ? {} : { expected }) };
  if (expected === undefined) {
    const message = `has the uid ${uid}; set cluster: { uid: '${uid}' } in ${name}, so that every other cluster is refused`;
    const found = { id: 'live-cluster-unknown', severity: 'warning' } as const;
    return { ...base, isWrong: false, result: { object, message, found } };
  }
  if (uid === expected) return { ...base, isWrong: false, result: { object, message: `is that of ${name}` } };
  const message = `has the uid ${uid}, so this is not the cluster of ${name} (expected ${expected}); nothing else was looked at`;
  return { ...base, isWrong: true, result: { object, message, found: { id: 'live-cluster-wrong' } } };
}

async function uidOf(cluster: Cluster): Promise<string> {
  try {
    const namespace = asMap(await cluster.json(['get', 'namespace', 'kube-system']));
    return String(asMap(namespace.metadata).uid);
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    throw new EgressError(`the cluster could not be asked: ${error.message}`, 2);
  }
}
