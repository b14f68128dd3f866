import { list, map } from '../data';
import { promSeconds } from '../settings/monitoring';
import { enumerate } from '../settings/text';
import type { WatchChange } from './types';

/** What a change of prometheus.yaml does: which metrics and rules Prometheus reads, and how often. */
export function prometheusChanges(before: unknown, after: unknown): readonly WatchChange[] {
  const [old, now] = [map(before), map(after)];
  const jobs = (side: unknown) => list(map(side).scrape_configs).map((job) => String(map(job).job_name));
  const rules = (side: unknown) => list(map(side).rule_files).map(String);
  const [gone, added] = [without(jobs(old), jobs(now)), without(jobs(now), jobs(old))];
  const unread = without(rules(old), rules(now));
  const every = (key: string, text: string) =>
    slower(map(old.global)[key], map(now.global)[key], (is, was) => `${text} every ${is} instead of ${was}`);
  return [
    ...(gone.length > 0 ? [weaker(`the metrics of ${enumerate(gone)} are no longer read`)] : []),
    ...(added.length > 0 ? [{ text: `the metrics of ${enumerate(added)} are read`, weaker: false }] : []),
    ...(unread.length > 0 ? [weaker(`Prometheus no longer loads ${enumerate(unread)}`)] : []),
    ...every('scrape_interval', 'metrics are read'),
    ...every('evaluation_interval', 'alerts are evaluated'),
  ];
}

/** What a change of alertmanager.yaml does: who gets messages, when, and what is hidden by what. */
export function alertmanagerChanges(before: unknown, after: unknown): readonly WatchChange[] {
  const [old, now] = [map(before), map(after)];
  const names = (side: unknown) => list(map(side).receivers).map((receiver) => String(map(receiver).name));
  const [route, newRoute] = [map(old.route), map(now.route)];
  const hidden = new Set(hidings(old));
  const gone = without(names(old), names(now));
  const [receiver, newReceiver] = [route.receiver, newRoute.receiver].map(String);
  const wait = (key: string, text: (is: string, was: string) => string) => slower(route[key], newRoute[key], text);
  return [
    ...(gone.length > 0
      ? [
          weaker(
            `the ${gone.length === 1 ? 'receiver' : 'receivers'} ${enumerate(gone)} of Alertmanager ${gone.length === 1 ? 'is' : 'are'} removed`,
          ),
        ]
      : []),
    ...(receiver === newReceiver ? [] : [weaker(`alerts go to the receiver ${newReceiver} instead of ${receiver}`)]),
    ...wait('group_wait', (is, was) => `the first message about a tenant is sent after ${is} instead of ${was}`),
    ...wait('group_interval', (is, was) => `the next message about a tenant is sent after ${is} instead of ${was}`),
    ...wait('repeat_interval', (is, was) => `an alert that still fires is repeated after ${is} instead of ${was}`),
    ...hidings(now)
      .filter((text) => !hidden.has(text))
      .map((text) => weaker(`no message is sent about ${text}`)),
  ];
}

interface Target {
  readonly address: string;
  readonly proxy: string;
}

/**
 * What a change of a tenant's targets does.
 *
 * @param watched proxies that alerts watch afterwards; others are gone, which is no change of their watching
 */
export function targetChanges(
  before: unknown,
  after: unknown,
  what: { readonly tenant: string; readonly isPublic: boolean; readonly watched: ReadonlySet<string> },
): readonly WatchChange[] {
  const kept = new Set(targetsIn(after).map(({ proxy }) => proxy));
  return targetsIn(before)
    .filter(({ proxy }) => !kept.has(proxy) && what.watched.has(proxy))
    .map(({ address, proxy }) => ({
      text: what.isPublic
        ? `nothing checks any more that ${address}, the proxy ${proxy} of ${what.tenant}, is closed to the internet`
        : `the metrics of the proxy ${proxy} of ${what.tenant} (${address}) are no longer read`,
      weaker: true,
      tenant: what.tenant,
    }));
}

function targetsIn(side: unknown): readonly Target[] {
  return list(side)
    .map(map)
    .flatMap(({ targets, labels }) =>
      list(targets).map((address) => ({ address: String(address), proxy: String(map(labels).proxy) })),
    );
}

/** `A while B fires` of each pair that an inhibition makes. */
function hidings(side: unknown): readonly string[] {
  const names = (matchers: unknown) =>
    list(matchers).flatMap((matcher) => /"(.*)"/.exec(String(matcher))?.[1]?.split('|') ?? []);
  return list(map(side).inhibit_rules)
    .map(map)
    .flatMap(({ source_matchers: by, target_matchers: of }) =>
      names(by).flatMap((source) => names(of).map((target) => `${target} while ${source} fires`)),
    );
}

function slower(before: unknown, after: unknown, text: (is: string, was: string) => string): readonly WatchChange[] {
  const [was, is] = [before, after].map((value) => (typeof value === 'string' ? value : ''));
  if (!was || !is || promSeconds(was) === promSeconds(is)) return [];
  return [{ text: text(is, was), weaker: promSeconds(is) > promSeconds(was) }];
}

function without(all: readonly string[], others: readonly string[]): readonly string[] {
  return all.filter((each) => !others.includes(each));
}

function weaker(text: string): WatchChange {
  return { text, weaker: true };
}
