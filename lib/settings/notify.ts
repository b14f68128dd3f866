import { z } from 'zod';
import { objectName } from './names';
import { platformUrlFault } from './repository-url';
import { issue, text, unique } from './schema';
import { show } from './text';

const secret = objectName.meta({
  description:
    'Secret in flux-system, which you create: address (the URL to send to) and perhaps token for slack and webhook, token for github and gitlab',
});

const channel = text({
  'notify-channel-invalid': (value) =>
    /^#?[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(value)
      ? undefined
      : `${show(value)} is not a channel (expected, for example, platform-alerts)`,
})
  .meta({ description: 'Channel, for a Slack app with a token. Only with slack. Default: that of the webhook' })
  .optional();

const severity = z
  .enum(['error', 'info'])
  .meta({ description: 'Which events are sent: failures alone, or all. Only with slack and webhook. Default: error' })
  .optional();

const oneSecret = ({ secret }: { readonly secret: string }) => secret;

/** Receivers of Flux's events in an environment. */
export const notify = unique(
  z
    .strictObject({
      kind: z
        .enum(['slack', 'webhook', 'github', 'gitlab'])
        .meta({ description: 'slack and webhook get messages; github and gitlab get the status of each commit' }),
      secret,
      channel,
      severity,
      repository: text({ 'repository-url': webFault })
        .meta({
          description:
            'Web address of the repository whose commits get a status. Only with github and gitlab. Default: from flux.source.url',
        })
        .optional(),
    })
    .superRefine((entry, context) => {
      const isStatus = entry.kind === 'github' || entry.kind === 'gitlab';
      const unused = isStatus
        ? (['channel', 'severity'] as const)
        : entry.kind === 'slack'
          ? (['repository'] as const)
          : (['channel', 'repository'] as const);
      for (const key of unused) {
        if (entry[key] !== undefined)
          context.addIssue(issue('notify-key-unused', `has no effect with ${entry.kind}; remove it`, [key]));
      }
    })
    .meta({ id: 'Notification', description: 'A receiver of what Flux reports' }),
  'secret',
  oneSecret,
);

/** Receivers of Flux's events about one tenant. Commit statuses are for the platform only: tenants have no repository there. */
export const tenantNotify = unique(
  z
    .strictObject({
      kind: z.enum(['slack', 'webhook']).meta({ description: 'Who gets the messages' }),
      secret: secret.meta({
        description:
          'Secret in flux-system, which the platform creates: address (the URL to send to) and perhaps token. Its name is the tenant’s name, or begins with <name>-',
      }),
      channel,
      severity,
    })
    .superRefine(({ kind, channel: named }, context) => {
      if (kind === 'webhook' && named !== undefined)
        context.addIssue(issue('notify-key-unused', `has no effect with ${kind}; remove it`, ['channel']));
    })
    .meta({ id: 'TenantNotification', description: 'A receiver of what Flux reports of a tenant' }),
  'secret',
  oneSecret,
);

function webFault(url: string): string | undefined {
  const fault = platformUrlFault(url);
  if (fault) return fault;
  return url.startsWith('https://')
    ? undefined
    : `${show(url)} is not a web address (expected, for example, https://github.com/example/platform)`;
}
