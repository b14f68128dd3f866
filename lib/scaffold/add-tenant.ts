import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { createFile } from '../disk';
import { EgressError } from '../errors';
import type { Problem } from '../lint';
import { loadModel } from '../model/load';
import { addressFault } from '../settings/address';
import { isDocumentation, notPublic } from '../settings/address-kinds';
import { labelFault } from '../settings/names';
import { readClaims, readNetworks } from './networks';
import { placeProxy } from './place-proxy';
import { refusal } from './refusal';
import { tenantText } from './tenant-text';
import type { Folders, ProxyPlace } from './types';

interface NewTenant extends Folders {
  /** A DNS label that no tenant has. */
  readonly name: string;
  /** Of its proxy, in the private network. @default - the next free one */
  readonly address?: string;
  /** The Flexible IP that partners see. @default - not known yet */
  readonly publicAddress?: string;
  /** The environment whose network the address is taken from. @default - the first by name */
  readonly environment?: string;
}

export interface AddedTenant extends ProxyPlace {
  /** The file that was written. */
  readonly file: string;
  /** The one environment that the public address was written for. @default - every environment, or no address */
  readonly publicIn?: string;
  /** What the settings' judgement has to remark on the new file. */
  readonly warnings: readonly Problem[];
}

/**
 * Writes the file of a new tenant, if all settings are fine with it; otherwise nothing.
 *
 * @throws EgressError 1, with problems, for an invalid name, an existing tenant, and whatever else the
 * settings are not fine with; 2 for an unknown environment, and a folder that is not there or cannot be written
 */
export function addTenant(props: NewTenant): AddedTenant {
  const { name, tenants, publicAddress } = props;
  const file = join(tenants, `${name}.yaml`);
  const fault = labelFault(name);
  if (fault) throw refusal('name-invalid', file, fault, 'name');
  if (lstatSync(file, { throwIfNoEntry: false })) throw alreadyThere(file, name);

  const networks = readNetworks(props);
  const wanted = networks.filter(({ environment }) => environment === props.environment);
  if (props.environment !== undefined && wanted.length === 0) {
    const known = networks.map(({ environment }) => environment);
    throw new EgressError(`unknown environment ${props.environment}; available: ${known.join(', ')}`, 2);
  }
  const ordered = [...wanted, ...networks.filter((network) => !wanted.includes(network))];
  const place = placeProxy(ordered, readClaims(props), props.address);
  const [{ environment = '' } = {}] = networks.slice(-1);
  // A Flexible IP is attached to one VM, and each environment has VMs of its own.
  const isOneVms =
    publicAddress !== undefined &&
    addressFault(publicAddress) === undefined &&
    notPublic(publicAddress) === undefined &&
    !isDocumentation(publicAddress);
  const publicIn = isOneVms && networks.length > 1 ? ordered[0]?.environment : undefined;
  const text = tenantText({ name, publicAddress, publicIn, environment, ...place });

  const { warnings } = loadModel({ ...props, proposed: { name: `${name}.yaml`, text } });
  if (!createFile(file, text)) throw alreadyThere(file, name);
  return {
    file,
    ...place,
    ...(publicIn === undefined ? {} : { publicIn }),
    warnings: warnings.filter((warning) => warning.file === file),
  };
}

function alreadyThere(file: string, name: string): EgressError {
  return refusal('tenant-exists', file, `there is a tenant ${name} already; edit this file, or choose another name`);
}
