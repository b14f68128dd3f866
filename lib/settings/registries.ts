import { text, unique } from './_schema';
import { show } from './text';

const EXAMPLE = 'expected, for example, docker.io/curlimages or registry.example.com:5000/shop';
const HOST = /^(localhost|[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+)(:\d{1,5})?$/;
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
  if (/^\d+(\.\d+)*(:|$)/.test(host)) return addressFault(value, host.replace(/:.*/, ''));
  const wrong = parts.find((part) => !PART.test(part));
  return wrong === undefined
    ? undefined
    : `${show(value)} has the part ${show(wrong)}, which no name of an image can have (${EXAMPLE})`;
}

/** Nodes ask these on their own machine, or ask the cloud for metadata. */
function addressFault(value: string, address: string): string | undefined {
  if (!/^(\d{1,3}\.){3}\d{1,3}$/.test(address)) return `${show(value)} does not begin with a host name (${EXAMPLE})`;
  return /^(0|127)\.|^169\.254\./.test(address)
    ? `${address} is the node itself or the cloud’s metadata service, not a registry (${EXAMPLE})`
    : undefined;
}

export const registries = unique(text(registryFault), 'registry').min(1).meta({
  description:
    'Registries, or folders of them, that images and image volumes may come from, as docker.io/curlimages; default: any, with a warning',
});
