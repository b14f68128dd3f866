import type { Rule } from '../rule';
import { accountCannotApply } from './account-cannot-apply';
import { admissionNotEnforced } from './admission-not-enforced';
import { bindingToOthers } from './binding-to-others';
import { boundElsewhere } from './bound-elsewhere';
import { buildTooLarge } from './build-too-large';
import { clusterAdminGranted } from './cluster-admin-granted';
import { configNotHashed } from './config-not-hashed';
import { defaultDenyMissing } from './default-deny-missing';
import { egressMissing } from './egress-missing';
import { egressTooWide } from './egress-too-wide';
import { fluxCycle } from './flux-cycle';
import { fluxInterval } from './flux-interval';
import { fluxNotImpersonating } from './flux-not-impersonating';
import { fluxPathBroken } from './flux-path-broken';
import { fluxPruneOff } from './flux-prune-off';
import { fluxReferenceUnresolved } from './flux-reference-unresolved';
import { fluxRewritesObjects } from './flux-rewrites-objects';
import { fluxSourceDiffers } from './flux-source-differs';
import { fluxSuspended } from './flux-suspended';
import { gatewayMisdirects } from './gateway-misdirects';
import { gatewayOpen } from './gateway-open';
import { imageFloating } from './image-floating';
import { ingressMissing } from './ingress-missing';
import { ingressTooWide } from './ingress-too-wide';
import { invalidObject } from './invalid-object';
import { jobNotForced } from './job-not-forced';
import { namespaceMarksWrong } from './namespace-marks-wrong';
import { namespaceUnpromised } from './namespace-unpromised';
import { noProxyIncomplete } from './no-proxy-incomplete';
import { noProxyTooWide } from './no-proxy-too-wide';
import { notApplied } from './not-applied';
import { objectOutsideNamespace } from './object-outside-namespace';
import { objectTwice } from './object-twice';
import { podAsksOtherDns } from './pod-asks-other-dns';
import { podNotPinned } from './pod-not-pinned';
import { podNotProxied } from './pod-not-proxied';
import { podNotRestricted } from './pod-not-restricted';
import { podOutranksOthers } from './pod-outranks-others';
import { podSecurityNotEnforced } from './pod-security-not-enforced';
import { podSharesNode } from './pod-shares-node';
import { podToleratesMore } from './pod-tolerates-more';
import { probesMissing } from './probes-missing';
import { proxyConfigWrong } from './proxy-config-wrong';
import { proxyRedefined } from './proxy-redefined';
import { pruneUnprotected } from './prune-unprotected';
import { quotaDiffers } from './quota-differs';
import { quotaRefusesPod } from './quota-refuses-pod';
import { referenceUnresolved } from './reference-unresolved';
import { remoteBase } from './remote-base';
import { resolverOpen } from './resolver-open';
import { roleTooWide } from './role-too-wide';
import { rootFilesystemWritable } from './root-filesystem-writable';
import { secretInGit } from './secret-in-git';
import { selectorHashed } from './selector-hashed';
import { selectorMismatch } from './selector-mismatch';
import { serviceExposed } from './service-exposed';
import { serviceSelectsNothing } from './service-selects-nothing';
import { tokenMounted } from './token-mounted';
import { workloadsBeforeGuardrails } from './workloads-before-guardrails';

/** All rules, by name. */
export const RULES: readonly Rule[] = [
  accountCannotApply,
  admissionNotEnforced,
  bindingToOthers,
  boundElsewhere,
  buildTooLarge,
  clusterAdminGranted,
  configNotHashed,
  defaultDenyMissing,
  egressMissing,
  egressTooWide,
  fluxCycle,
  fluxInterval,
  fluxNotImpersonating,
  fluxPathBroken,
  fluxPruneOff,
  fluxReferenceUnresolved,
  fluxRewritesObjects,
  fluxSourceDiffers,
  fluxSuspended,
  gatewayMisdirects,
  gatewayOpen,
  imageFloating,
  ingressMissing,
  ingressTooWide,
  invalidObject,
  jobNotForced,
  namespaceMarksWrong,
  namespaceUnpromised,
  noProxyIncomplete,
  noProxyTooWide,
  notApplied,
  objectOutsideNamespace,
  objectTwice,
  podAsksOtherDns,
  podNotPinned,
  podNotProxied,
  podNotRestricted,
  podOutranksOthers,
  podSecurityNotEnforced,
  podSharesNode,
  podToleratesMore,
  probesMissing,
  proxyConfigWrong,
  proxyRedefined,
  pruneUnprotected,
  quotaDiffers,
  quotaRefusesPod,
  referenceUnresolved,
  remoteBase,
  resolverOpen,
  roleTooWide,
  rootFilesystemWritable,
  secretInGit,
  selectorHashed,
  selectorMismatch,
  serviceExposed,
  serviceSelectsNothing,
  tokenMounted,
  workloadsBeforeGuardrails,
];
