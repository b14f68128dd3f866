import { enumerate } from '../settings/text';
import {
  CORDONED,
  GUARDRAILS_LABEL,
  ISOLATION_LABEL,
  ISOLATION_VALUE,
  REPORT,
  ROUTE_HOSTS,
  STATE,
} from '../vocabulary';
import type { Manifest } from './_objects';

/** What a change of a tenant’s namespace means for its guardrails, one sentence each. */
export function guardrailSteps(before: Manifest, after: Manifest): readonly string[] {
  if (after.kind !== 'Namespace' || after.metadata.labels?.[ISOLATION_LABEL] !== ISOLATION_VALUE) return [];
  return [...reports(before, after), ...hosts(before, after), ...state(before, after)];
}

/** Hosts by which requests from outside reach the tenant, and no longer do. */
function hosts(before: Manifest, after: Manifest): string[] {
  const [had, has] = [before, after].map((object) => object.metadata.annotations?.[ROUTE_HOSTS]?.split(',') ?? []);
  const added = has?.filter((host) => !had?.includes(host)) ?? [];
  const removed = had?.filter((host) => !has?.includes(host)) ?? [];
  return [
    ...(added.length > 0 ? [`requests for ${enumerate(added)} reach it from outside from now on`] : []),
    ...(removed.length > 0 ? [`requests for ${enumerate(removed)} no longer reach it`] : []),
  ];
}

function state(before: Manifest, after: Manifest): string[] {
  const [was, is] = [before, after].map((object) => object.metadata.annotations?.[STATE] === CORDONED);
  if (was === is) return [];
  return [
    is
      ? 'it is cordoned from now on: no new pods, and no new connections once vm:apply has brought the files of its proxies; running pods, data and addresses stay'
      : 'it is no longer cordoned: new pods start again, and new connections pass once vm:apply has brought the files of its proxies',
  ];
}

function reports(before: Manifest, after: Manifest): string[] {
  const [did, does] = [before, after].map((object) => object.metadata.labels?.[GUARDRAILS_LABEL] === REPORT);
  if (did === does) return [];
  return [
    does
      ? 'its guardrails are set to report from now on: the API server only warns of what admission policies and Pod Security would refuse'
      : 'its guardrails are enforced from now on: new pods that do not comply are refused; npm run live lists them before',
  ];
}
