import { addressBits } from '../../decide/addresses';
import { isReverse } from '../../decide/refusals';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'The proxy listens on every address',
  severity: 'error',
  why: 'A port without an address is open on the public interface too. Only ACLs and a firewall then stand between the proxy and the internet.',
  fix: 'http_port <private address>:3128.',
  good: ['http_port 172.16.28.8:3128'],
  bad: ['http_port 3128'],
  check: ({ ports }) =>
    ports
      .filter((port) => !isReverse(port))
      .filter(({ address }) => address === undefined || addressBits(address) === 0n || address === '0.0.0.0')
      .map((port) => found(port, `${port.directive.written} ${port.directive.args[0]?.text} listens on every address`)),
};
