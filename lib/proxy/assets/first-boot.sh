nft list table ip @TABLE@ >/dev/null 2>&1 && exit 0
if ! command -v nft >/dev/null; then
  echo 'this image lacks nft: no one can log in until the packages are installed and the firewall is loaded'
  systemctl mask --runtime --now ssh.socket ssh.service
  exit 0
fi
nft -f - <<END
table ip @FIRST_BOOT_TABLE@ {
  chain input {
    type filter hook input priority -10; policy drop;
    ct state established,related accept
    iif lo accept
    icmp type { echo-request, destination-unreachable, time-exceeded, parameter-problem } accept
    udp sport 67 udp dport 68 accept
  }
}
table ip6 @FIRST_BOOT_TABLE@ {
  chain input {
    type filter hook input priority -10; policy drop;
    ct state established,related accept
    iif lo accept
    icmpv6 type { nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } accept
    udp sport 547 udp dport 546 accept
  }
}
END
