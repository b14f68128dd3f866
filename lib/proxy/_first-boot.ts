import { FIREWALL_TABLE } from '../vocabulary';
import { asset } from './_vm';

const FIRST_BOOT_TABLE = 'egress_first_boot';

/**
 * Nothing enters before the whole firewall is loaded, which waits for packages. cloud-init runs this on every boot, before
 * sshd starts. On later boots the whole firewall is loaded before the network, and this does nothing unless that failed.
 */
export function firstBoot(): string {
  return asset('first-boot.sh', { TABLE: FIREWALL_TABLE, FIRST_BOOT_TABLE });
}

/** Once the whole firewall is loaded. */
export function firstBootOver(): string {
  return asset('first-boot-over.sh', { FIRST_BOOT_TABLE });
}
