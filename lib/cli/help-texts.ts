import { programOf } from './program';

/** What `--help` prints, by command; under an empty name that of the program. */
export function helpTexts(): Readonly<Record<string, string>> {
  let text = '';
  const program = programOf({ out: (line) => (text += `${line}\n`), err: () => {}, exitCode: 0 });
  const commands = [program, ...program.createHelp().visibleCommands(program)];
  return Object.fromEntries(
    commands.map((command) => {
      text = '';
      command.outputHelp();
      return [command === program ? '' : command.name(), text];
    }),
  );
}
