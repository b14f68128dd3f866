import { applyScript, isLive, push, reconcile, vmsAreCurrent } from '../commands';
import type { Runbook, Step } from '../runbook';
import { alertSigns } from './_signs';
import { perTenant } from './_vms';

/** A list was delivered that denies what has to pass, or lets pass what must not. */
export const wrongAllowList: Runbook = (model) =>
  perTenant(model, (tenant) => {
    const { environment } = model;
    const { allow, proxies } = tenant.egress;
    if (allow === undefined) return undefined;
    const apply = `npm run vm:apply -- --env ${environment.name} --tenant ${tenant.name}`;
    return {
      key: 'wrongAllowList',
      title: `A wrong allow list of ${tenant.name} was delivered`,
      signs: [
        ...alertSigns(environment, ['EgressDeniedSpike']),
        'requests that worked before are answered with 403, and the log has denied_by: list',
        'or a review finds a host on the list that does not belong there',
      ],
      meanwhile:
        'Requests to hosts that are missing are denied. Hosts that are listed by mistake are reached. Everything else is untouched.',
      tell: [
        { role: 'tenant', what: 'which hosts were denied or open, from when to when' },
        { role: 'security', what: 'if hosts were open: which, and what the log has of them' },
      ],
      inputs: [
        {
          name: 'COMMIT',
          text: `the commit that changed the list; git log -5 --oneline -- ${tenant.source} ${environment.source} shows the last ones`,
        },
      ],
      steps: [
        ...proxies.map(
          (proxy): Step => ({
            text: `Put back what ${proxy.name} ran before its last change. This takes seconds and needs no commit. Skip it if the list was not the last change.`,
            run: [applyScript(environment, tenant, proxy, '--restore')],
            prints: ['applied, listening'],
          }),
        ),
        {
          text: 'Take the change back in Git, so that the next delivery does not bring it again.',
          run: ['git revert --no-edit "$COMMIT"', 'npm run check'],
        },
        push(environment),
        {
          text: 'Bring what still differs: nothing, if the first step did.',
          run: [apply],
        },
        reconcile(),
      ],
      checks: [vmsAreCurrent(environment, tenant), isLive(environment, tenant)],
      back: {
        text: 'If the list was right after all, take the revert back and deliver again.',
        steps: [
          { text: 'Take the revert back.', run: ['git revert --no-edit HEAD', 'npm run check'] },
          push(environment),
          { text: 'Deliver the list.', run: [apply] },
        ],
        checks: [vmsAreCurrent(environment, tenant)],
      },
    };
  });
