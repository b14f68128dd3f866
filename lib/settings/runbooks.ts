import { z } from 'zod';
import { durationFault } from './duration';
import { text } from './schema';
import { show } from './text';

/** A contact is printed into a page of Markdown, which people read and no program does. */
const contact = text({
  'runbook-contact-invalid': (value) =>
    /^[^|<>`*[\]\\]{3,200}$/.test(value)
      ? undefined
      : `${show(value)} is not a contact for a page (expected one line of 3 to 200 characters without | < > \` * [ ] \\, for example: on call, +33 1 23 45 67 89)`,
});

const goal = (value: string, description: string) =>
  text({ 'duration-invalid': durationFault })
    .meta({ description: `${description}: time until it works again` })
    .default(value);

const goals = z
  .strictObject({
    proxyVmLost: goal('30m', 'The VM of one proxy is lost'),
    allProxiesLost: goal('45m', 'The VMs of all proxies of a tenant are lost'),
    flexibleIpMoved: goal('15m', 'A proxy’s Flexible IP is on another machine, or on none'),
    zoneLost: goal('1h', 'An availability zone is lost'),
    tenantAuthorityLost: goal('30m', 'The certificate authority of a tenant is lost or has leaked'),
    gitLost: goal('1h', 'The Git repository is lost'),
    fluxLost: goal('30m', 'Flux is lost'),
    clusterLost: goal('4h', 'The cluster is lost and built again'),
    wrongAllowList: goal('10m', 'A wrong allow list was delivered'),
    addressBlocked: goal('15m', 'A partner blocks an address'),
    logStoreDown: goal('4h', 'The central log store is down'),
    tenantCompromised: goal('10m', 'A tenant is compromised, until it is cut off and the evidence is kept'),
    admissionLockout: goal('15m', 'Admission policies lock the platform out'),
  })
  .meta({ description: 'Goals for the time to recover, which the runbooks show' })
  .prefault({});

/** Whom runbooks name, and the goals that they show. */
export const runbooks = z
  .strictObject({
    contacts: z
      .strictObject({
        platform: contact.meta({
          description: 'The platform’s engineer on call, for example: on call, +33 1 23 45 67 89',
        }),
        security: contact
          .meta({ description: 'Who decides about security incidents. Default: contacts.platform' })
          .optional(),
        partners: contact
          .meta({ description: 'Who speaks with partners about addresses. Default: contacts.platform' })
          .optional(),
      })
      .meta({ description: 'Whom to tell' }),
    goals,
  })
  .meta({
    description:
      'Runbooks with the names and addresses of this environment, written to dist/runbooks/. They need infrastructure. Default: none',
  });
