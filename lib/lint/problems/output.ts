import type { Problems } from '../entry';

/** Rendered objects, generated files and unmanaged files. */
export const OUTPUT = {
  'render-failed': {
    title: 'A tenant cannot be rendered',
    why: 'A value passed every check of the settings, but a Kubernetes object cannot be made of it.',
    fix: 'Follow the message; please report it, because the settings should have refused the value.',
  },
  'object-too-large': {
    title: 'A rendered object is larger than a cluster accepts',
    why: 'etcd takes at most 1.5 MiB with everything that others add.',
    fix: 'Move data out of the settings.',
  },
  'output-differs': {
    title: 'A generated file is missing, out of date, left over or edited',
    why: 'Flux and Terraform would apply something other than the settings.',
    fix: 'Run npm run synth (or npm run schema); revert edits, or overwrite them with npm run synth -- --force.',
  },
  'unmanaged-file': {
    suppressible: 'warnings',
    title: 'A file that synth did not write is where Flux or Terraform would take it',
    why: 'It would be applied without any check. A warning means that nothing applies it.',
    fix: 'Remove it, or list it under extra in the environment.',
  },
  'unmanaged-object': {
    title: 'An object in an unmanaged file is not one that can be accepted there',
    why: 'In clusters/<environment>/flux-system only what flux bootstrap writes is accepted.',
    fix: 'Remove it, or list its file under extra in the environment.',
  },
  'extra-missing': {
    severity: 'warning',
    title: 'A file under extra does not exist, or is written by synth',
    why: 'The entry has no effect.',
    fix: 'Remove it from the list.',
  },
  'hidden-from-flux': {
    title: 'A .sourceignore pattern hides a generated file from Flux',
    why: 'Guardrails that Flux does not see are removed from the cluster.',
    fix: 'Remove the line.',
  },
} as const satisfies Problems;
