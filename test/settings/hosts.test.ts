import { problemTests } from '../support/problem-cases';

// Hosts that are allowed: what is wrong, what of client-b.yaml is replaced by what, and what is printed.
problemTests([
  ['*', '- ifconfig.me', '- "*"', ['16:7 egress.allow[0]: * is not a host; remove `allow` to allow any public host']],
  [
    'a leading *',
    '- ifconfig.me',
    '- "*.ifconfig.me"',
    ['16:7 egress.allow[0]: *.ifconfig.me contains a *; did you mean .ifconfig.me, which is it and all below it?'],
  ],
  [
    'a * within',
    '- ifconfig.me',
    '- api.*.example',
    ['16:7 egress.allow[0]: api.*.example contains a *: a leading dot, as in .example.com, means all below'],
  ],
  [
    'a scheme',
    '- ifconfig.me',
    '- https://ifconfig.me',
    ['16:7 egress.allow[0]: https://ifconfig.me is an address with a scheme; did you mean ifconfig.me?'],
  ],
  [
    'a scheme and path',
    '- ifconfig.me',
    '- https://ifconfig.me/ip',
    ['16:7 egress.allow[0]: https://ifconfig.me/ip is an address with a scheme; did you mean ifconfig.me?'],
  ],
  [
    'a path',
    '- ifconfig.me',
    '- ifconfig.me/ip',
    [
      '16:7 egress.allow[0]: ifconfig.me/ip contains a path: a proxy sees the host of a TLS connection and no more; did you mean ifconfig.me?',
    ],
  ],
  [
    'a port',
    '- ifconfig.me',
    '- ifconfig.me:443',
    ['16:7 egress.allow[0]: ifconfig.me:443 contains a port: write { host: ifconfig.me, ports: [443] }'],
  ],
  [
    'a user name',
    '- ifconfig.me',
    '- me@ifconfig.me',
    ['16:7 egress.allow[0]: me@ifconfig.me contains a user name; did you mean ifconfig.me?'],
  ],
  [
    'a line break',
    '- ifconfig.me',
    '- "ifconfig.me\\nhttp_access allow all"',
    ['16:7 egress.allow[0]: "ifconfig.me\\nhttp_access allow all" contains a line break: write one host per entry'],
  ],
  [
    'a space',
    '- ifconfig.me',
    '- ifconfig.me other.example',
    ['16:7 egress.allow[0]: "ifconfig.me other.example" contains a space: write one host per entry'],
  ],
  [
    'an IPv4 address',
    '- ifconfig.me',
    '- 1.2.3.4',
    [
      '16:7 egress.allow[0]: 1.2.3.4 is an IP address where a host name is meant: partners’ addresses change, their names stay',
    ],
  ],
  ...['https://1.2.3.4/ip', '1.2.3.4:443', '10.0.0.0/8', '"*.1.2.3.4"'].map(
    (text) =>
      [
        `an IPv4 address, as ${text}`,
        '- ifconfig.me',
        `- ${text}`,
        [
          `16:7 egress.allow[0]: ${text.replaceAll('"', '')} is an IP address where a host name is meant: partners’ addresses change, their names stay`,
        ],
      ] as const,
  ),
  ...(
    [
      ['https://münchen.example/', 'is an address with a scheme; did you mean xn--mnchen-3ya.example?'],
      ['münchen.example:443', 'contains a port; did you mean xn--mnchen-3ya.example?'],
      ['"*.münchen.example"', 'contains a *; did you mean .xn--mnchen-3ya.example, which is it and all below it?'],
      ['ifconfig.me:99999', 'contains a port; did you mean ifconfig.me?'],
      ['"**.*ifconfig.me"', 'contains a *: a leading dot, as in .example.com, means all below'],
      ['～ifconfig.me', 'is not a valid host name'],
    ] as const
  ).map(
    ([text, message]) =>
      [
        `no guess that would be wrong, too, for ${text}`,
        '- ifconfig.me',
        `- ${text}`,
        [`16:7 egress.allow[0]: ${text.replaceAll('"', '')} ${message}`],
      ] as const,
  ),
  [
    'an IPv6 address',
    '- ifconfig.me',
    '- "2001:db8::1"',
    [
      '16:7 egress.allow[0]: 2001:db8::1 is an IP address where a host name is meant: partners’ addresses change, their names stay',
    ],
  ],
  [
    'an address in hexadecimal',
    '- ifconfig.me',
    '- 0x7f.1',
    [
      '16:7 egress.allow[0]: 0x7f.1 is an IP address where a host name is meant: partners’ addresses change, their names stay',
    ],
  ],
  [
    'characters beyond ASCII',
    '- ifconfig.me',
    '- münchen.example',
    [
      '16:7 egress.allow[0]: münchen.example is not ASCII; write its Punycode, xn--mnchen-3ya.example, and check that it is the host that you mean',
    ],
  ],
  [
    'characters that only look alike',
    '- ifconfig.me',
    '- .ifсonfig.me',
    [
      '16:7 egress.allow[0]: .ifсonfig.me is not ASCII; write its Punycode, .xn--ifonfig-zjg.me, and check that it is the host that you mean',
    ],
  ],
  [
    'upper case',
    '- ifconfig.me',
    '- IfConfig.me',
    ['16:7 egress.allow[0]: IfConfig.me has upper case; did you mean ifconfig.me?'],
  ],
  [
    'a dot at the end',
    '- ifconfig.me',
    '- ifconfig.me.',
    ['16:7 egress.allow[0]: ifconfig.me. ends in a dot; did you mean ifconfig.me?'],
  ],
  [
    'upper case and two dots',
    '- ifconfig.me',
    '- IfConfig..me',
    ['16:7 egress.allow[0]: IfConfig..me has upper case, and ifconfig..me has an empty part between two dots'],
  ],
  [
    'two dots and an underscore',
    '- ifconfig.me',
    '- if_config..me',
    [
      '16:7 egress.allow[0]: if_config..me has an empty part between two dots, and if_config may contain only letters, digits, and dashes inside',
    ],
  ],
  [
    'two dots',
    '- ifconfig.me',
    '- ifconfig..me',
    ['16:7 egress.allow[0]: ifconfig..me has an empty part between two dots'],
  ],
  [
    'an underscore',
    '- ifconfig.me',
    '- if_config.me',
    [
      '16:7 egress.allow[0]: if_config.me is not a valid host name: if_config may contain only letters, digits, and dashes inside',
    ],
  ],
  [
    'a single label',
    '- ifconfig.me',
    '- localhost',
    ['16:7 egress.allow[0]: localhost is not a full host name; write it in full, for example localhost.example.com'],
  ],
  [
    'inside the cluster',
    '- ifconfig.me',
    '- web.default.svc',
    [
      '16:7 egress.allow[0]: web.default.svc is inside the cluster, which is reached directly and never through the proxy: leave it out',
    ],
  ],
  ['nothing', '- ifconfig.me', '- ""', ['16:7 egress.allow[0]: is empty: name a host such as api.example.com']],
  [
    'a part of 64 characters',
    '- ifconfig.me',
    '- aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example',
    [
      '16:7 egress.allow[0]: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example has a part of more than 63 characters',
    ],
  ],
  [
    'a host twice',
    '    - .example.com',
    '    - ifconfig.me',
    ['17:7 egress.allow[1]: ifconfig.me is already entry 1 of this list; list all its ports there'],
  ],
  [
    'a host and its whole domain',
    '- ifconfig.me',
    '- example.com',
    ['16:7 egress.allow[0]: example.com is already covered by .example.com (entry 2 of this list); remove one of them'],
  ],
  [
    'a host below a domain of the list',
    '- ifconfig.me',
    '- api.example.com',
    [
      '16:7 egress.allow[0]: api.example.com is already covered by .example.com (entry 2 of this list); remove one of them',
    ],
  ],
  [
    'a domain below a domain of the list',
    '- ifconfig.me',
    '- .api.example.com',
    [
      '16:7 egress.allow[0]: .api.example.com is already covered by .example.com (entry 2 of this list); remove one of them',
    ],
  ],
  ['a host at another port than its domain is fine', '- ifconfig.me', '- { host: api.example.com, ports: [8443] }', []],
  [
    'a top-level domain is a warning',
    '- ifconfig.me',
    '- .me',
    [
      '16:7 egress.allow[0]: warning: .me allows a whole top-level domain; name the domain that is meant [allow-list-wide]',
    ],
  ],
  ['a port that is none', 'ports: [8443]', 'ports: [0]', ['18:44 egress.allow[2].ports[0]: 0 is below 1']],
  [
    'a port twice',
    'ports: [8443]',
    'ports: [8443, 8443]',
    ['18:50 egress.allow[2].ports[1]: is the same port as entry 1 of this list; remove one'],
  ],
  ['no port', 'ports: [8443]', 'ports: []', ['18:36 egress.allow[2].ports: is an empty list; add at least one entry']],
]);
