import { z } from 'zod';
import { WEB_PORTS } from '../vocabulary';
import { dateFault } from './date';
import { hostFault } from './host';
import { label } from './names';
import { ports, refusedKeys, text, unique } from './schema';

const host = text({ 'host-invalid': hostFault }).meta({
  description: 'A host (api.example.com), or a domain and all names below it (.example.com)',
});

const note = text({ 'note-invalid': noteFault });

const allowedHost = z
  .strictObject({
    host,
    ports: ports.meta({ description: 'TCP ports of the host' }).default([...WEB_PORTS]),
    owner: note
      .meta({ description: 'Who answers for this entry, for example team-pay. Default: not recorded' })
      .optional(),
    reason: note.meta({ description: 'Why the host is allowed, for reviewers. Default: not recorded' }).optional(),
    until: text({ 'date-invalid': dateFault })
      .meta({
        description:
          'Last day of the entry, for example 2027-03-31. After it check gives a warning; the host stays allowed. Default: no end',
      })
      .optional(),
    sni: z
      .enum(['any'])
      .meta({
        description:
          'any: do not compare the name inside TLS with the host, for clients that send none or another one. Default: it has to be the host, or a name below .example.com',
      })
      .optional(),
  })
  .meta({ id: 'AllowedHost', description: 'A host, its ports and why it is allowed' });

refusedKeys.add(allowedHost, { list: 'is an entry of its own in egress.allow; a shared list holds hosts only' });

const sharedList = z
  .strictObject({ list: label.meta({ description: 'Name of the list in allowLists of the environment' }) })
  .meta({ id: 'SharedList', description: 'A list that the environment offers' });

refusedKeys.add(sharedList, { ports: 'is set in the list itself, in allowLists of the environment' });

/** An entry of a list without references: a host by itself stands for its default ports. */
const ofHost = z
  .union([host, allowedHost])
  .transform((entry) => (typeof entry === 'string' ? allowedHost.parse({ host: entry }) : entry));

/** An entry of `egress.allow`. */
export const allowed = z
  .union([host, allowedHost, sharedList])
  .transform((entry) => (typeof entry === 'string' ? allowedHost.parse({ host: entry }) : entry));

export const allowLists = z
  .record(label, z.array(ofHost).min(1))
  .meta({ description: 'Lists of public hosts that tenants can add to egress.allow, by name. Default: none' });

export const denyHosts = unique(host, 'host').meta({
  description:
    'Hosts that no tenant reaches, whatever its allow list and mode. Compared with the name that a request has, so that a tenant without an allow list can still reach their addresses; for hosts of an allow list also with the name inside TLS. Default: none',
});

/** Returns why `text` is not a note, or undefined if it is one. */
function noteFault(text: string): string | undefined {
  return /^\S(.{0,198}\S)?$/.test(text)
    ? undefined
    : 'is not a note (expected one line of 1 to 200 characters without blanks at its ends)';
}
