import type { Command, Option } from 'commander';
import { EgressError } from '../errors';

/**
 * Refuses options that npm took for its own: `npm run plan --exit-code` runs the command without the option. npm
 * passes them on in the environment.
 *
 * @param args what the command did get
 * @throws EgressError (2) with the line that does what was meant
 */
export function refuseNpmOptions(command: Command, args: readonly string[], environment: NodeJS.ProcessEnv): void {
  if (environment.npm_lifecycle_event !== command.name()) return;
  const taken = command.options.filter((option) => wasTaken(option, args, environment));
  if (taken.length === 0) return;
  // A value after a space was not taken along: it is the next argument.
  const values = [...args];
  const meant = taken.flatMap((option) => {
    const value = environment[variableOf(option.long ?? '')];
    if (!option.required && !option.optional) return [option.long ?? ''];
    if (value !== 'true') return [option.long ?? '', value ?? ''];
    return [option.long ?? '', ...values.splice(0, option.variadic ? values.length : 1)];
  });
  const names = taken.map(({ long }) => long).join(', ');
  throw new EgressError(
    [
      `npm took ${names} for ${taken.length === 1 ? 'an option' : 'options'} of its own; options of the command follow "--":`,
      `  npm run ${command.name()} -- ${[...meant, ...values].join(' ')}`,
    ].join('\n'),
    2,
  );
}

function wasTaken({ long, hidden }: Option, args: readonly string[], environment: NodeJS.ProcessEnv): boolean {
  if (!long || hidden || args.some((arg) => arg === long || arg.startsWith(`${long}=`))) return false;
  const value = environment[variableOf(long)];
  return value !== undefined && value !== '' && value !== 'false';
}

function variableOf(long: string): string {
  return `npm_config_${long.slice(2).replaceAll('-', '_')}`;
}
