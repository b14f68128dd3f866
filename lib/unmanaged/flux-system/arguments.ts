import { FLUX_SYSTEM, SHARD_KEY } from '../../vocabulary';
import type { Shape } from './shape';

const NUMBER = /^\d+(\.\d+)?$/;
const DURATION = /^(\d+(\.\d+)?(ms|s|m|h))+$/;
const BOOLEAN = /^(true|false)$/;
const TRUE = /^true$/;
const ACCOUNT = /^(?!.*-controller$)[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const LEVEL = /^(trace|debug|info|error)$/;
/** Features that open nothing. */
const FEATURES =
  /^((AdditiveCELDependencyCheck|CacheSecretsAndConfigMaps|CancelHealthCheckOnNewRevision|DisableFailFastBehavior|DisableStatusPollerCache|ExternalArtifact|GroupChangeLog|MigrateAPIVersion|StrictPostBuildSubstitutions)=(true|false)(,(?!$)|$))+$/;

/** What `flux install` and `flux bootstrap` write. */
const WRITTEN: Readonly<Record<string, RegExp>> = {
  'enable-leader-election': TRUE,
  'events-addr': new RegExp(
    `^(http://notification-controller.(${FLUX_SYSTEM}|$(RUNTIME_NAMESPACE)).svc.cluster.local.?/?)?$`,
  ),
  'feature-gates': FEATURES,
  'log-encoding': /^(json|console)$/,
  'log-level': LEVEL,
  'storage-adv-addr': new RegExp(
    `^source-(controller|watcher).(${FLUX_SYSTEM}|$(RUNTIME_NAMESPACE)).svc.cluster.local.?$`,
  ),
  'storage-path': /^\/data$/,
  'watch-all-namespaces': BOOLEAN,
};

/** What docs/flux.md asks for, and what only tunes a controller. */
const ADDED: Readonly<Record<string, RegExp>> = {
  concurrent: NUMBER,
  'concurrent-ssa': NUMBER,
  'custom-apply-stage-kinds': /^[A-Za-z0-9.-]*\/?[A-Za-z]+(,[A-Za-z0-9.-]*\/?[A-Za-z]+)*$/,
  'default-decryption-service-account': ACCOUNT,
  'default-kubeconfig-service-account': ACCOUNT,
  'default-service-account': ACCOUNT,
  'feature-gates': FEATURES,
  'helm-cache-max-size': NUMBER,
  'helm-cache-purge-interval': DURATION,
  'helm-cache-ttl': DURATION,
  'http-retry': NUMBER,
  'interval-jitter-percentage': NUMBER,
  'kube-api-burst': NUMBER,
  'kube-api-qps': NUMBER,
  'log-level': LEVEL,
  'max-retry-delay': DURATION,
  'min-retry-delay': DURATION,
  'no-cross-namespace-refs': TRUE,
  'no-remote-bases': TRUE,
  'requeue-dependency': DURATION,
  'token-cache-max-size': NUMBER,
  // What else it leaves out, no controller would reconcile.
  'watch-label-selector': new RegExp(`^!${SHARD_KEY.replaceAll('.', '\\.')}$`),
};

/** An argument that a patch of kustomization.yaml may add. */
export const addedArgument = argument(ADDED);

/** An argument that a controller may have in all. */
export const anyArgument = argument({ ...WRITTEN, ...ADDED });

function argument(flags: Readonly<Record<string, RegExp>>): Shape {
  return (value, path) => {
    const [, flag = '', text = 'true'] = (typeof value === 'string' && /^--([a-z-]+)(?:=(.*))?$/s.exec(value)) || [];
    const pattern = Object.hasOwn(flags, flag) ? flags[flag] : undefined;
    if (pattern?.test(text)) return [];
    const message = pattern
      ? `is ${JSON.stringify(value)}, and this value of --${flag} is not allowed`
      : `is ${JSON.stringify(value)}, which is not among the arguments that docs/flux.md allows`;
    return [{ path, message }];
  };
}
