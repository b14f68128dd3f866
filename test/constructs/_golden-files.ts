import { stringify } from 'yaml';

// biome-ignore lint/suspicious/noExplicitAny: what is rendered is plain JSON
type Rendered = any;

/** Objects as one YAML file, and the files of their ConfigMaps as files of their own. */
export function goldenFiles(objects: readonly Rendered[]): Record<string, string> {
  const files: Record<string, string> = {};
  const documents = objects.map((object) => {
    if (object.kind !== 'ConfigMap') return object;
    Object.assign(files, object.data);
    return { ...object, data: Object.fromEntries(Object.keys(object.data).map((name) => [name, `see ${name}`])) };
  });
  return { 'objects.yaml': documents.map((one) => stringify(one, { lineWidth: 0 })).join('---\n'), ...files };
}
