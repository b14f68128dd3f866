import { type Explanation, type Hop, placeText, type Way } from '../explain';
import { printable } from '../lint/printable';
import type { Reason, ReasonHop, ReasonWay } from './types';

/** An explanation as the page shows it: short, and without characters that cannot be seen. */
export function reasonOf({ target, verdict, sentence, ways }: Explanation): Reason {
  return {
    target: printable(target),
    verdict,
    sentence: printable(sentence.replace(/^\w+: /, '')),
    ways: ways.map(wayOf),
  };
}

function wayOf({ by, verdict, hops }: Way): ReasonWay {
  const byGateway = by === 'direct' && hops.some(({ hop }) => hop === 'gateway');
  const title = byGateway ? 'By the gateway' : by === 'proxy' ? 'By the proxy' : 'Without the proxy';
  return { by: title, verdict, hops: hops.map(hopOf) };
}

function hopOf({ hop, at, verdict, text, rendered, settings, change }: Hop): ReasonHop {
  return {
    name: printable(at === undefined ? hop : `${hop} of ${at}`),
    verdict,
    text: printable(text),
    places: [rendered, settings].flatMap((place) => (place ? [printable(placeText(place))] : [])),
    ...(change === undefined || verdict === 'allowed' ? {} : { change: printable(change) }),
  };
}
