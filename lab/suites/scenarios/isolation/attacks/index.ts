import type { Attack } from '../_types';
import { ANNOTATIONS } from './annotations';
import { BY_THE_PROXY } from './by-the-proxy';
import { CLUSTER } from './cluster';
import { FLUX } from './flux';
import { GUARDRAILS } from './guardrails';
import { NAMES } from './names';
import { NAMESPACES } from './namespaces';
import { NEIGHBOURS } from './neighbours';
import { NODES } from './nodes';
import { OTHER_PROXY } from './other-proxy';
import { OWN_GUARDRAILS } from './own-guardrails';
import { PARTNERS } from './partners';
import { PODS } from './pods';
import { PROBE_ATTACKS } from './probe';
import { RAW_SOCKETS } from './raw-sockets';
import { RELEASES } from './releases';
import { ROUTES } from './routes';
import { SCHEDULING } from './scheduling';
import { SECRETS } from './secrets';
import { SPECS } from './specs';

/** All attacks, by their way. */
export const ATTACKS: readonly Attack[] = [
  ...RAW_SOCKETS,
  ...ANNOTATIONS,
  ...NAMES,
  ...OWN_GUARDRAILS,
  ...PROBE_ATTACKS,
  ...NAMESPACES,
  ...GUARDRAILS,
  ...OTHER_PROXY,
  ...NODES,
  ...SCHEDULING,
  ...CLUSTER,
  ...PODS,
  ...FLUX,
  ...NEIGHBOURS,
  ...SPECS,
  ...BY_THE_PROXY,
  ...ROUTES,
  ...SECRETS,
  ...RELEASES,
  ...PARTNERS,
];
