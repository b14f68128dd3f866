/** Where and how a file format carries our one line. */
interface Format {
  /** The first line, if the format has a claim on it: then ours is the second. */
  readonly claim: RegExp;
  /** The line around our sentence, without a line break. */
  readonly wrap: (sentence: string) => string;
  /** The text with our line in it. */
  readonly insert: (content: string, line: string) => string;
}

const NOTHING = /^(?!)/;

function insertLine(claim: RegExp): Format['insert'] {
  return (content, line) => {
    const end = content.indexOf('\n') + 1;
    return claim.test(content) ? `${content.slice(0, end)}${line}\n${content.slice(end)}` : `${line}\n${content}`;
  };
}

const HASH_CLAIM = /^(#!|#cloud-|## template:)/;
const hash: Format = { claim: HASH_CLAIM, wrap: (sentence) => `# ${sentence}`, insert: insertLine(HASH_CLAIM) };

// XML allows no double hyphen inside a comment, a DNS label does.
const comment = (sentence: string) => `<!-- ${sentence.replace(/-(?=-)/g, '-&#8203;')} -->`;
const MARKUP_CLAIM = /^(<!doctype|<\?xml)/i;
const markup: Format = { claim: MARKUP_CLAIM, wrap: comment, insert: insertLine(MARKUP_CLAIM) };
const markdown: Format = { claim: NOTHING, wrap: comment, insert: insertLine(NOTHING) };

const json: Format = {
  claim: /^\{$/m,
  wrap: (sentence) => `  "//": ${JSON.stringify(sentence)}`,
  // As text: parsing and printing again would move keys that look like numbers before ours.
  insert: (content, line) => {
    const value: unknown = JSON.parse(content);
    if (value === null || typeof value !== 'object' || Array.isArray(value) || Object.hasOwn(value, '//')) {
      throw new Error('only a JSON object without a key "//" can be written');
    }
    const rest = content.trimStart().slice(1);
    if (Object.keys(value).length === 0) return `{\n${line}\n}\n`;
    return `{\n${line},${rest.startsWith('\n') ? '' : '\n'}${rest}`;
  },
};

const FORMATS: Readonly<Record<string, Format>> = {
  yaml: hash,
  yml: hash,
  conf: hash,
  cfg: hash,
  nft: hash,
  txt: hash,
  sh: hash,
  service: hash,
  timer: hash,
  html: markup,
  svg: markup,
  md: markdown,
  json,
};

/** Undefined: not a format that we can write. */
export function formatOf(path: string): Format | undefined {
  if (path.endsWith('/CODEOWNERS')) return hash;
  const extension = /\.([^./]+)$/.exec(path)?.[1] ?? '';
  return Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined;
}
