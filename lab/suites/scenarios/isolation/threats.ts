import type { Control, Threat } from '../../../../lib/report';
import { type IsolationRecord, readRecord } from './_record';
import { WAYS, type Way } from './_ways';
import { ATTACKS } from './attacks';
import { CONTROLS } from './controls';

/** The threat matrix for the page that `report` writes, with the results on Calico. */
export function threatsFile(): string {
  const record = readRecord('calico') ?? { date: 'never', attacks: {} };
  const threats = WAYS.map((way) => threatOf(way, record));
  const controls = CONTROLS.map(({ name, title, rules }): Control => ({ name, title, rules }));
  return `${JSON.stringify({ threats, controls }, null, 2)}\n`;
}

function threatOf({ letter, title, remains }: Way, { attacks: seen }: IsolationRecord): Threat {
  const own = ATTACKS.filter(({ way }) => way === letter);
  const used = new Set(own.flatMap(({ controls }) => controls));
  const left = own.flatMap((attack) => attack.remains ?? []);
  return {
    letter,
    title,
    attacks: own.length,
    refused: own.filter(({ name }) => seen[name]?.all.through === false).length,
    controls: CONTROLS.filter(({ name }) => used.has(name)).map(({ name }) => name),
    remains: [...left.map((text) => `${text[0]?.toUpperCase()}${text.slice(1)}.`), ...(remains ? [remains] : [])],
  };
}
