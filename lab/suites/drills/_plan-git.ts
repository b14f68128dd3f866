import type { Plan } from './_plan';
import { type DrillWorld, NEW_URL } from './_world';

const POLICY = 'dist/base/platform/validatingadmissionpolicy-egress-tenant-guardrails.yaml';

/** A change of a tenant's list that denies what its workloads need. */
export const planWrongList: Plan = {
  fault: 'a list without the host that the workloads need is delivered',
  plant: async (world) => {
    const render = 'npm run synth && git commit -qam "Change the list" && git push -q origin HEAD:main';
    await world.shell(`sed -i 's/allow: .*/allow: [partner.example]/' tenants/client-b.yaml && ${render}`);
    await world.shell('npm run vm:apply -- --env production --tenant client-b');
    expect(await statusOf(world)).toBe('403');
    return { COMMIT: (await world.shell('git rev-parse HEAD')).trim() };
  },
  solved: async (world) => expect(await statusOf(world)).toBe('200'),
  after: async (world) => {
    // The way back has delivered the wrong list again.
    expect(await statusOf(world)).toBe('403');
    await world.shell('git revert --no-edit HEAD && git push -q origin HEAD:main');
    await world.shell('npm run vm:apply -- --env production --tenant client-b');
    expect(await statusOf(world)).toBe('200');
  },
};

async function statusOf(world: DrillWorld): Promise<string> {
  return (await world.curl('client-b', '-o', '/dev/null', '-w', '%{http_code}', 'http://ifconfig.me/ip')).stdout;
}

/** A change of an admission policy that refuses everything in tenants' namespaces. */
export const planLockout: Plan = {
  fault: 'a policy that refuses everyone is applied',
  plant: async (world) => {
    const refuseAll = (text: string) => text.replace(/- expression: variables\.named [^\n]*/, '- expression: "false"');
    const commit = await world.deliver(POLICY, refuseAll);
    const { lab } = world;
    await askFlux(world);
    await lab.waitFor('the policy is applied', async () => {
      const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/egress-tenant-guardrails';
      return JSON.stringify((await lab.api.get(path))?.spec).includes('"expression":"false"');
    });
    await lab.waitFor('Flux is refused', async () => {
      await askFlux(world);
      return (await lab.flux.condition('client-egress-prod'))?.message.includes('ValidatingAdmissionPolicy');
    });
    return { COMMIT: commit };
  },
};

async function askFlux({ lab }: DrillWorld): Promise<void> {
  await lab.source.git('status');
  await lab.flux.reconcile('client-egress-prod');
}

/** Flux's controller and its objects are gone. */
export const planFlux: Plan = {
  fault: 'the controller and all of Flux’s objects are gone',
  plant: async (world) => {
    await world.loseFlux();
    return {};
  },
};

/** The address of the repository leads nowhere. */
export const planGit: Plan = {
  fault: 'the repository’s address leads nowhere',
  plant: async (world) => {
    world.lab.source.redirect('/platform/egress', 'https://git.example.com/gone');
    return { NEW: NEW_URL };
  },
};
