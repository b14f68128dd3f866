import type { Entry } from '../entry';
import { ADDRESSES } from './addresses';
import { CHARTS } from './charts';
import { EXTERNAL_SECRETS } from './external-secrets';
import { FILES } from './files';
import { FLUX } from './flux';
import { INGRESS } from './ingress';
import { KEYS } from './keys';
import { LIVE } from './live';
import { MANIFESTS } from './manifests';
import { MONITORING_PROBLEMS } from './monitoring';
import { NAMES } from './names';
import { NETWORK } from './network';
import { OUTPUT } from './output';
import { SECRETS } from './secrets';
import { SUPPRESS } from './suppress';
import { WORKLOADS } from './workloads';

interface Problem extends Entry {
  readonly subject: string;
}

/** Problems by subject, in the order of docs/problems.md. */
export const SUBJECTS = {
  'Files and folders': FILES,
  'Keys and values': KEYS,
  Names: NAMES,
  Addresses: ADDRESSES,
  'Network, egress and ingress': NETWORK,
  'Requests from outside': INGRESS,
  Workloads: WORKLOADS,
  'Helm charts': CHARTS,
  'Encrypted Secrets': SECRETS,
  'External Secrets': EXTERNAL_SECRETS,
  'A tenant’s own repository': MANIFESTS,
  'Flux, Git and Terraform': FLUX,
  'Monitoring, logs and runbooks': MONITORING_PROBLEMS,
  'Generated and unmanaged files': OUTPUT,
  Suppressions: SUPPRESS,
  'A running cluster': LIVE,
} as const;

type Subjects = (typeof SUBJECTS)[keyof typeof SUBJECTS];

/** Id of a problem. What is not in the catalogue cannot be reported. */
export type ProblemId = Subjects extends infer Subject ? (Subject extends unknown ? keyof Subject : never) : never;

const ENTRIES = new Map<string, Problem>(
  Object.entries(SUBJECTS).flatMap(([subject, problems]) =>
    Object.entries(problems).map(([id, entry]): [string, Problem] => [
      id,
      { id, subject, severity: 'error', ...entry },
    ]),
  ),
);

/** Every problem of the catalogue, by subject. */
export const PROBLEMS: readonly Problem[] = [...ENTRIES.values()];

/** What the catalogue says about a problem. */
export function problemEntry(id: ProblemId): Entry {
  return ENTRIES.get(id) as Entry;
}

/** Whether one line is enough for all warnings with this id. */
export function isStanding(id: string): boolean {
  return ENTRIES.get(id)?.standing === true;
}
