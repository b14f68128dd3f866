import { TABLE } from './nftables';

const EARLY = 'egress_first_boot';

/**
 * Nothing enters before the whole firewall is loaded, which waits for packages. cloud-init runs this on every boot, ahead
 * of sshd; on all but the first one the whole firewall is loaded before the network, or this closes a VM that failed to.
 */
export const FIRST_BOOT = `nft list table ip ${TABLE} >/dev/null 2>&1 && exit 0
command -v nft >/dev/null || { echo 'nft is not in this image: there is no firewall before the packages are installed'; exit 0; }
nft -f - <<END
table ip ${EARLY} {
  chain input {
    type filter hook input priority -10; policy drop;
    ct state established,related accept
    iif lo accept
    icmp type { echo-request, destination-unreachable, time-exceeded, parameter-problem } accept
    udp sport 67 udp dport 68 accept
  }
}
table ip6 ${EARLY} {
  chain input {
    type filter hook input priority -10; policy drop;
    ct state established,related accept
    iif lo accept
    icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept
    udp sport 547 udp dport 546 accept
  }
}
END
`;

/** Once the whole firewall is loaded. */
export const FIRST_BOOT_OVER = `for family in ip ip6; do nft delete table $family ${EARLY} 2>/dev/null || true; done`;
