import type { SquidVersion } from '../config';

/** Codes by namespace, in the order in which Squid tries them: the first that a text begins with counts. */
const NAMESPACES: Readonly<Record<string, string>> = {
  adapt: 'all_trs sum_trs <last_h',
  icap: 'tt <last_h <A <service_name ru rm >st <st <bs >h <h tr tio to Hs',
  ssl: `bump_mode >cert_subject >cert_issuer >sni <cert_subject <cert_issuer <cert_errors <cert >negotiated_version
    <negotiated_version >negotiated_cipher <negotiated_cipher >received_hello_version <received_hello_version
    >received_supported_version <received_supported_version`,
  proxy_protocol: '>h',
};

const CODES = `>eui >qos <qos >nfmark <nfmark >handshake err_code err_detail note credentials master_xaction
  ACL DATA DST EXT_LOG EXT_TAG EXT_USER LOGIN METHOD MYADDR MYPORT PATH PORT PROTO SRCEUI48 SRCEUI64 SRCPORT SRC
  TAG URI USER_CERTCHAIN USER_CERT
  >la la >lp lp <la oa <lp ts tu tl tg tS tr <pt <tt dt >ha un ul ue Hs >Hs <Hs <bs Ss Sh mt >rm >ru >rs >rd >rP
  >rp >rq >rv rm ru rp rv rG <rm <ru <rs <rd <rP <rp <rq <rv >st >sh <st <sH <sS <sh st stP et ea sn
  >a >p >A <a <p <A >h <h >v %`;

/** Codes that not all versions have. */
const SOME: Readonly<Record<SquidVersion, string>> = {
  5: 'IDENT ui',
  6: 'IDENT ui request_attempts busy_time',
  7: 'request_attempts busy_time byte',
};

function split(codes: string): readonly string[] {
  return codes.trim().split(/\s+/);
}

/** The field of a PROXY protocol header that a code names before or after it. Code without a field is all of the header. */
const PROXY_FIELD = /^(:(version|command|src_addr|dst_addr|src_port|dst_port)|0|[1-9]\d{0,2})(:|$)/;

/** Whether a code of the PROXY protocol names a field that Squid does not know; other codes take any argument. */
function namesUnknownField(code: string, rest: string): boolean {
  if (!code.endsWith('proxy_protocol::>h')) return false;
  const field = (/\{([^}]*)/.exec(code) ?? /^\{([^}]*)/.exec(rest))?.[1];
  return field !== undefined && (!PROXY_FIELD.test(field) || Number(/^\d+/.exec(field)?.[0] ?? 0) > 255);
}

/** Returns the code that a text begins with, after its quoting, width and argument; undefined: Squid refuses it. */
function codeAt(text: string, version: SquidVersion): string | undefined {
  const [prefix = ''] = /^%(["'[#/])?-?0?\d*(\.\d*)?(\{[^}]*\}?)?/.exec(text) ?? [];
  const rest = text.slice(prefix.length);
  const namespaces = { ...NAMESPACES, tls: NAMESPACES.ssl, ...(version > 5 ? { transport: '>connection_id' } : {}) };
  for (const [name, codes = ''] of Object.entries(namespaces)) {
    const code = split(codes).find((known) => rest.startsWith(`${name}::${known}`));
    if (code !== undefined) return `${prefix}${name}::${code}`;
  }
  const http = /^http::(?!%)/.exec(rest)?.[0] ?? '';
  const code = split(`${SOME[version]} ${CODES}`).find((known) => rest.slice(http.length).startsWith(known));
  return code === undefined ? undefined : `${prefix}${http}${code}`;
}

/** Returns what Squid refuses about a format such as that of a log, or undefined if it knows all codes. */
export function formatFault(format: string, version: SquidVersion): string | undefined {
  for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', at)) {
    const rest = format.slice(at);
    const code = codeAt(rest, version);
    if (code === undefined || namesUnknownField(code, rest.slice(code.length)))
      return `Squid ${version} knows no code ${/^\S*/.exec(rest)?.[0]}`;
    at += code.length;
  }
  return undefined;
}

/** Whether a word is one code of external_acl_type and nothing else. */
export function isWholeCode(word: string, version: SquidVersion): boolean {
  if (/^%(USER_CERT_|USER_CA_CERT_|CA_CERT_)/.test(word)) return true;
  const modern = word.replace(/^%<\{/, '%<h{').replace(/^%>\{/, '%>ha{');
  const code = codeAt(modern, version);
  if (code === undefined) return false;
  const rest = modern.slice(code.length);
  if (namesUnknownField(code, rest)) return false;
  return rest === '' || (!code.includes('{') && /^\{[^}]*\}?$/.test(rest));
}
