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
  /** Attributes of the client's certificate, such as CN. Default: it presents none. */
  readonly cert?: Readonly<Record<string, string>>;
  /** Where it came in. Default: it is not known. */
  readonly local?: { readonly address: string; readonly port: number; readonly name: string };
}

/** What url_regex compares with. */
export function urlOf(request: SquidRequest): string {
  const host = request.host.includes(':') && !request.host.startsWith('[') ? `[${request.host}]` : request.host;
  if (request.method === 'CONNECT') return `${host}:${request.port}`;
  const scheme = request.scheme ?? 'http';
  const usual = { http: 80, https: 443, ftp: 21 }[scheme];
  return `${scheme}://${host}${request.port === usual ? '' : `:${request.port}`}${request.path ?? '/'}`;
}
