import { text, unique } from './_schema';
import { show } from './text';

/** File names that kustomize takes for instructions, whatever else the folder holds. */
export const KUSTOMIZE_FILES: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

const BOOTSTRAP_FILES = ['gotk-components.yaml', 'gotk-sync.yaml'];

const file = text({
  'extra-invalid': (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (/[*?[\]{}!]/.test(path)) return `${show(path)} is a pattern (expected the path of one file); list each file`;
    if (!/^(clusters|dist\/infra)\/[^/]+\/./.test(path) || path.split('/').some((part) => /^\.{0,2}$/.test(part)))
      return `${show(path)} is not a path of a file that extra can list (expected, for example, clusters/production/alerts.yaml)`;
    if (/[\p{C}\\]/u.test(path)) return `${show(path)} holds a control character or a backslash`;
    if (name === '.sourceignore')
      return `${show(path)} cannot be listed: it can hide guardrails from Flux; remove the file`;
    if (KUSTOMIZE_FILES.some((each) => each.toLowerCase() === name.toLowerCase()))
      return `${show(path)} cannot be listed: a Kustomize file changes what is applied from its whole folder; remove the file`;
    if (path.split('/')[2] === 'flux-system' && BOOTSTRAP_FILES.includes(name))
      return `${show(path)} cannot be listed: check compares it with what flux bootstrap writes`;
    return undefined;
  },
});

/** Files that `check` accepts although `synth` did not write them. */
export const extra = unique(file, 'file');
