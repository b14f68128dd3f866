import { ATTRIBUTES, HIERARCHY_CODES, INITIATORS } from './acl-words';

/** What is wrong with a value, or with their number, as a place among the values and a message. */
interface ValueFault {
  readonly index: number;
  readonly message: string;
}

type Check = (values: readonly string[]) => ValueFault | undefined;

/** What Squid refuses about the values of an ACL line, by type. Addresses and ports are compared elsewhere. */
const CHECKS: Readonly<Record<string, Check>> = {
  annotate_client: (values) => need(values) ?? first(values, /^.+=./, 'a pair such as name=value'),
  annotate_transaction: (values) => need(values) ?? first(values, /^.+=./, 'a pair such as name=value'),
  at_step: (values) =>
    each(values, (value) => /^(sslbump[123]|generatingconnect)$/i.test(value), 'a step such as SslBump1'),
  ca_cert: attribute,
  user_cert: attribute,
  client_connection_mark: (values) => need(values) ?? each(values, isMark, 'a mark such as 0x20 or 0x20/0xff'),
  external: need,
  has: (values) =>
    need(values) ??
    first(values, /^(request|response|ALE)$/, 'request, response or ALE') ??
    (values.length > 1 ? { index: 1, message: 'has takes one value' } : undefined),
  hier_code: (values) =>
    each(values, (value) => HIERARCHY_CODES.has(value), 'a code of the hierarchy such as HIER_DIRECT'),
  max_user_ip: (values) => need(values) ?? first(values, /^0*[1-9]\d{0,9}$/, 'a number from 1'),
  maxconn: (values) => need(values) ?? first(values, /^0*[1-9]/, 'a number from 1'),
  note: need,
  random: (values) => need(values) ?? probability(values[0] as string),
  ssl_error: (values) =>
    each(
      values,
      (value) =>
        /^(\d.*|SQUID_[A-Z\d_]+|X509_V_ERR_(?!UNSPECIFIED$)[A-Z\d_]+|(ssl::)?cert(HasExpired|NotYetValid|DomainMismatch|Untrusted|SelfSigned))$/.test(
          value,
        ),
      'an error of TLS such as X509_V_ERR_CERT_HAS_EXPIRED',
    ),
  time: (values) => each(values, isTime, 'a time such as 9:00-17:00'),
  transaction_initiator: (values) =>
    each(values, (value) => INITIATORS.has(value), 'an initiator such as client, internal or all'),
};

/** Returns what Squid refuses about the values of an ACL line, or undefined if it reads them. */
export function valueFault(type: string, values: readonly string[]): ValueFault | undefined {
  return Object.hasOwn(CHECKS, type) ? CHECKS[type]?.(values) : undefined;
}

function need(values: readonly string[]): ValueFault | undefined {
  return values.length === 0 ? { index: 0, message: 'the type needs a value' } : undefined;
}

function each(
  values: readonly string[],
  isValid: (value: string) => boolean,
  expected: string,
): ValueFault | undefined {
  const index = values.findIndex((value) => !isValid(value));
  return index < 0 ? undefined : fault(values, index, expected);
}

function first(values: readonly string[], shape: RegExp, expected: string): ValueFault | undefined {
  return shape.test(values[0] ?? '') ? undefined : fault(values, 0, expected);
}

function fault(values: readonly string[], index: number, expected: string): ValueFault {
  return { index, message: `"${values[index]}" is not valid (expected ${expected})` };
}

function attribute(values: readonly string[]): ValueFault | undefined {
  return (
    need(values) ??
    each(
      values.slice(0, 1),
      (value) => ATTRIBUTES.has(value) || /^\d+(\.\d+)+$/.test(value),
      'an attribute such as CN, or a number such as 2.5.4.3',
    )
  );
}

/** Squid reads `0` as the beginning of a number in octal. */
function isMark(value: string): boolean {
  const parts = value.split('/');
  return (
    parts.length <= 2 && parts.every((part) => /^(0x[\da-f]+|0[0-7]+|[1-9]\d*)$/i.test(part) && Number(part) < 2 ** 32)
  );
}

function probability(value: string): ValueFault | undefined {
  const [, of, all] = /^(\d+)[:/](\d+)/.exec(value) ?? [];
  const isRatio =
    of !== undefined && Number(of) > 0 && Number(all) > 0 && (value.includes(':') || Number(of) <= Number(all));
  const isPart = /^0\.\d*[1-9]/.test(value);
  return isRatio || isPart ? undefined : fault([value], 0, 'a probability such as 0.25 or 1/4');
}

/** Squid complains of other letters in its log, and goes on. */
function isTime(value: string): boolean {
  if (/^[^\d]*$/.test(value) || !/^\d/.test(value)) return true;
  const [hour = 24, minute = 60, lastHour = 25, lastMinute = 60] = (
    /^(\d+):(\d+)-(\d+):(\d+)/.exec(value)?.slice(1) ?? []
  ).map(Number);
  const [start, end] = [hour * 60 + minute, lastHour * 60 + lastMinute];
  return minute < 60 && lastMinute < 60 && start < 24 * 60 && end <= 24 * 60 && start <= end;
}
