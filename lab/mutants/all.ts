import { ADDRESSES } from './_addresses';
import { AUDIT } from './_audit';
import { FLUX } from './_flux';
import { GATEWAYS } from './_gateways';
import { GUARDRAILS } from './_guardrails';
import { NAMES } from './_names';
import { NODES } from './_nodes';
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
];
