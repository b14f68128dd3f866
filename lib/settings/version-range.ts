import { show } from './text';

/** Flux's grammar (Masterminds/semver): numbers may be wild, and a version may have a pre-release and build metadata. */
const VERSION = String.raw`v?(?:\d+|[xX*])(?:\.(?:\d+|[xX*])){0,2}(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?`;
const COMPARISON = new RegExp(String.raw`^(=|!=|>|<|>=|=>|<=|=<|~|~>|\^|)\s*(${VERSION})`);
const BOTH_ENDS = new RegExp(String.raw`(${VERSION})\s+-\s+(${VERSION})`, 'g');

interface Comparison {
  readonly operator: string;
  readonly version: string;
}

/** The alternatives of a range, each of which is comparisons that all have to hold. Undefined: it is not a range. */
function parseVersionRange(text: string): readonly (readonly Comparison[])[] | undefined {
  const alternatives = text.replace(BOTH_ENDS, '>=$1 <=$2').split('||').map(parseComparisons);
  return alternatives.every((each) => each !== undefined) ? alternatives : undefined;
}

function parseComparisons(text: string): readonly Comparison[] | undefined {
  const found: Comparison[] = [];
  let rest = text.trim();
  do {
    const [all, operator, version] = COMPARISON.exec(rest) ?? [];
    if (all === undefined || operator === undefined || version === undefined) return undefined;
    found.push({ operator, version });
    const after = rest.slice(all.length);
    rest = after.replace(/^(\s*,\s*|\s+)/, '');
    if (after !== '' && rest === after) return undefined;
    if (after !== '' && rest === '') return undefined;
  } while (rest !== '');
  return found;
}

/** Returns an error message for what Flux does not take as a range of versions, or undefined. */
export function versionRangeFault(text: string): string | undefined {
  return /^[\x20-\x7e]+$/.test(text) && parseVersionRange(text)
    ? undefined
    : `${show(text)} is not a range of versions (expected, for example, >=1.0.0)`;
}

/** Whether a range has no upper end, so that a version of any height is in it. */
export function isOpenRange(text: string): boolean {
  return (parseVersionRange(text) ?? []).some((comparisons) => !comparisons.some(hasUpperEnd));
}

function hasUpperEnd({ operator, version }: Comparison): boolean {
  return !/^[!>]|^=>/.test(operator) && /^v?\d/.test(version);
}
