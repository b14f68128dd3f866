import { asset, TABLE } from './_vm';

const FIRST_BOOT_TABLE = 'egress_first_boot';

/**
 * Nothing enters before the whole firewall is loaded, which waits for packages. cloud-init runs this on every boot, ahead
 * of sshd; on all but the first one the whole firewall is loaded before the network, or this closes a VM that failed to.
 */
export function firstBoot(): string {
  return asset('first-boot.sh', { TABLE, FIRST_BOOT_TABLE });
}

/** Once the whole firewall is loaded. */
export const FIRST_BOOT_OVER = `for family in ip ip6; do nft delete table $family ${FIRST_BOOT_TABLE} 2>/dev/null || true; done`;
