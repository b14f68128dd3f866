import type { k8s } from 'cdk8s-plus-28';
import type { HostAlias } from '../model/tcp';

/** An alias as the settings have it: there it has a name, and a port that does not matter here. */
export function aliasSettings({ host, address }: HostAlias, index: number) {
  return { name: `host-${index + 1}`, host, port: 1, address };
}

/** An alias as a pod has it. */
export function podAlias({ host, address }: HostAlias): k8s.HostAlias {
  return { ip: address, hostnames: [host] };
}
