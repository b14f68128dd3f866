import { problemTests } from '../support/problem-cases';

// Addresses and ports: what is wrong, what of client-b.yaml is replaced by what, and what is printed.
problemTests([
  [
    'outside the private network',
    'address: 172.16.28.9',
    'address: 172.16.32.9',
    [
      '12:7 egress.proxies[0].address: 172.16.32.9 is outside 172.16.28.0/22, the private network of development and production',
    ],
  ],
  [
    'the network address',
    'address: 172.16.28.9',
    'address: 172.16.28.0',
    [
      '12:7 egress.proxies[0].address: 172.16.28.0 is the network address of 172.16.28.0/22, the private network of development and production',
    ],
  ],
  [
    'the broadcast address',
    'address: 172.16.28.9',
    'address: 172.16.31.255',
    [
      '12:7 egress.proxies[0].address: 172.16.31.255 is the broadcast address of 172.16.28.0/22, the private network of development and production',
    ],
  ],
  [
    'inside the range of the pods',
    'address: 172.16.28.9',
    'address: 100.64.3.4',
    [
      '12:7 egress.proxies[0].address: 100.64.3.4 is inside 100.64.0.0/15, the range of the pods of development and production',
    ],
  ],
  [
    'inside the range of the services',
    'address: 172.16.28.9',
    'address: 10.32.0.7',
    [
      '12:7 egress.proxies[0].address: 10.32.0.7 is inside 10.32.0.0/20, the range of the services of development and production',
    ],
  ],
  [
    'an octet with a leading zero',
    'address: 172.16.28.9',
    'address: 172.16.028.9',
    [
      '12:7 egress.proxies[0].address: 172.16.028.9 has a leading zero, which some programs read as octal; did you mean 172.16.28.9?',
    ],
  ],
  [
    'a plain number',
    'address: 172.16.28.9',
    'address: 2886737929',
    ['12:7 egress.proxies[0].address: must be text and not the number 2886737929'],
  ],
  [
    'a plain number as text',
    'address: 172.16.28.9',
    'address: "2886737929"',
    [
      '12:7 egress.proxies[0].address: 2886737929 is a plain number: write the address with four parts, such as 172.16.28.8',
    ],
  ],
  [
    'IPv6',
    'address: 172.16.28.9',
    'address: fd00::1',
    ['12:7 egress.proxies[0].address: fd00::1 is not a valid IPv4 address; IPv6 is not supported'],
  ],
  [
    'IPv4 in IPv6',
    'address: 172.16.28.9',
    'address: "::ffff:172.16.28.9"',
    ['12:7 egress.proxies[0].address: ::ffff:172.16.28.9 is not a valid IPv4 address; IPv6 is not supported'],
  ],
  [
    'an octet above 255',
    'address: 172.16.28.9',
    'address: 172.16.28.300',
    ['12:7 egress.proxies[0].address: 172.16.28.300 is not a valid IPv4 address: 300 is above 255'],
  ],
  [
    'three octets',
    'address: 172.16.28.9',
    'address: 172.16.28',
    ['12:7 egress.proxies[0].address: 172.16.28 is not a valid IPv4 address (expected, for example, 172.16.28.8)'],
  ],
  [
    'hexadecimal',
    'address: 172.16.28.9',
    'address: 0xac.16.28.9',
    ['12:7 egress.proxies[0].address: 0xac.16.28.9 is not a valid IPv4 address (expected, for example, 172.16.28.8)'],
  ],
  [
    'a line break',
    'address: 172.16.28.9',
    'address: "172.16.28.9\\nhttp_access allow all"',
    [
      '12:7 egress.proxies[0].address: "172.16.28.9\\nhttp_access allow all" is not a valid IPv4 address (expected, for example, 172.16.28.8)',
    ],
  ],
  [
    'a public address that is private, 10.0.0.1',
    'drain: false',
    'publicAddress: 10.0.0.1',
    ['14:7 egress.proxies[0].publicAddress: 10.0.0.1 is not public (10.0.0.0/8: private); partners would never see it'],
  ],
  [
    'a public address that is private, 192.168.1.1',
    'drain: false',
    'publicAddress: 192.168.1.1',
    [
      '14:7 egress.proxies[0].publicAddress: 192.168.1.1 is not public (192.168.0.0/16: private); partners would never see it',
    ],
  ],
  [
    'a public address that is carrier-grade NAT, 100.64.0.1',
    'drain: false',
    'publicAddress: 100.64.0.1',
    [
      '14:7 egress.proxies[0].publicAddress: 100.64.0.1 is not public (100.64.0.0/10: carrier-grade NAT); partners would never see it',
    ],
  ],
  [
    'a public address that is loopback, 127.0.0.1',
    'drain: false',
    'publicAddress: 127.0.0.1',
    [
      '14:7 egress.proxies[0].publicAddress: 127.0.0.1 is not public (127.0.0.0/8: loopback); partners would never see it',
    ],
  ],
  [
    'a public address that is link-local, 169.254.42.42',
    'drain: false',
    'publicAddress: 169.254.42.42',
    [
      '14:7 egress.proxies[0].publicAddress: 169.254.42.42 is not public (169.254.0.0/16: link-local); partners would never see it',
    ],
  ],
  [
    'a public address that is multicast, 224.0.0.1',
    'drain: false',
    'publicAddress: 224.0.0.1',
    [
      '14:7 egress.proxies[0].publicAddress: 224.0.0.1 is not public (224.0.0.0/4: multicast); partners would never see it',
    ],
  ],
  [
    'a public address that is reserved, 240.0.0.1',
    'drain: false',
    'publicAddress: 240.0.0.1',
    [
      '14:7 egress.proxies[0].publicAddress: 240.0.0.1 is not public (240.0.0.0/4: reserved); partners would never see it',
    ],
  ],
  [
    'a public address that is broadcast, 255.255.255.255',
    'drain: false',
    'publicAddress: 255.255.255.255',
    [
      '14:7 egress.proxies[0].publicAddress: 255.255.255.255 is not public (240.0.0.0/4: reserved); partners would never see it',
    ],
  ],
  [
    'a public address that is for benchmarks, 198.19.0.1',
    'drain: false',
    'publicAddress: 198.19.0.1',
    [
      '14:7 egress.proxies[0].publicAddress: 198.19.0.1 is not public (198.18.0.0/15: benchmarks); partners would never see it',
    ],
  ],
  [
    'a public address that is this network, 0.0.0.0',
    'drain: false',
    'publicAddress: 0.0.0.0',
    [
      '14:7 egress.proxies[0].publicAddress: 0.0.0.0 is not public (0.0.0.0/8: this network); partners would never see it',
    ],
  ],
  [
    'a public address that is IPv6, 2001:db8::1',
    'drain: false',
    'publicAddress: 2001:db8::1',
    ['14:7 egress.proxies[0].publicAddress: 2001:db8::1 is not a valid IPv4 address; IPv6 is not supported'],
  ],
  [
    'a public address for documentation, 192.0.2.1, is a warning',
    'drain: false',
    'publicAddress: 192.0.2.1',
    [
      '14:7 egress.proxies[0].publicAddress: warning: 192.0.2.1 is in a range for documentation (RFC 5737), which is not routable; set each environment’s Flexible IP under environments.<environment> [address-documentation]',
    ],
  ],
  [
    'a public address for documentation, 198.51.100.1, is a warning',
    'drain: false',
    'publicAddress: 198.51.100.1',
    [
      '14:7 egress.proxies[0].publicAddress: warning: 198.51.100.1 is in a range for documentation (RFC 5737), which is not routable; set each environment’s Flexible IP under environments.<environment> [address-documentation]',
    ],
  ],
  [
    'a public address for documentation, 203.0.113.1, is a warning',
    'drain: false',
    'publicAddress: 203.0.113.1',
    [
      '14:7 egress.proxies[0].publicAddress: warning: 203.0.113.1 is in a range for documentation (RFC 5737), which is not routable; set each environment’s Flexible IP under environments.<environment> [address-documentation]',
    ],
  ],
  ['port 0', 'port: 3128', 'port: 0', ['13:7 egress.proxies[0].port: 0 is below 1']],
  ['port 65536', 'port: 3128', 'port: 65536', ['13:7 egress.proxies[0].port: 65536 is above 65535']],
  ['a negative port', 'port: 3128', 'port: -1', ['13:7 egress.proxies[0].port: -1 is below 1']],
  [
    'two proxies of one name',
    '      drain: false\n',
    '      drain: false\n    - { name: squid-b, address: 172.16.28.10 }\n',
    ['15:9 egress.proxies[1].name: squid-b is already the name of entry 1 of this list'],
  ],
  [
    'two proxies at one address',
    '      drain: false\n',
    '      drain: false\n    - { name: squid-c, address: 172.16.28.9 }\n',
    ['15:24 egress.proxies[1].address: 172.16.28.9 is already the address of squid-b'],
  ],
  [
    'two proxies of one public address',
    '      drain: false\n',
    '      publicAddress: 203.0.113.9\n    - { name: squid-c, address: 172.16.28.10, publicAddress: 203.0.113.9 }\n',
    [
      '15:47 egress.proxies[1].publicAddress: 203.0.113.9 is already the public address of squid-b',
      ...['14:7 egress.proxies[0]', '15:47 egress.proxies[1]'].map(
        (place) =>
          `${place}.publicAddress: warning: 203.0.113.9 is in a range for documentation (RFC 5737), which is not routable; set each environment’s Flexible IP under environments.<environment> [address-documentation]`,
      ),
    ],
  ],
  [
    'no proxy',
    '    - name: squid-b\n      address: 172.16.28.9\n      port: 3128\n      drain: false\n',
    '',
    ['10:3 egress.proxies: has no value; give it one, or leave the key out'],
  ],
  [
    'an empty list of proxies',
    'proxies:\n    - name: squid-b\n      address: 172.16.28.9\n      port: 3128\n      drain: false\n',
    'proxies: []\n',
    ['10:3 egress.proxies: is an empty list; add at least one entry'],
  ],
  [
    'nodes outside the private network',
    'sources: [172.16.28.20]',
    'sources: [172.16.28.20, 10.0.0.1]',
    ['8:27 nodePool.sources[1]: 10.0.0.1 is outside 172.16.28.0/22, the private network of development and production'],
  ],
  [
    'a range of nodes with bits beyond its prefix',
    'sources: [172.16.28.20]',
    'sources: [172.16.28.21/30]',
    ['8:13 nodePool.sources[0]: 172.16.28.21/30 has bits set beyond its prefix; did you mean 172.16.28.20/30?'],
  ],
  [
    'a range of nodes that is too long',
    'sources: [172.16.28.20]',
    'sources: [172.16.28.20/33]',
    ['8:13 nodePool.sources[0]: 172.16.28.20/33 has no prefix length from /0 to /32 after its address'],
  ],
  [
    'nodes said twice',
    'sources: [172.16.28.20]',
    'sources: [172.16.28.20, 172.16.28.20]',
    ['8:27 nodePool.sources[1]: is the same address as entry 1 of this list; remove one'],
  ],
  [
    'no nodes',
    'sources: [172.16.28.20]',
    'sources: []',
    ['8:3 nodePool.sources: is an empty list; add at least one entry'],
  ],
  [
    'nodes that are not known are a warning',
    '  sources: [172.16.28.20]\n',
    '',
    [
      '4:1 nodePool.sources: warning: is not known, so only network policies and, where it is set, the client certificate keep other tenants’ nodes off this tenant’s proxy; name the addresses of the pool’s nodes [nodes-unknown]',
    ],
  ],
  [
    'a pool whose least is above its most',
    'size: { min: 1, max: 3 }',
    'size: { min: 4, max: 3 }',
    ['7:11 nodePool.size.min: 4 is above max, which is 3'],
  ],
]);
