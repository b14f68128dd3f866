import type { Environment } from '../model/types';

/** A rule of Prometheus, as its files and the operator's objects have it. */
export interface PrometheusRule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export type Monitoring = NonNullable<Environment['monitoring']>;

/** An environment with `monitoring`. */
export type Monitored = Environment & { readonly monitoring: Monitoring };

export interface Alert {
  /** For example `EgressProxyDown`. Its section in assets/alerts.md has the same name. */
  readonly name: string;
  readonly severity: 'critical' | 'warning';
  /** How long the expression has to hold. Default: no time at all */
  readonly for?: keyof Monitoring['durations'];
  /** Each result has the labels `environment` and `tenant`; what belongs to no tenant has the tenant `platform`. */
  readonly expr: string;
  /** One sentence, with labels as Prometheus fills them in. */
  readonly summary: string;
  /** How the value is written. Default: {@link NUMBER} */
  readonly value?: string;
}

/** What alerts are made of. */
export interface AlertContext {
  /** The selector of everything of this environment: `environment="development"`. */
  readonly own: string;
  readonly name: string;
  /** Whether Kustomizations read artifacts. */
  readonly artifacts: boolean;
  readonly thresholds: Monitoring['thresholds'];
  readonly durations: Monitoring['durations'];
}

export type Alerts = (context: AlertContext) => readonly Alert[];

/** Templates for values. */
export const NUMBER = '{{ $value | humanize }}';
export const SHARE = '{{ $value | humanizePercentage }}';
export const SECONDS = '{{ $value | humanizeDuration }}';
export const DAYS = '{{ $value | printf "%.1f" }} days';

/** Who is meant, for summaries. */
export const PROXY = 'proxy {{ $labels.proxy }} of {{ $labels.tenant }} in {{ $labels.environment }}';
export const TENANT = '{{ $labels.tenant }} in {{ $labels.environment }}';
