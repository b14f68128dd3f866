import { branchOf } from './commands';
import { type Drill, drillOf } from './drills';
import type { Equipped, Page, Role, Step } from './runbook';

/** The page, as people read it. */
export function markdownOf(environment: Equipped, page: Page, drill: Drill | undefined = drillOf(page)): string {
  const { contacts, goals } = environment.runbooks;
  const where = [environment.name, page.tenant?.name, page.proxy, page.zone].filter((part) => part !== undefined);
  const { back } = page;
  return [
    `# ${page.title}`,
    [`${where.join(' / ')} · goal: **${goals[page.key]}** until all checks pass`, drilled(drill)].join('\n\n'),
    ['Noticed by:', '', ...page.signs.map((sign) => `- ${sign}`)].join('\n'),
    page.meanwhile,
    section('Tell', tell(page, contacts)),
    section('Before you begin', before(environment, page)),
    section('Steps', steps(page.steps)),
    section('Check', steps(page.checks)),
    section('Go back', [back.text, steps([...(back.steps ?? []), ...(back.checks ?? [])])]),
  ]
    .join('\n\n')
    .concat('\n');
}

function section(title: string, parts: string | readonly string[]): string {
  return [`## ${title}`, ...[parts].flat().filter(Boolean)].join('\n\n');
}

function drilled(drill: Drill | undefined): string {
  if (drill === undefined) {
    return '**Not drilled yet.** No run has shown that these steps do what they say: read each command before you run it.';
  }
  const back = drill.back ? ', the way back included' : '';
  return `Drilled in the project’s lab on ${drill.date}${back}: ${drill.seconds} s from the fault (${drill.fault}) until all checks passed. People, approvals and the cloud take longer.`;
}

function tell({ tell: notices, tenant }: Page, contacts: Equipped['runbooks']['contacts']): string {
  const whom: Readonly<Record<Role, string>> = {
    platform: `the platform (${contacts.platform})`,
    security: `security (${contacts.security ?? contacts.platform})`,
    partners: `who speaks with partners (${contacts.partners ?? contacts.platform})`,
    tenant: tenant
      ? `the owners of ${tenant.name}${tenant.owners ? ` (${tenant.owners.join(', ')})` : ''}`
      : 'the owners of the tenants',
  };
  return ['| whom | what |', '|---|---|', ...notices.map(({ role, what }) => `| ${whom[role]} | ${what} |`)].join('\n');
}

function before(environment: Equipped, { inputs = [], steps: own, checks, back }: Page): string[] {
  const { name, infrastructure } = environment;
  const all = [...own, ...checks, ...(back.steps ?? []), ...(back.checks ?? [])];
  const commands = all.flatMap(({ run = [] }) => run).join('\n');
  const cloud = [...new Set(all.flatMap((step) => step.cloud ?? []))];
  const programs = [...['kubectl', 'ssh', 'git'].filter((program) => uses(program, commands)), ...cloud];
  return [
    `The platform’s engineer on call runs all commands in one bash, in the root of a checkout of this repository at the tip of ${branchOf(environment)}, after npm ci. They need ${programs.join(', ')}. Each block has to end with exit code 0, unless it says otherwise.${
      programs.includes('ssh')
        ? ` The VMs let in ${infrastructure.ssh.join(', ')}, as root, and know your ssh key.`
        : ''
    }${programs.includes('kubectl') ? ` kubectl’s current context is the cluster of ${name}, with cluster-admin.` : ''}`,
    ...inputs.map(({ name: variable, text }) => `Set ${variable}: ${text}.\n\n\`\`\`bash\nexport ${variable}=\n\`\`\``),
  ];
}

/** By itself, or by a command of ours. */
function uses(program: string, commands: string): boolean {
  if (new RegExp(`(^|[|&;(]) *${program} `, 'm').test(commands)) return true;
  if (program === 'ssh') return /vm:|apply\.sh|run live/.test(commands);
  return program === 'kubectl' && /run live|--secret/.test(commands);
}

function steps(all: readonly Step[]): string {
  return all
    .map((step, index) => `${index + 1}. ${stepText(step).replaceAll('\n', '\n   ')}`)
    .join('\n\n')
    .replace(/^ +$/gm, '');
}

function stepText(step: Step): string {
  const { text, run, change, cloud } = step;
  const stand = cloud ? ` *(In drills, a stand-in takes the place of ${cloud}.)*` : '';
  return [
    `${text}${stand}`,
    ...(change ? [`In ${change.file}, set ${pathText(change.path)} to ${change.value}.`] : []),
    ...(run ? [`\`\`\`bash\n${run.join('\n')}\n\`\`\``, expected(step)] : []),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function pathText(path: NonNullable<Step['change']>['path']): string {
  return path
    .map((key) => (typeof key === 'string' ? key : `[${key.name}]`))
    .join('.')
    .replaceAll('.[', '[');
}

/** What has to come of it, in words; empty: exit code 0, at once. */
function expected({ exits = 0, prints = [], within }: Step): string {
  const parts = [
    ...(exits === 0 ? [] : [`it ends with exit code ${exits}`]),
    ...(prints.length > 0 ? [`it prints ${prints.map((text) => `\`${text}\``).join(' and ')}`] : []),
  ];
  const again = within
    ? `Repeat it for up to ${within % 60 === 0 ? `${within / 60} min` : `${within} s`} until it ${parts.length > 0 ? 'does' : 'succeeds'}.`
    : '';
  return [parts.length > 0 ? `Expected: ${parts.join(', and ')}.` : '', again].filter(Boolean).join(' ');
}
