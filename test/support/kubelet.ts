/**
 * What the kubelet makes of a text, as third_party/forked/golang/expansion of Kubernetes describes it: `$$` is a dollar,
 * `$(NAME)` the value of a known variable, everything else stays.
 */
export function expand(text: string, values: Readonly<Record<string, string>>): string {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const next = text[at + 1];
    if (text[at] !== '$' || next === undefined) result += text[at];
    else if (next === '$') {
      result += '$';
      at += 1;
    } else if (next === '(' && text.indexOf(')', at) > 0) {
      const end = text.indexOf(')', at);
      const name = text.slice(at + 2, end);
      result += Object.hasOwn(values, name) ? values[name] : text.slice(at, end + 1);
      at = end;
    } else result += '$';
  }
  return result;
}

interface ContainerText {
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly configMapKeyRef?: { readonly key: string } };
  }[];
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

/** What the process of a rendered container gets. */
export function processOf({ env = [], command = [], args = [] }: ContainerText, config: Record<string, string> = {}) {
  const values: Record<string, string> = { ...config, KUBERNETES_SERVICE_HOST: '10.32.0.1' };
  for (const { name, value, valueFrom } of env)
    values[name] = value === undefined ? (config[valueFrom?.configMapKeyRef?.key ?? ''] ?? '') : expand(value, values);
  return { env: values, command: [...command, ...args].map((word) => expand(word, values)) };
}
