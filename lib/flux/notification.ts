import { Construct } from 'constructs';
import {
  Alert,
  AlertSpecEventSeverity,
  type AlertSpecEventSources,
  AlertSpecEventSourcesKind,
  Provider,
  ProviderSpecType,
} from '../../imports/notification.toolkit.fluxcd.io';
import { type Notification as Settings, webAddress } from '../model/notifications';
import type { Flux, Tenant } from '../model/types';
import { FLUX_SYSTEM, guardrailsName, notificationName, workloadsName } from '../vocabulary';

const TYPES: Readonly<Record<Settings['kind'], ProviderSpecType>> = {
  slack: ProviderSpecType.SLACK,
  webhook: ProviderSpecType.GENERIC,
  github: ProviderSpecType.GITHUB,
  gitlab: ProviderSpecType.GITLAB,
};

/**
 * Events that say nothing yet. Both have the severity info, of which notification-controller would make the status
 * `success` of a commit that is not applied.
 */
const UNDECIDED = ['^Dependencies do not meet ready condition', '^Health checks canceled'];

interface NotificationProps {
  readonly environment: string;
  readonly flux: Flux;
  readonly notification: Settings;
  /** Only events of this tenant's two Kustomizations. @default - all of the environment */
  readonly tenant?: Pick<Tenant, 'name'>;
}

/**
 * A Provider and its Alert, both in flux-system: controllers refuse references to other namespaces, and there the Secret
 * with the address is out of the tenants' reach.
 */
export class Notification extends Construct {
  constructor(scope: Construct, id: string, props: NotificationProps) {
    super(scope, id);
    const { environment, flux, notification, tenant } = props;
    const { kind, secret, channel, severity = 'error', repository } = notification;
    const isStatus = kind === 'github' || kind === 'gitlab';
    const metadata = { name: notificationName(flux.name, secret), namespace: FLUX_SYSTEM };
    new Provider(this, 'provider', {
      metadata,
      spec: {
        type: TYPES[kind],
        channel,
        address: isStatus ? (repository ?? webAddress(flux.source.url ?? '')) : undefined,
        secretRef: { name: secret },
      },
    });
    const isAll = isStatus || severity === 'info';
    new Alert(this, 'alert', {
      metadata,
      spec: {
        providerRef: { name: metadata.name },
        eventSeverity: isAll ? AlertSpecEventSeverity.INFO : AlertSpecEventSeverity.ERROR,
        eventSources: tenant ? eventsOf(flux, tenant.name) : allEvents(isStatus, flux.artifacts),
        exclusionList: isAll ? UNDECIDED : undefined,
        eventMetadata: { environment, ...(tenant ? { tenant: tenant.name } : {}) },
      },
    });
  }
}

function eventsOf(flux: Flux, tenant: string): AlertSpecEventSources[] {
  return [guardrailsName, workloadsName].map((nameOf) => ({
    kind: AlertSpecEventSourcesKind.KUSTOMIZATION,
    name: nameOf(flux.name, tenant),
  }));
}

/** By `*`, so that a new tenant changes no file but its own. Only Kustomizations know the commit that they have applied. */
function allEvents(isStatus: boolean, artifacts: boolean): AlertSpecEventSources[] {
  const kinds = [
    ...(isStatus ? [] : [AlertSpecEventSourcesKind.GIT_REPOSITORY]),
    ...(artifacts && !isStatus ? [AlertSpecEventSourcesKind.ARTIFACT_GENERATOR] : []),
    AlertSpecEventSourcesKind.KUSTOMIZATION,
  ];
  return kinds.map((kind) => ({ kind, name: '*' }));
}
