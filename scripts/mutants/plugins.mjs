import { appendFileSync } from 'node:fs';
import { declareClassPlugin, declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { InProcess } from './runner.mjs';

/** Words of a sentence that a person reads: what a change of it breaks, no test of behaviour can tell. */
function isProse(text) {
  return (text.match(/\b[a-z]{2,}\b/gi) ?? []).length >= 3 && !/[={}\n]/.test(text);
}

/** Leaves out strings of prose, in the rooms whose strings are messages. Those of lib/proxy are configuration. */
const prose = {
  shouldIgnore({ node }) {
    if (process.env.ROOM === 'proxy' || process.env.ROOM === 'gateway') return undefined;
    const text =
      node.type === 'StringLiteral'
        ? node.value
        : node.type === 'TemplateLiteral'
          ? node.quasis.map((part) => part.value.raw).join(' x ')
          : '';
    return isProse(text) ? 'prose' : undefined;
  },
};

/** Writes each result as it comes, so that a run that is stopped leaves what it has found. */
class Lines {
  onMutantTested({ fileName, location, mutatorName, replacement, status }) {
    const { line, column } = location.start;
    const result = { file: fileName.replace(/.*?\/(?=lib\/)/, ''), line, column, mutatorName, replacement, status };
    appendFileSync(process.env.RESULTS, `${JSON.stringify(result)}\n`);
  }
}

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'prose', prose),
  declareClassPlugin(PluginKind.Reporter, 'lines', Lines),
  declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcess),
];
