import { commit, isLive, push, reconcile } from '../commands';
import type { Runbook, Step } from '../runbook';
import { alertSigns } from './_signs';
import { describe, perProxy } from './_vms';

/** A partner refuses one of the public addresses. */
export const addressBlocked: Runbook = (model) =>
  perProxy(model, ({ tenant, proxy }) => {
    const { environment } = model;
    const others = tenant.egress.proxies.filter((other) => other !== proxy && other.publicAddress !== undefined);
    // With one proxy there is nothing to switch to: only the partner can solve it.
    if (proxy.publicAddress === undefined || others.length === 0) return undefined;
    const drain = (value: boolean, text: string): Step[] => [
      {
        text,
        change: {
          file: tenant.source,
          path: ['environments', environment.name, 'egress', 'proxies', { name: proxy.name }, 'drain'],
          value,
        },
      },
      {
        text: 'Render and commit it.',
        run: ['npm run synth', ...commit(`${value ? 'Drain' : 'Use'} ${proxy.name} of ${tenant.name}`)],
      },
      push(environment),
      reconcile(),
    ];
    return {
      key: 'addressBlocked',
      title: `A partner blocks ${proxy.publicAddress}`,
      signs: [
        'requests to one partner time out or are refused, others work',
        `in the log of ${proxy.name}, the partner’s host has status 503 or 403 and denied_by is -`,
        ...alertSigns(environment, ['EgressErrorRatioHigh']),
      ],
      meanwhile: `Requests to that partner fail while they leave by ${describe(proxy)}. Everything else works.`,
      tell: [
        { role: 'partners', what: `which partner blocks ${proxy.publicAddress}, since when, and what it answers` },
        {
          role: 'tenant',
          what: `requests leave by ${others.map(({ publicAddress }) => publicAddress).join(' or ')} until it is solved`,
        },
      ],
      steps: drain(
        true,
        `Let new connections use the other proxy. Partners have to allow ${others.map(({ publicAddress }) => publicAddress).join(' and ')} as well.`,
      ),
      checks: [
        isLive(environment, tenant, others.map(({ publicAddress }) => `ok: leaves by ${publicAddress}`).slice(0, 1)),
      ],
      back: {
        text: `When the partner allows ${proxy.publicAddress} again, use the proxy again.`,
        steps: drain(false, 'Use the proxy again.'),
        checks: [isLive(environment, tenant)],
      },
    };
  });
