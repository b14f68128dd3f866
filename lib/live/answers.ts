import { printable } from '../lint/printable';
import { formatAddress, parseRange } from '../settings/address';
import type { Output } from '../vms';
import { lastWords } from './kubectl';
import type { World } from './types';

/** Codes of curl for a connection that is refused, or that does not come about in time. */
const REFUSED = [7, 28];

/** Codes of curl that come after a connection: an answer without success, TLS that fails, a connection that ends. */
const CONNECTED = [22, 35, 51, 52, 56, 60];

/** What a request of a pod has come to. */
export type Answer =
  /** It was answered, with this text. */
  | { readonly kind: 'answered'; readonly text: string }
  /** It was refused or came to nothing, as a policy makes it. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It failed for another reason, for example a name that is not known. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The container has no curl. */
  | { readonly kind: 'no client' };

/** What one pod of a workload has seen, in one round. */
export interface Round {
  /** The pod. */
  readonly object: string;
  readonly url: string;
  readonly through: Answer;
  /** The same target without the proxy. */
  readonly direct: Answer;
  /** The API server’s own address, which no tenant reaches. */
  readonly apiServer: Answer;
}

/** Kubernetes gives the first address of the services' range to the API server. */
export function apiServerUrl({ environment }: World): string {
  const { first } = parseRange(environment.cluster.serviceCidr);
  return `https://${formatAddress(first + 1)}/`;
}

/** kubectl ends as curl does, and says itself that a container has no curl. */
export function answerOf(output: Pick<Output, 'code' | 'stdout' | 'stderr'>): Answer {
  const { code, stdout, stderr } = output;
  if (code === 0) return { kind: 'answered', text: stdout.trim() };
  const isMissing = /executable file not found|no such file or directory|not found in \$PATH/i.test(stderr);
  if (code === 126 || code === 127 || isMissing) return { kind: 'no client' };
  const reason = /^curl: .*$/m.exec(stderr)?.[0] ?? lastWords(output);
  return { kind: REFUSED.includes(code ?? 0) ? 'refused' : 'failed', reason: printable(reason) };
}

/** The same of a request that has to be refused: whatever comes after a connection shows that there was one. */
export function directAnswerOf(output: Pick<Output, 'code' | 'stdout' | 'stderr'>): Answer {
  const answer = answerOf(output);
  if (answer.kind === 'answered' || answer.kind === 'no client') return answer;
  if (CONNECTED.includes(output.code ?? 0) || /Operation timed out|SSL connection timeout/.test(answer.reason))
    return { kind: 'answered', text: '' };
  return /Resolving timed out/.test(answer.reason) ? { kind: 'failed', reason: answer.reason } : answer;
}
