import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageScript } from './_script';
import type { ReportData } from './types';

const STYLES = ['page.css', 'print.css'];

/** The whole page in one file: its style, its script and its data. It asks the network for nothing, and may not. */
export function reportHtml(data: ReportData): string {
  const style = STYLES.map((name) => readFileSync(join(__dirname, 'assets', name), 'utf8').trim()).join('\n');
  const script = pageScript();
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `${[
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    '<title>Egress report</title>',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<noscript>This page needs JavaScript. The commands reach, explain and check print the same as text.</noscript>',
    '<div id="app"></div>',
    `<script type="application/json" id="data">${embedded(data)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
  ].join('\n')}\n`;
}

/** JSON in which nothing can end the element that it is in, or begin a comment. */
export function embedded(data: unknown): string {
  return JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
