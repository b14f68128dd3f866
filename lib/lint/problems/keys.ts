import type { Problems } from '../entry';

/** Keys, types and lists, whatever they are about. */
export const KEYS = {
  'unknown-key': {
    title: 'A key that settings do not have',
    why: 'It would have no effect. The message names the nearest known key.',
    fix: 'Correct its spelling, or remove it.',
  },
  'duplicate-key': {
    title: 'A key is written twice in one map',
    why: 'Only one of the two values could hold.',
    fix: 'Remove one of them.',
  },
  'key-refused': {
    title: 'A key that cannot be used here, or that was replaced by another one',
    why: 'Some keys are the same in every environment and cannot be overridden; exceptions was replaced by suppress.',
    fix: 'Follow the message: it names the key to use, or the place where the key belongs.',
  },
  'missing-key': {
    title: 'A required key is missing',
    why: 'It has no default.',
    fix: 'Add the key.',
  },
  'no-value': {
    title: 'A key has no value',
    why: 'YAML reads nothing after the colon as null, which no setting accepts.',
    fix: 'Add a value, or remove the key.',
  },
  'wrong-type': {
    title: 'A value has the wrong type',
    why: 'For example a list where a map of keys is expected, or text where a number is expected.',
    fix: 'Write a value of the type that the message names.',
  },
  'unknown-value': {
    title: 'A value is not one of those that the key accepts',
    why: 'The message lists them.',
    fix: 'Use one of the listed values.',
  },
  'number-out-of-range': {
    title: 'A number is too small or too large',
    why: 'Kubernetes or the cloud would refuse it. User id 0, for example, is root.',
    fix: 'Use a number within the bounds that the message names.',
  },
  'list-empty': {
    title: 'A list is empty where at least one entry is needed',
    why: 'An empty list would mean that nothing is allowed, or nothing exists.',
    fix: 'Add an entry, or remove the key.',
  },
  'duplicate-entry': {
    title: 'A list contains the same entry twice',
    why: 'The second one has no effect.',
    fix: 'Remove one of them.',
  },
  'duplicate-name': {
    title: 'Two entries of a list have the same name',
    why: 'Lists of objects merge by name, so two entries of one name cannot be distinguished.',
    fix: 'Rename one of them.',
  },
  'invisible-character': {
    title: 'A value contains an invisible character',
    why: 'Two values that look the same would differ.',
    fix: 'Remove the character.',
  },
  'text-not-preserved': {
    title: 'A text would not reach the cluster as it is written',
    why: 'Kustomize changes control characters, a leading tab and lines of blanks; a process cannot receive a NUL.',
    fix: 'Remove these characters, or encode the text.',
  },
  'environment-unknown': {
    title: 'A tenant overrides settings of an environment that does not exist',
    why: 'The override would have no effect.',
    fix: 'Correct the name, or add the environment.',
  },
  'override-unknown-entry': {
    title: 'An override changes or removes an entry that does not exist',
    why: 'The base has no entry of this name, and the override is not complete enough to be a new one.',
    fix: 'Correct the name, or add the missing keys.',
  },
  'override-useless-key': {
    title: 'An entry with remove: true has other keys as well',
    why: 'The entry is removed, so that they have no effect.',
    fix: 'Remove them.',
  },
  'owner-invalid': {
    title: 'A value is not a user, team or e-mail address',
    why: 'A forge ignores such a line of CODEOWNERS, and the file has one reviewer less.',
    fix: 'Write for example @example/platform, @alice or alice@example.com.',
  },
  'owners-unused': {
    severity: 'warning',
    title: 'A tenant has owners, but no environment has any',
    why: 'CODEOWNERS is written only where an environment sets owners of the platform.',
    fix: 'Set owners in an environment too.',
  },
} as const satisfies Problems;
