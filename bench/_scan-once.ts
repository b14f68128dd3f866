/** Scans one file, as `npm run scan` does, and prints how many findings there are. */
import { readFileSync } from 'node:fs';
import { decode, parse, scan } from '../lib/squid';

const [, , file = ''] = process.argv;
console.log(scan(parse(file, decode(readFileSync(file)), { version: 5 })).length);
