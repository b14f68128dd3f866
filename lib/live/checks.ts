import { check as address } from './checks/address';
import { check as admission } from './checks/admission';
import { check as admissionRefuses } from './checks/admission-refuses';
import { check as certificates } from './checks/certificates';
import { check as charts } from './checks/charts';
import { check as direct } from './checks/direct';
import { check as firewall } from './checks/firewall';
import { check as flux } from './checks/flux';
import { check as guardrails } from './checks/guardrails';
import { check as notifications } from './checks/notifications';
import { check as policies } from './checks/policies';
import { check as probe } from './checks/probe';
import { check as routes } from './checks/routes';
import { check as scheduling } from './checks/scheduling';
import { check as stores } from './checks/stores';
import { check as variables } from './checks/variables';
import { check as vms } from './checks/vms';
import { check as workloads } from './checks/workloads';
import { check as wouldRefuse } from './checks/would-refuse';
import type { Check } from './types';

export interface NamedCheck extends Check {
  /** The name of its file. */
  readonly name: string;
}

const BY_NAME: Readonly<Record<string, Check>> = {
  address,
  admission,
  'admission-refuses': admissionRefuses,
  certificates,
  charts,
  direct,
  firewall,
  flux,
  guardrails,
  notifications,
  policies,
  probe,
  routes,
  scheduling,
  stores,
  variables,
  vms,
  workloads,
  'would-refuse': wouldRefuse,
};

/** All checks, sorted by name: one per file in `checks/`. Imported by name, because the package is one file. */
export const CHECKS: readonly NamedCheck[] = Object.entries(BY_NAME).map(([name, check]) => ({ name, ...check }));
