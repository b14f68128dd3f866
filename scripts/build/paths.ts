import { join, resolve } from 'node:path';

export const ROOT = resolve(__dirname, '../..');
export const BUILD = join(ROOT, 'build');
