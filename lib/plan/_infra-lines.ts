import { infraPath, USER_DATA } from '../vocabulary';
import { isDeployedByApply } from './_machine';
import { addressLine } from './_public-addresses';
import type { Style } from './_style';
import { line } from './_values';
import type { InfraPlan, MachineFile, MachinePlan } from './types';

/** More lines than this of one file are counted, not shown. */
const MOST = 20;

const SIGNS = { added: '+', changed: '~', removed: '-' } as const;

/** What changes below `dist/infra/<environment>`: a line a machine, with the lines of its files that come and go. */
export function infraLines(environment: string, infra: InfraPlan, style: Style): string[] {
  const { terraform, unmanaged = [] } = infra;
  const entries = (['added', 'changed', 'removed'] as const).flatMap((how) =>
    infra[how].flatMap((machine) => [
      `${style[how](`${SIGNS[how]} proxy ${machine.tenant}/${machine.proxy}`)}${filesOf(machine)}`,
      ...(machine.destructive ?? []).map((reason) => `    ${style.destructive('DESTRUCTIVE')}: ${line(reason)}`),
      ...machine.files.filter(({ lines }) => lines.length > 0).flatMap((file) => fileLines(file, style)),
    ]),
  );
  const addresses = (infra.publicAddresses ?? []).map((plan) => style.changed(`! ${addressLine(environment, plan)}`));
  const pull = (infra.pull ?? []).map((text) => style.changed(`! ${line(text)}`));
  return [
    infraPath(environment),
    ...[
      ...pull,
      ...addresses,
      ...entries,
      ...(terraform ? [style[terraform.how](`${SIGNS[terraform.how]} main.tf.json`)] : []),
      ...(terraform ? blockLines(terraform, style) : []),
      ...unmanaged.map(({ name, how }) => style[how](`${SIGNS[how]} ${line(name)} (unmanaged file)`)),
    ].map((text) => `  ${text}`),
  ];
}

/** The blocks of a file that changes; of one that is added or removed as a whole, what is lost. */
function blockLines({ how, blocks }: NonNullable<InfraPlan['terraform']>, style: Style): string[] {
  const quiet = how === 'changed' ? blocks.filter(({ destructive }) => destructive.length === 0) : [];
  // One line that is left out is as long as the line that says so.
  const shown = quiet.length > MOST + 1 ? quiet.slice(0, MOST) : quiet;
  const more = quiet.length - shown.length;
  const lines = blocks
    .filter((block) => block.destructive.length > 0 || shown.includes(block))
    .flatMap(({ address, how: sign, from, destructive }) => [
      painted(`${SIGNS[sign]} ${address}${from === undefined ? '' : ` (was ${from})`}`, style),
      ...destructive.map((reason) => `    ${style.destructive('DESTRUCTIVE')}: ${line(reason)}`),
    ]);
  return [...lines, ...(more > 0 ? [style.quiet(`and ${more} more blocks`)] : [])].map((text) => `      ${text}`);
}

function filesOf({ files }: MachinePlan): string {
  if (files.length === 0) return '';
  const ways = [
    ...(files.some(({ name }) => isDeployedByApply(name)) ? ['delivered to the VM by its apply.sh'] : []),
    ...(files.some(({ name }) => name === USER_DATA) ? [`${USER_DATA} takes effect when the VM is created again`] : []),
  ];
  return `: ${files.map(({ name }) => name).join(', ')}${ways.length > 0 ? ` (${ways.join('; ')})` : ''}`;
}

function fileLines({ name, lines }: MachineFile, style: Style): string[] {
  const shown = lines.map((text) => painted(`${text.slice(0, 2)}${line(text.slice(2))}`, style));
  return [`      ${name}:`, ...capped(shown, style, 'lines')];
}

function capped(lines: readonly string[], style: Style, what: string): string[] {
  // One line that is left out is as long as what tells so.
  const shown = lines.length > MOST + 1 ? lines.slice(0, MOST) : lines;
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [style.quiet(`and ${more} more ${what}`)] : [])].map((text) => `      ${text}`);
}

function painted(text: string, style: Style): string {
  if (text.startsWith('+')) return style.added(text);
  return text.startsWith('-') ? style.removed(text) : style.changed(text);
}
