/** What stands before the @ of an address. The user of ssh alone is no secret, and what follows a port is a path. */
const USER_INFO = [
  /\b((?!ssh:)[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'@]*(?:@[^\s/?#"'@]*)*@/gi,
  /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'@:]*:(?!\d+[/\s])[^\s"']*@/gi,
  /(^|[\s"'(])[^\s/"'@:]+:[^\s/"'@]+@(?!sha\d+:)(?=[\w-]+\.)/g,
];

/** Values of parameters that hold secrets by their names. */
const PARAMETER = /([?&][\w.-]*(?:token|secret|passw(?:or)?d|pwd|key|sig|signature|auth)[\w.-]*=)[^\s&#"']+/gi;

/** Addresses that are secrets as a whole: everyone who knows one can post by it. */
const WEBHOOK =
  /\b(https?:\/\/(?:hooks\.slack\.com|(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks|[\w-]+\.webhook\.office\.com))\/[^\s"']+/gi;

/** A text without the passwords and tokens of addresses in it: CI keeps its logs, and forges show comments to everyone. */
export function withoutCredentials(text: string): string {
  return USER_INFO.reduce(
    (found, pattern) => found.replace(pattern, '$1***@'),
    text.replace(WEBHOOK, '$1/***'),
  ).replace(PARAMETER, '$1***');
}
