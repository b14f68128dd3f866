/** Commands that a repository gets as scripts of the same name: all that its messages and pages name. */
export const REPOSITORY_COMMANDS = [
  'synth',
  'check',
  'plan',
  'scan',
  'schema',
  'addresses',
  'live',
  'tenant:add',
  'tenant:rename',
  'environment:add',
  'allow:learn',
  'outputs:apply',
  'vm:status',
  'vm:apply',
  'audit:pods',
  'audit:join',
] as const;
