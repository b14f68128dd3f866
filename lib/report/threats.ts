import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Control, Threat } from './types';

interface ThreatMatrix {
  readonly threats: readonly Threat[];
  readonly controls: readonly Control[];
}

/** The threat matrix of docs/isolation.md. `npm run docs` writes the file from what the lab attacks. */
export function threatMatrix(): ThreatMatrix {
  return JSON.parse(readFileSync(join(__dirname, 'assets/threats.json'), 'utf8')) as ThreatMatrix;
}
