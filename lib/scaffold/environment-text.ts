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
  /** What environments import the library from. */
  readonly library: string;
}

/** The file of a new environment. */
export function environmentText(props: EnvironmentTextProps): string {
  const { name, zone, privateNetwork, podCidr, serviceCidr, dns, flux, interval, source, replicas, owners, library } =
    props;
  return `import { defineEnvironment } from '${library}';

export default defineEnvironment({
  name: '${name}',
${owners === undefined ? '' : `  owners: [${owners.map((owner) => `'${owner}'`).join(', ')}], // they review all files: .github/CODEOWNERS\n`}  cluster: {
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
