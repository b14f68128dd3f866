import { loginPort, machinePort } from './machine-ports';
import { hostFault, insideFault } from './repository-url';
import { text, unique } from './schema';
import { show } from './text';

const EXAMPLE = 'expected, for example, docker.io/curlimages or registry.example.com:5000/shop';
const HOST = /^(localhost|[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+)(:\d{1,5})?$/;
/** Names that lead to services of the cluster, as its DNS server knows them. */
const CLUSTER = /(^|\.)(svc|cluster\.local)$|\.svc\./;
const PART = /^[a-z0-9]+([._-]+[a-z0-9]+)*$/;

/** Returns why a value is not a registry or a folder of one, or undefined if it is. */
export function registryFault(value: string): string | undefined {
  const better = (name: string) => `; write ${name}`;
  if (value === '') return `is empty (${EXAMPLE})`;
  const scheme = /^[a-z]+:\/\//i.exec(value)?.[0];
  if (scheme) return `${show(value)} has a scheme, and names of images have none${better(value.slice(scheme.length))}`;
  if (value.length > 255) return `${show(value)} has ${value.length} characters, and an image’s name has at most 255`;
  if (/[*?]/.test(value)) return `${show(value)} has a wildcard; all images below a path are included (${EXAMPLE})`;
  if (value.includes('@')) return `${show(value)} has a digest${better(value.slice(0, value.indexOf('@')))}`;
  if (value.endsWith('/')) return `${show(value)} ends with a slash${better(value.replace(/\/+$/, ''))}`;
  if (/[A-Z]/.test(value)) return `${show(value)} has upper-case letters${better(value.toLowerCase())}`;
  const [host = '', ...parts] = value.split('/');
  const last = parts.at(-1);
  if (last?.includes(':')) return `${show(value)} has a tag${better(value.slice(0, value.lastIndexOf(':')))}`;
  if (host === 'index.docker.io')
    return `${show(value)} is another name of docker.io${better(['docker.io', ...parts].join('/'))}`;
  if (!HOST.test(host)) {
    if (!PART.test(host)) return `${show(value)} does not begin with the host name of a registry (${EXAMPLE})`;
    const whole = parts.every((part) => PART.test(part)) ? better(`docker.io/${value}`) : ` (${EXAMPLE})`;
    return `${show(value)} does not name its registry${whole}`;
  }
  if (Number(host.split(':')[1] ?? 1) > 65_535 || /:0+$/.test(host))
    return `${show(value)} has a port outside 1 to 65535`;
  const fault = registryHostFault(host);
  if (fault) return `${fault}; nodes would ask it from their own addresses: name the host of a registry (${EXAMPLE})`;
  const wrong = parts.find((part) => !PART.test(part));
  return wrong === undefined
    ? undefined
    : `${show(value)} has the part ${show(wrong)}, which no name of an image can have (${EXAMPLE})`;
}

/** What the host of a registry is, where it holds none; undefined: it may hold one. */
export function registryHostFault(registry: string): string | undefined {
  const name = registry.replace(/[:/].*/, '');
  return hostFault(name) ?? (CLUSTER.test(name) ? `${name} is a service of the cluster` : undefined);
}

/** Why a registry that a tenant lists by itself may be a machine inside; undefined: it is a public one. */
export function insideRegistryFault(value: string): string | undefined {
  const fault = machineFault(value);
  return (
    fault &&
    `${fault}; nodes ask a registry from their own addresses, outside all policies: name a public registry, or ask the platform to list ${value} in the environment’s registries`
  );
}

/** Why a chart would be fetched from a machine inside; undefined: it is in a public registry. */
export function insideChartFault(name: string): string | undefined {
  const fault = machineFault(name);
  return (
    fault &&
    `${fault}; Flux’s controller would ask it from inside the cluster: name a public registry, or ask the platform to list it in the environment’s registries`
  );
}

/** What is wrong with the host and port of a public registry, or of what is in it. */
function machineFault(name: string): string | undefined {
  const [, host = '', port] = /^([^:/]*)(?::(\d+))?/.exec(name) ?? [];
  return insideFault(host) ?? (port === undefined ? undefined : portFault(Number(port)));
}

function portFault(port: number): string | undefined {
  if (port === 80 || port === 443) return undefined;
  const what = machinePort(port) ?? loginPort(port);
  return what && `port ${port} of machines is for ${what}, not for a registry`;
}

export const registries = unique(text({ 'registry-invalid': registryFault }), 'registry').min(1);

export const REGISTRIES =
  'Registries, or folders in them, that images and image volumes may come from, for example docker.io/curlimages';
