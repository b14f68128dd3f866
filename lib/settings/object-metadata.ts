import { z } from 'zod';
import { ISOLATION_LABEL, KUSTOMIZE, NAME_LABEL, NODE_POOL, TENANT_LABEL, TENANT_ROLE } from '../vocabulary';
import { issue, text, verbatim } from './schema';
import { show } from './text';

const KEY =
  /^(?:(?=.{1,253}\/)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Domains whose keys the platform sets. */
const OWN_DOMAINS = [TENANT_ROLE, KUSTOMIZE];

/** Labels that select pods, or that others read to know whose they are. */
const OWN_LABELS = [TENANT_LABEL, NAME_LABEL, ISOLATION_LABEL, NODE_POOL];

/** Labels that a controller sets on its pods. */
const OF_CONTROLLERS = [
  'pod-template-hash',
  'pod-template-generation',
  'controller-revision-hash',
  'controller-uid',
  'job-name',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/controller-uid',
];

/** Returns why the platform refuses a label or annotation by its domain, or undefined. */
function ownDomainFault(key: string): string | undefined {
  const [domain = ''] = key.split('/');
  return key.includes('/') && OWN_DOMAINS.includes(domain)
    ? `${show(key)} is of a domain whose keys the platform itself sets; leave it out`
    : undefined;
}

function keyFault(key: string): string | undefined {
  return KEY.test(key)
    ? undefined
    : `${show(key)} is not a valid key (expected, for example, team or example.com/team: at most 63 of A-Z, a-z, 0-9, -, _ and .)`;
}

const labelKey = text({
  'label-reserved': (key) => {
    if (OWN_LABELS.includes(key) || OF_CONTROLLERS.includes(key))
      return `${show(key)} is set by ${OWN_LABELS.includes(key) ? 'the platform' : 'a controller'}; leave it out`;
    if (key === 'host' || key.endsWith('.host'))
      return `${show(key)} is a label with which Cilium enforces no network policy on a pod; choose another key, such as hostname`;
    return ownDomainFault(key);
  },
  'label-invalid': keyFault,
});

/** A label by which a program of others finds an object of ours. */
export const selectingLabel = text({ 'label-reserved': ownDomainFault, 'label-invalid': keyFault });

export const labelValue = text({
  'label-invalid': (value) =>
    /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/.test(value)
      ? undefined
      : `${show(value)} is not a valid value of a label (expected at most 63 of A-Z, a-z, 0-9, -, _ and ., with a letter or digit at both ends)`,
});

const annotationKey = text({ 'annotation-reserved': ownDomainFault, 'label-invalid': keyFault });

/** Numbers, true and false count as the text that they are. */
function orPlain<Text extends z.ZodType<string>>(of: Text) {
  return z.union([of, z.number(), z.boolean()]).transform(String);
}

export const labels = z
  .record(labelKey, orPlain(labelValue))
  .meta({
    description:
      'Labels of the workload, its pods and its Service, in addition to tenant and app.kubernetes.io/name, by which pods are selected',
  })
  .default({});

const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

/** Profiles that Pod Security admits. */
const PROFILE = /^(runtime\/default|localhost\/.+)?$/;

export const annotations = z
  .record(annotationKey, orPlain(verbatim))
  .superRefine((values, context) => {
    for (const [key, value] of Object.entries(values)) {
      if (!key.startsWith(APP_ARMOR) || PROFILE.test(value)) continue;
      const message = `${show(value)} is refused by Pod Security (expected runtime/default, or localhost/ and a profile of the nodes)`;
      context.addIssue(issue('apparmor-refused', message, [key]));
    }
  })
  .meta({
    description:
      'Annotations of the workload and its pods. Those with a domain must be among the built-in ones or the environment’s annotations (docs/annotations.md)',
  })
  .default({});
