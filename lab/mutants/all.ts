import { ADDRESSES } from './_addresses';
import { AUDIT } from './_audit';
import { CAGE } from './_cage';
import { FLUX } from './_flux';
import { GATEWAYS } from './_gateways';
import { NAMES } from './_names';
import { NODES } from './_nodes';
import { WORKLOADS } from './_workloads';
import type { Mutant } from './mutant';

export const MUTANTS: readonly Mutant[] = [
  ...CAGE,
  ...WORKLOADS,
  ...FLUX,
  ...AUDIT,
  ...GATEWAYS,
  ...NAMES,
  ...ADDRESSES,
  ...NODES,
];
