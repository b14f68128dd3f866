import type { Rule } from '../rule';
import { acceleratorPort } from './accelerator-port';
import { accessLineSkipped } from './access-line-skipped';
import { accessLogOff } from './access-log-off';
import { aclTypeConflict } from './acl-type-conflict';
import { aclTypeUnknown } from './acl-type-unknown';
import { aclValueInvalid } from './acl-value-invalid';
import { addressBitsBeyondPrefix } from './address-bits-beyond-prefix';
import { addressFromDns } from './address-from-dns';
import { allowBeforePortDenies } from './allow-before-port-denies';
import { basicAuthInClear } from './basic-auth-in-clear';
import { bodySizeUnlimited } from './body-size-unlimited';
import { branchNotScanned } from './branch-not-scanned';
import { builtinAclExtended } from './builtin-acl-extended';
import { builtinAclRedefined } from './builtin-acl-redefined';
import { cachingOn } from './caching-on';
import { certErrorsAllowed } from './cert-errors-allowed';
import { clientCertDefaultCa } from './client-cert-default-ca';
import { clientCertNoRevocation } from './client-cert-no-revocation';
import { clientCertNotDemanded } from './client-cert-not-demanded';
import { clientCertOptional } from './client-cert-optional';
import { clientsMasked } from './clients-masked';
import { connectPortsTooWide } from './connect-ports-too-wide';
import { connectUnrestricted } from './connect-unrestricted';
import { connectionsUnlimited } from './connections-unlimited';
import { debuggingOn } from './debugging-on';
import { dstdomainLookup } from './dstdomain-lookup';
import { dstdomainNeverMatches } from './dstdomain-never-matches';
import { dstdomainOverlap } from './dstdomain-overlap';
import { dstdomainOverlapRefused } from './dstdomain-overlap-refused';
import { dstdomainTooWide } from './dstdomain-too-wide';
import { emptyAcl } from './empty-acl';
import { extraListener } from './extra-listener';
import { finalDenyMissing } from './final-deny-missing';
import { forwardedForLeak } from './forwarded-for-leak';
import { forwardedForTrusted } from './forwarded-for-trusted';
import { headerSizeRaised } from './header-size-raised';
import { headersLogged } from './headers-logged';
import { hostnameLeak } from './hostname-leak';
import { httpAccessAllowAll } from './http-access-allow-all';
import { includeCycle } from './include-cycle';
import { includeMissing } from './include-missing';
import { includeRelative } from './include-relative';
import { interceptPort } from './intercept-port';
import { ipv6PrivateReachable } from './ipv6-private-reachable';
import { listMissing } from './list-missing';
import { listenAllAddresses } from './listen-all-addresses';
import { localhostAllowed } from './localhost-allowed';
import { localnetAllowed } from './localnet-allowed';
import { logFullUnspoken } from './log-full-unspoken';
import { managerPasswordNone } from './manager-password-none';
import { managerReachable } from './manager-reachable';
import { metadataReachable } from './metadata-reachable';
import { neverMatchingLine } from './never-matching-line';
import { noListeningPort } from './no-listening-port';
import { obsoleteDirective } from './obsolete-directive';
import { openProxy } from './open-proxy';
import { patternNotAnchored } from './pattern-not-anchored';
import { peerBypassed } from './peer-bypassed';
import { peerNotVerified } from './peer-not-verified';
import { portInvalid } from './port-invalid';
import { privateRangesReachable } from './private-ranges-reachable';
import { proxyHeaderTrusted } from './proxy-header-trusted';
import { queryLogged } from './query-logged';
import { repeatedDirective } from './repeated-directive';
import { runsAsRoot } from './runs-as-root';
import { safePortsMail } from './safe-ports-mail';
import { safePortsTooWide } from './safe-ports-too-wide';
import { slowAclInFastDirective } from './slow-acl-in-fast-directive';
import { sourcesBeyond } from './sources-beyond';
import { sourcesNotCovered } from './sources-not-covered';
import { srcdomainTrusted } from './srcdomain-trusted';
import { sslBump } from './ssl-bump';
import { sslBumpPort } from './ssl-bump-port';
import { syntax } from './syntax';
import { tlsKeyLog } from './tls-key-log';
import { tlsOptionsOnPlainPort } from './tls-options-on-plain-port';
import { tlsVersionTooOld } from './tls-version-too-old';
import { toLinklocalUndefined } from './to-linklocal-undefined';
import { unknownAcl } from './unknown-acl';
import { unknownDirective } from './unknown-directive';
import { unknownLogformat } from './unknown-logformat';
import { unreachableAccessLine } from './unreachable-access-line';
import { unsafePortsReachable } from './unsafe-ports-reachable';
import { unusedAcl } from './unused-acl';
import { valuesAfterList } from './values-after-list';
import { versionLeak } from './version-leak';
import { viaOff } from './via-off';

/** All rules, by id. */
export const RULES: readonly Rule[] = [
  acceleratorPort,
  accessLineSkipped,
  accessLogOff,
  aclTypeConflict,
  aclTypeUnknown,
  aclValueInvalid,
  addressBitsBeyondPrefix,
  addressFromDns,
  allowBeforePortDenies,
  basicAuthInClear,
  bodySizeUnlimited,
  branchNotScanned,
  builtinAclExtended,
  builtinAclRedefined,
  cachingOn,
  certErrorsAllowed,
  clientCertDefaultCa,
  clientCertNoRevocation,
  clientCertNotDemanded,
  clientCertOptional,
  clientsMasked,
  connectPortsTooWide,
  connectUnrestricted,
  connectionsUnlimited,
  debuggingOn,
  dstdomainLookup,
  dstdomainNeverMatches,
  dstdomainOverlap,
  dstdomainOverlapRefused,
  dstdomainTooWide,
  emptyAcl,
  extraListener,
  finalDenyMissing,
  forwardedForLeak,
  forwardedForTrusted,
  headerSizeRaised,
  headersLogged,
  hostnameLeak,
  httpAccessAllowAll,
  includeCycle,
  includeMissing,
  includeRelative,
  interceptPort,
  ipv6PrivateReachable,
  listMissing,
  listenAllAddresses,
  localhostAllowed,
  localnetAllowed,
  logFullUnspoken,
  managerPasswordNone,
  managerReachable,
  metadataReachable,
  neverMatchingLine,
  noListeningPort,
  obsoleteDirective,
  openProxy,
  patternNotAnchored,
  peerBypassed,
  peerNotVerified,
  portInvalid,
  privateRangesReachable,
  proxyHeaderTrusted,
  queryLogged,
  repeatedDirective,
  runsAsRoot,
  safePortsMail,
  safePortsTooWide,
  slowAclInFastDirective,
  sourcesBeyond,
  sourcesNotCovered,
  srcdomainTrusted,
  sslBump,
  sslBumpPort,
  syntax,
  tlsKeyLog,
  tlsOptionsOnPlainPort,
  tlsVersionTooOld,
  toLinklocalUndefined,
  unknownAcl,
  unknownDirective,
  unknownLogformat,
  unreachableAccessLine,
  unsafePortsReachable,
  unusedAcl,
  valuesAfterList,
  versionLeak,
  viaOff,
];
