import type { Command } from 'commander';
import { withNotes } from './_help';
import type { Io } from './io';
import { sharedCommand } from './options';

export function auditPodsCommand(io: Io): Command {
  const command = sharedCommand('audit:pods', 'record which pod has which address, for audit:join')
    .option('--context <name>', 'context of the kubeconfig. Default: the current one')
    .action(async ({ context }: { readonly context?: string }) => {
      const { recordPods } = require('../audit') as typeof import('../audit');
      const aborted = new AbortController();
      const abort = () => aborted.abort();
      process.once('SIGINT', abort).once('SIGTERM', abort);
      try {
        await recordPods({
          kubectl: context === undefined ? [] : ['--context', context],
          write: (line) => io.out(JSON.stringify(line)),
          report: (message) => io.err(message),
          signal: aborted.signal,
        });
      } finally {
        process.off('SIGINT', abort).off('SIGTERM', abort);
      }
    });
  return withNotes(command, {
    notes: [
      'Prints one line of JSON per change, for audit:join, until it is interrupted. kubectl needs the rights to list and watch',
      'pods in all namespaces. Run it as a service and append its output to a file (docs/audit.md).',
    ].join('\n'),
    examples: [['audit:pods --context production >> pods.jsonl', 'record until Ctrl-C']],
  });
}
