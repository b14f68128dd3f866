import { Document, isMap, isScalar, isSeq, visit } from 'yaml';

/** A map or list of a few plain values stands on one line up to this many characters. */
const SHORT = 90;

/** The file of a tenant, in the style of the others. */
export function tenantYaml(settings: object): string {
  const document = new Document(settings, { aliasDuplicateObjects: false });
  visit(document, {
    Collection: (_, node, path) => {
      if (path.length < 2 || !isShort(node.items)) return;
      node.flow = true;
    },
  });
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  return `# yaml-language-server: $schema=../schemas/tenant.schema.json\n${text}`;
}

function isShort(items: readonly unknown[]): boolean {
  const values = items.flatMap((item) => {
    if (typeof item !== 'object' || item === null) return [item];
    return 'key' in item ? [item.key, 'value' in item ? item.value : undefined] : [item];
  });
  const texts = values.map((value) => {
    if (isScalar(value)) return String(value.value);
    return (isMap(value) || isSeq(value)) && isShort(value.items) ? JSON.stringify(value.toJSON()) : '\n';
  });
  return texts.every((text) => !text.includes('\n')) && texts.join(', ').length <= SHORT;
}
