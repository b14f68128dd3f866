import { accountCannotApply } from './flux/account-cannot-apply';
import { buildTooLarge } from './flux/build-too-large';
import { fluxCycle } from './flux/flux-cycle';
import { fluxInterval } from './flux/flux-interval';
import { fluxNotImpersonating } from './flux/flux-not-impersonating';
import { fluxPathBroken } from './flux/flux-path-broken';
import { fluxPruneOff } from './flux/flux-prune-off';
import { fluxReferenceUnresolved } from './flux/flux-reference-unresolved';
import { fluxRewritesObjects } from './flux/flux-rewrites-objects';
import { fluxSourceDiffers } from './flux/flux-source-differs';
import { fluxSuspended } from './flux/flux-suspended';
import { jobNotForced } from './flux/job-not-forced';
import { notApplied } from './flux/not-applied';
import { pruneUnprotected } from './flux/prune-unprotected';
import { remoteBase } from './flux/remote-base';
import { workloadsBeforeGuardrails } from './flux/workloads-before-guardrails';
import { gatewayMisdirects } from './gateway/gateway-misdirects';
import { gatewayOpen } from './gateway/gateway-open';
import { imageElsewhere } from './image/image-elsewhere';
import { imageFloating } from './image/image-floating';
import { terraformAddressUnprotected } from './machine/terraform-address-unprotected';
import { terraformFirewallOpen } from './machine/terraform-firewall-open';
import { terraformReservationLate } from './machine/terraform-reservation-late';
import { vmEgressOpen } from './machine/vm-egress-open';
import { vmFilesIncomplete } from './machine/vm-files-incomplete';
import { vmFirewallOpen } from './machine/vm-firewall-open';
import { vmLoginOpen } from './machine/vm-login-open';
import { vmUnitPrivileged } from './machine/vm-unit-privileged';
import { admissionNotEnforced } from './namespace/admission-not-enforced';
import { annotationRefused } from './namespace/annotation-refused';
import { annotationsOpen } from './namespace/annotations-open';
import { namespaceMarksWrong } from './namespace/namespace-marks-wrong';
import { namespaceUnpromised } from './namespace/namespace-unpromised';
import { objectOutsideNamespace } from './namespace/object-outside-namespace';
import { podSecurityNotEnforced } from './namespace/pod-security-not-enforced';
import { quotaDiffers } from './namespace/quota-differs';
import { quotaRefusesPod } from './namespace/quota-refuses-pod';
import { defaultDenyMissing } from './network/default-deny-missing';
import { egressMissing } from './network/egress-missing';
import { egressTooWide } from './network/egress-too-wide';
import { globalPolicyMissing } from './network/global-policy-missing';
import { ingressMissing } from './network/ingress-missing';
import { ingressTooWide } from './network/ingress-too-wide';
import { noProxyIncomplete } from './network/no-proxy-incomplete';
import { noProxyTooWide } from './network/no-proxy-too-wide';
import { proxyConfigWrong } from './network/proxy-config-wrong';
import { proxyRedefined } from './network/proxy-redefined';
import { resolverOpen } from './network/resolver-open';
import { serviceExposed } from './network/service-exposed';
import { configNotHashed } from './object/config-not-hashed';
import { invalidObject } from './object/invalid-object';
import { objectTwice } from './object/object-twice';
import { referenceUnresolved } from './object/reference-unresolved';
import { secretInGit } from './object/secret-in-git';
import { selectorHashed } from './object/selector-hashed';
import { selectorMismatch } from './object/selector-mismatch';
import { serviceSelectsNothing } from './object/service-selects-nothing';
import { podAsksOtherDns } from './pod/pod-asks-other-dns';
import { podNotPinned } from './pod/pod-not-pinned';
import { podNotProxied } from './pod/pod-not-proxied';
import { podNotRestricted } from './pod/pod-not-restricted';
import { podOutranksOthers } from './pod/pod-outranks-others';
import { podSharesNode } from './pod/pod-shares-node';
import { podToleratesMore } from './pod/pod-tolerates-more';
import { probesMissing } from './pod/probes-missing';
import { rootFilesystemWritable } from './pod/root-filesystem-writable';
import { tokenMounted } from './pod/token-mounted';
import { bindingToOthers } from './rbac/binding-to-others';
import { boundElsewhere } from './rbac/bound-elsewhere';
import { clusterAdminGranted } from './rbac/cluster-admin-granted';
import { roleTooWide } from './rbac/role-too-wide';
import type { Rule } from './rule';

/** All rules, by name. */
export const RULES: readonly Rule[] = [
  accountCannotApply,
  admissionNotEnforced,
  annotationRefused,
  annotationsOpen,
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
  globalPolicyMissing,
  imageElsewhere,
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
  terraformAddressUnprotected,
  terraformFirewallOpen,
  terraformReservationLate,
  tokenMounted,
  vmEgressOpen,
  vmFilesIncomplete,
  vmFirewallOpen,
  vmLoginOpen,
  vmUnitPrivileged,
  workloadsBeforeGuardrails,
];
