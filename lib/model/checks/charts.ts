import { chartName } from '../../settings/charts';
import { isFrom } from '../../settings/image-name';
import { didYouMean } from '../../settings/nearest';
import type { Path } from '../../settings/place';
import { insideChartFault } from '../../settings/registries';
import { enumerate } from '../../settings/text';
import type { TenantCheck } from './_check';
import { hadWrongRegistries } from './_registries';

/** Of all values of one chart as JSON. A release that Helm stores is at most 1 MiB, with everything that it rendered. */
const LARGEST_VALUES = 100 * 1024;

/** Names of keys whose value is a password. */
const SECRET =
  /passw|passphrase|credential|(^|[a-z_.-])(secret|token)$|(access|encryption|private|api|secret|account)[_.-]?key$/i;

/** Names that match the above and are of a place where a password is. */
const PLACE = /existing|(name|file|path|ref|url|id|ttl|key[_.-]?name)$|^(use|create|enable|generate|mount)/i;

export const checkCharts: TenantCheck = (tenant, report) => {
  const { data, environment, wasWrong } = tenant;
  const registries = (data.registries ?? environment?.data.registries)?.filter((registry) => registry !== undefined);
  const isKnown = !hadWrongRegistries(tenant) && !hadWrongRegistries(environment);
  for (const [index, { chart, values, pods }] of (data.charts ?? []).entries()) {
    const at = (...path: Path) => ['charts', index, ...path];
    if (chart !== undefined && isKnown) {
      const name = chartName(chart);
      const inside = registries ? undefined : insideChartFault(name);
      if (registries && !isFrom(name, registries))
        report(
          'chart-not-allowed',
          at('chart'),
          `${name} is in none of the registries of ${data.registries ? 'this tenant' : 'the environment'} (${enumerate(registries)})${didYouMean(name, registries)}; use a chart of these, or add its registry`,
        );
      else if (environment && inside) report('chart-inside', at('chart'), inside);
    }
    if (values !== undefined) {
      const size = JSON.stringify(values).length;
      if (size > LARGEST_VALUES)
        report(
          'chart-values-too-large',
          at('values'),
          `has ${Math.ceil(size / 1024)} KiB, and the values of a chart have at most ${LARGEST_VALUES / 1024} KiB`,
        );
      for (const path of passwordsIn(values))
        report(
          'chart-value-secret',
          at('values', ...path),
          'looks like a password, which would be in the repository; put it into a Secret of the tenant’s namespace, and name its key under valuesFrom',
        );
    }
    if (environment && pods === undefined && !wasWrong(at('pods')) && !environment.data.cluster?.mutatingAdmission)
      report(
        'chart-pods-unset',
        at('pods'),
        (environments) =>
          `is not set, so that the containers of the chart get no proxy variables in ${environments}, and the API server refuses them there; list them, or set pods: [] if values do it`,
      );
  }
};

/** Where values have a text under a key that names a password. */
function passwordsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') {
    const key = path.findLast((step) => typeof step === 'string') ?? '';
    return value !== '' && SECRET.test(String(key)) && !PLACE.test(String(key)) ? [path] : [];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => passwordsIn(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => passwordsIn(member, [...path, key]));
}
