import type { Config, Directive } from '../../config';
import { needsLogin } from '../../decide/leaf';
import type { Found, RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'An ACL without the directive that it needs',
  why: 'Squid does not start: proxy_auth needs an auth_param … program line above it, external the external_acl_type of its name, adaptation_service the service of its name.',
  fix: 'Put the directive above the ACL, or correct the name.',
  good: ['auth_param basic program /usr/lib/squid/basic_ncsa_auth /etc/squid/users', 'acl known proxy_auth REQUIRED'],
  bad: ['acl known proxy_auth REQUIRED'],
  check: (config) => {
    const above: Directive[] = [];
    return config.directives.flatMap((directive) => {
      const missing = directive.name === 'acl' ? missingFor(directive, above, config) : undefined;
      if (NEEDED.has(directive.name)) above.push(directive);
      return missing ?? [];
    });
  },
};

const SERVICES = ['icap_service', 'ecap_service', 'adaptation_service_set', 'adaptation_service_chain'];
const NEEDED = new Set(['auth_param', 'external_acl_type', ...SERVICES]);

function missingFor({ args }: Directive, above: readonly Directive[], config: Config): Found | undefined {
  const [, type, value] = args;
  const isAbove = (names: readonly string[]) =>
    above.some((directive) => names.includes(directive.name) && directive.args[0]?.text === value?.text);
  const hasLogin = above.some(({ name, args: [, word] }) => name === 'auth_param' && word?.text === 'program');
  if (!type || value?.kind === 'list') return undefined;
  switch (type.text) {
    case 'proxy_auth':
    case 'proxy_auth_regex':
      return hasLogin ? undefined : found(type, `${type.text} needs an auth_param … program line above it`);
    case 'external':
      if (!value) return undefined;
      if (!isAbove(['external_acl_type'])) return found(value, `no external_acl_type above defines ${value.text}`);
      return hasLogin || !needsLogin(config, value.text)
        ? undefined
        : found(value, `${value.text} asks for a user, which needs an auth_param … program line above it`);
    case 'adaptation_service':
      return !value || isAbove(SERVICES) ? undefined : found(value, `no service above has the name ${value.text}`);
    default:
      return undefined;
  }
}
