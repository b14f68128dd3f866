import { domainToASCII } from 'node:url';
import { addressFault } from './address';
import { show } from './text';

/** Why `text` is no host to allow; undefined: it is `api.example.com`, or `.example.com` for it and all below it. */
export function hostFault(text: string): string | undefined {
  if (text === '') return 'is empty: name a host such as api.example.com';
  if (/[\r\n\u0085\u2028\u2029]/.test(text)) return `${show(text)} holds a line break: one host an entry`;
  if (/\s/.test(text)) return `${show(text)} holds a space: one host an entry`;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    return `${show(text)} is an address with a scheme${meant(text.replace(/^[^:]*:\/\//, ''))}`;
  if (text.includes('*')) return wildcard(text);
  if (text.includes('/'))
    return `${show(text)} holds a path: a proxy sees the host of a TLS connection and no more${meant(text)}`;
  if (text.includes('@')) return `${show(text)} holds a user name${meant(text.replace(/^.*@/, ''))}`;
  if (/^[^:]+:\d+$/.test(text)) {
    const [host = '', port] = text.split(':');
    return `${show(text)} holds a port: write { host: ${host}, ports: [${port}] }`;
  }
  if (text.includes(':') || isNumeric(text))
    return `${show(text)} is an IP address where a host name is meant: partners’ addresses change, their names stay`;
  if (/[^\0-\x7f]/.test(text)) return international(text);
  if (text.endsWith('.')) return `${show(text)} ends in a dot${meant(text)}`;
  if (/[A-Z]/.test(text)) return `${show(text)} has upper case${meant(text)}`;
  return grammarFault(text);
}

function grammarFault(text: string): string | undefined {
  const name = text.startsWith('.') ? text.slice(1) : text;
  const labels = name.split('.');
  const wrong = labels.find((label) => !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label));
  if (wrong !== undefined) {
    return wrong === ''
      ? `${show(text)} has an empty part between two dots`
      : `${show(text)} is no host name: ${show(wrong)} is not made of letters, digits and dashes within`;
  }
  if (labels.some((label) => label.length > 63)) return `${show(text)} has a part of more than 63 characters`;
  if (name.length > 253) return `${show(text)} is longer than a host name may be (253 characters)`;
  if (labels.length === 1 && !text.startsWith('.'))
    return `${show(text)} is no public host: write it in full, such as ${name}.example.com`;
  if (/(^|\.)(svc|cluster\.local|localhost)$/.test(name))
    return `${show(text)} is inside the cluster, which is reached directly and never through the proxy: leave it out`;
  return undefined;
}

function wildcard(text: string): string {
  if (text === '*') return '* is no host: leave `allow` out to allow any public host';
  const rest = text.replace(/^\*\.?/, '');
  const fix =
    rest !== '' && grammarFault(`.${rest}`) === undefined
      ? `; did you mean .${rest}, which is it and all below it?`
      : '';
  return `${show(text)} holds a *${fix || ': a leading dot, as in .example.com, means all below'}`;
}

function international(text: string): string {
  const ascii = domainToASCII(text.replace(/^\./, ''));
  if (ascii === '') return `${show(text)} is no host name`;
  return `${show(text)} is not ASCII; write its Punycode, ${text.startsWith('.') ? '.' : ''}${ascii}, and check that it is the host that you mean`;
}

function isNumeric(text: string): boolean {
  return addressFault(text) === undefined || /(^|\.)(\d+|0x[0-9a-f]*)\.?$/i.test(text);
}

function meant(rest: string): string {
  const host = rest
    .replace(/[/?#].*$/s, '')
    .replace(/:\d*$/, '')
    .replace(/\.+$/, '')
    .toLowerCase();
  return /^[\x21-\x7e]+$/.test(host) && grammarFault(host) === undefined
    ? `; did you mean ${host}?`
    : ': name the host alone';
}
