import { normalHost } from './domains';

/** A request as Squid's ACLs see it. */
export interface SquidRequest {
  /** The client's address. */
  readonly src: string;
  /** In upper case. */
  readonly method: string;
  /** A name or an address, of the URL or of CONNECT's target. */
  readonly host: string;
  readonly port: number;
  /** Default: `/`; CONNECT has none. */
  readonly path?: string;
  /** Default: `http`; CONNECT has none. */
  readonly scheme?: string;
  /** What the host resolves to. Default: an address is itself, and of a name it is not known. */
  readonly dstAddresses?: readonly string[];
  /** The name that a reverse lookup gives for an address as host. Default: it is not known. */
  readonly reverseName?: string;
  /** The headers, by their names in lower case. Default: they are not known. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The user whose password was accepted. Default: none is given, so that Squid asks for one where it needs it. */
  readonly user?: string;
  /** Attributes of the client's certificate, such as CN. Default: it presents none. */
  readonly cert?: Readonly<Record<string, string>>;
  /** The port of the proxy that it arrives at. Default: it is not known. */
  readonly local?: { readonly address: string; readonly port: number; readonly name: string };
}

const USUAL: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21, wais: 210, whois: 43, gopher: 70 };

/** What url_regex compares with: percent signs are decoded. */
export function urlOf(request: SquidRequest): string {
  const host = normalHost(request.host);
  if (request.method === 'CONNECT') return `${host}:${request.port}`;
  const scheme = request.scheme ?? 'http';
  return decoded(
    `${scheme}://${host}${request.port === USUAL[scheme] ? '' : `:${request.port}`}${request.path ?? '/'}`,
  );
}

/** As Squid decodes the percent signs of a URL, byte by byte. */
export function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (all, hex: string) =>
    hex === '00' ? all : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
