import { ADDRESSES } from './_addresses';
import { AUDIT } from './_audit';
import { CHARTS } from './_charts';
import { FLUX } from './_flux';
import { GATEWAYS } from './_gateways';
import { GUARDRAILS } from './_guardrails';
import { NAMES } from './_names';
import { NODES } from './_nodes';
import { PROBE_GUARD } from './_probe';
import { ROUTES } from './_routes';
import { SECRETS } from './_secrets';
import { TCP } from './_tcp';
import { WORKLOADS } from './_workloads';
import type { Mutant } from './mutant';

export const MUTANTS: readonly Mutant[] = [
  ...GUARDRAILS,
  ...WORKLOADS,
  ...FLUX,
  ...AUDIT,
  ...GATEWAYS,
  ...NAMES,
  ...ADDRESSES,
  ...NODES,
  ...TCP,
  ...ROUTES,
  ...SECRETS,
  ...CHARTS,
  ...PROBE_GUARD,
];
