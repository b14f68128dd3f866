import { text } from './schema';
import { show } from './text';

export const kubernetesVersion = text({
  'kubernetes-version-invalid': (value) =>
    /^\d{1,3}\.\d{1,3}(\.\d{1,3})?$/.test(value)
      ? undefined
      : `${show(value)} is not a version of Kubernetes (expected, for example, 1.35)`,
});
