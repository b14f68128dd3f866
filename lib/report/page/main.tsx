import { render } from 'preact';
import type { ReportData } from '../types';
import { App } from './app';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as ReportData;
const root = document.getElementById('app') as HTMLElement;

function show(isPrinted: boolean): void {
  render(<App data={data} isPrinted={isPrinted} />, root);
}

show(false);
// On paper there is nothing to click: all views, and all rows that match.
addEventListener('beforeprint', () => show(true));
addEventListener('afterprint', () => show(false));
