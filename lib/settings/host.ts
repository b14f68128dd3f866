import { domainToASCII } from 'node:url';
import { addressFault } from './address';
import { show } from './text';
import { TOP_LEVEL_DOMAINS } from './top-level-domains';

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;

const IN_CLUSTER = /(^|\.)(svc|cluster\.local|localhost)$/;

/** Returns why `text` is not a host to allow, such as `api.example.com` or `.example.com` (it and all below it), or undefined if it is. */
export function hostFault(text: string): string | undefined {
  if (text === '') return 'is empty: name a host such as api.example.com';
  if (/[\r\n\u0085\u2028\u2029]/.test(text)) return `${show(text)} contains a line break: write one host per entry`;
  if (/\s/.test(text)) return `${show(text)} contains a space: write one host per entry`;
  if (isNumeric(bare(text))) return numeric(text);
  if (SCHEME.test(text)) return `${show(text)} is an address with a scheme${meant(text)}`;
  if (text.includes('*')) return wildcard(text);
  if (text.includes('/'))
    return `${show(text)} contains a path: a proxy sees the host of a TLS connection and no more${meant(text)}`;
  if (text.includes('@')) return `${show(text)} contains a user name${meant(text)}`;
  if (/^[^:]+:\d+$/.test(text)) {
    const [host = '', port] = text.split(':');
    const right = Number(port) >= 1 && Number(port) <= 65535 && hostFault(host) === undefined;
    return `${show(text)} contains a port${right ? `: write { host: ${host}, ports: [${Number(port)}] }` : meant(text)}`;
  }
  if (text.includes(':')) return numeric(text);
  if (/[^\0-\x7f]/.test(text)) return international(text);
  if (text.endsWith('.')) return `${show(text)} ends in a dot${meant(text)}`;
  if (/[A-Z]/.test(text)) return `${show(text)} has upper case${meant(text)}`;
  return grammarFault(text);
}

/** Returns why `text` is not a host that pods reach directly, or undefined if it is one, such as `db.shop.internal`. */
export function privateHostFault(text: string): string | undefined {
  if (text.startsWith('.') || text.includes('*'))
    return `${show(text)} stands for many names (expected one host, for example db.shop.internal); list each host`;
  if (isNumeric(bare(text)) || text.includes('::'))
    return `${show(text)} is an address (expected a host name, for example db.shop.internal); addresses are set by cidr`;
  if (IN_CLUSTER.test(text)) return `${show(text)} is inside the cluster and is already reached directly; remove it`;
  return hostFault(text) === undefined
    ? undefined
    : `${show(text)} is not a valid host name (expected all of it, in lower case, for example db.shop.internal)`;
}

/** Returns why `text` is not a single public host, or undefined if it is one, such as `sftp.partner.example`. */
export function partnerHostFault(text: string): string | undefined {
  if (text.startsWith('.'))
    return `${show(text)} stands for many names (expected one host, for example sftp.partner.example); list each host`;
  const fault = hostFault(text);
  if (fault !== undefined || !isPrivateName(text)) return fault;
  return `${show(text)} is a name within the cluster or a private network (expected a public host, for example sftp.partner.example); pods reach it directly, by egress.private`;
}

/** In examples and tests they stand for public names (RFC 2606). */
const RESERVED = ['example', 'test'];

/** Never in the public DNS: for networks of one's own, and names of Services as pods may write them (`kubernetes.default`). */
export function isPrivateName(name: string): boolean {
  if (/(^|\.)(internal|local|home\.arpa)$/.test(name)) return true;
  const [, last = '', ...more] = name.split('.');
  return more.length === 0 && !RESERVED.includes(last) && !last.startsWith('xn--') && !TOP_LEVEL_DOMAINS.has(last);
}

function grammarFault(text: string): string | undefined {
  const name = text.startsWith('.') ? text.slice(1) : text;
  const labels = name.split('.');
  const isEmpty = labels.includes('');
  const wrong = labels.find((label) => label !== '' && !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label));
  if (isEmpty || wrong !== undefined) {
    const empty = isEmpty ? ' has an empty part between two dots' : ' is not a valid host name';
    const characters =
      wrong === undefined
        ? ''
        : `${isEmpty ? ', and' : ':'} ${show(wrong)} may contain only letters, digits, and dashes inside`;
    return `${show(text)}${empty}${characters}`;
  }
  if (labels.some((label) => label.length > 63)) return `${show(text)} has a part of more than 63 characters`;
  if (name.length > 253) return `${show(text)} is longer than a host name may be (253 characters)`;
  if (labels.length === 1 && !text.startsWith('.'))
    return `${show(text)} is not a full host name; write it in full, for example ${name}.example.com`;
  if (IN_CLUSTER.test(name))
    return `${show(text)} is inside the cluster, which is reached directly and never through the proxy: leave it out`;
  return undefined;
}

function wildcard(text: string): string {
  if (text === '*') return '* is not a host; remove `allow` to allow any public host';
  const below = punycode(`.${text.replace(/^\*\.?/, '')}`);
  const fix =
    !below.includes('*') && hostFault(below) === undefined
      ? `; did you mean ${below}, which is it and all below it?`
      : '';
  return `${show(text)} contains a *${fix || ': a leading dot, as in .example.com, means all below'}`;
}

function international(text: string): string {
  const ascii = punycode(text);
  if (!/^[a-z0-9.-]+$/.test(ascii)) return `${show(text)} is not a valid host name`;
  return `${show(text)} is not ASCII; write its Punycode, ${ascii}, and check that it is the host that you mean`;
}

/** Of what is ASCII: itself; empty: there is none. */
function punycode(text: string): string {
  if (!/[^\0-\x7f]/.test(text)) return text;
  const ascii = domainToASCII(text.replace(/^\./, ''));
  return ascii !== '' && text.startsWith('.') ? `.${ascii}` : ascii;
}

function numeric(text: string): string {
  return `${show(text)} is an IP address where a host name is meant: partners’ addresses change, their names stay`;
}

function isNumeric(text: string): boolean {
  return addressFault(text) === undefined || /(^|\.)(\d+|0x[0-9a-f]*)\.?$/i.test(text);
}

/** Without a scheme, a user, a path, a port, and dots at the end. */
function bare(text: string): string {
  return text
    .replace(SCHEME, '')
    .replace(/[/?#].*$/s, '')
    .replace(/^.*@/, '')
    .replace(/:\d*$/, '')
    .replace(/\.+$/, '');
}

function meant(text: string): string {
  const host = punycode(bare(text).toLowerCase());
  if (host === '' || host === text) return ': name the host alone';
  const fault = hostFault(host);
  return fault === undefined ? `; did you mean ${host}?` : `, and ${fault}`;
}
