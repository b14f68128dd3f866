import { CODE_OWNERS } from '../vocabulary';

export interface EnvironmentTextProps {
  /** A DNS label. */
  readonly name: string;
  readonly zone: string;
  readonly privateNetwork: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  readonly dns: string;
  /** Name of the environment's Kustomization. */
  readonly flux: string;
  /** How often Flux reconciles. */
  readonly interval: string;
  /** Name of the GitRepository. */
  readonly source: string;
  readonly replicas: number;
  /** Who owns all files. @default - none */
  readonly owners?: readonly string[];
  /** Further settings, to which tenants refer. @default - none */
  readonly forTenants?: Readonly<Record<string, unknown>>;
  /** What environments import the library from. */
  readonly library: string;
}

/** The file of a new environment. */
export function environmentText(props: EnvironmentTextProps): string {
  const { name, zone, privateNetwork, podCidr, serviceCidr, dns, flux, interval, source, replicas, library } = props;
  const { owners, forTenants = {} } = props;
  const optional = [
    ...(owners === undefined ? [] : [`  owners: ${literal(owners)}, // they review all files: ${CODE_OWNERS}\n`]),
    ...Object.entries(forTenants).map(([key, value]) => `  ${key}: ${literal(value)},\n`),
  ];
  return `import { defineEnvironment } from '${library}';

export default defineEnvironment({
  name: '${name}',
${optional.join('')}  cluster: {
    zone: '${zone}',
    privateNetwork: '${privateNetwork}',
    podCidr: '${podCidr}',
    serviceCidr: '${serviceCidr}',
    dns: '${dns}',
  },
  flux: {
    name: '${flux}',
    interval: '${interval}',
    source: { name: '${source}' },
  },
  workloads: {
    replicas: ${replicas},
    resources: {
      requests: { cpu: '50m', memory: '64Mi' },
      limits: { cpu: '100m', memory: '128Mi' },
    },
  },
});
`;
}

/** Plain data as it is written in code, on one line. */
function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value.replace(/['\\]/g, '\\$&')}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).map(
    ([key, inner]) => `${/^[a-z_]\w*$/i.test(key) ? key : literal(key)}: ${literal(inner)}`,
  );
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
