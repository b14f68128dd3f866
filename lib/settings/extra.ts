import { BOOTSTRAP_FILES, bootstrapPath, CLUSTERS, clusterPath, INFRA, KUSTOMIZE_FILES, ownerOf } from '../vocabulary';
import { text, unique } from './schema';
import { show } from './text';

const file = text({
  'extra-invalid': (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (/[*?[\]{}!]/.test(path)) return `${show(path)} is a pattern (expected the path of one file); list each file`;
    if (
      ![CLUSTERS, INFRA].some((folder) => path.startsWith(`${folder}/`)) ||
      ownerOf(path).environment === undefined ||
      path.split('/').some((part) => /^\.{0,2}$/.test(part))
    )
      return `${show(path)} is not a path of a file that extra can list (expected, for example, ${clusterPath('production')}/alerts.yaml)`;
    if (/[\p{C}\\]/u.test(path)) return `${show(path)} contains a control character or a backslash`;
    if (name === '.sourceignore')
      return `${show(path)} cannot be listed: it can hide guardrails from Flux; remove the file`;
    if (KUSTOMIZE_FILES.some((each) => each.toLowerCase() === name.toLowerCase()))
      return `${show(path)} cannot be listed: a Kustomize file changes what is applied from its whole folder; remove the file`;
    if (
      bootstrapPath(ownerOf(path).environment ?? '') === path.slice(0, -name.length - 1) &&
      BOOTSTRAP_FILES.some((each) => each === name)
    )
      return `${show(path)} cannot be listed: check compares it with what flux bootstrap writes`;
    return undefined;
  },
});

/** Files that `check` accepts although `synth` did not write them. */
export const extra = unique(file, 'file');
