import { Command, type Option } from 'commander';
import { EgressError } from '../errors';
import { withNotes } from './_help';
import type { Io } from './io';

/** What a shell completes: the options and arguments of one command. */
interface Completed {
  readonly name: string;
  readonly description: string;
  readonly options: readonly Option[];
  /** Whether arguments are files. */
  readonly takesFiles: boolean;
}

const SHELLS: Readonly<Record<string, (commands: readonly Completed[]) => string>> = { bash, zsh, fish };

export function completionCommand(io: Io): Command {
  const command = new Command('completion')
    .description('print the completion script of a shell')
    .usage('SHELL')
    .argument('<shell>', 'bash, zsh or fish')
    .action((shell: string) => {
      const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
      if (!script) throw new EgressError(`"${shell}" is not a known shell (expected bash, zsh or fish)`, 2);
      io.out(script(completedOf(command.parent ?? command)));
    });
  return withNotes(command, {
    examples: [
      ['completion bash > ~/.local/share/bash-completion/completions/egress-tenancy', 'for bash'],
      ['completion zsh > ~/.zfunc/_egress-tenancy', 'for zsh, if ~/.zfunc is in $fpath'],
      ['completion fish > ~/.config/fish/completions/egress-tenancy.fish', 'for fish'],
    ],
  });
}

function completedOf(program: Command): Completed[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => ({
      name: command.name(),
      description: command.description(),
      options: [
        ...command.options,
        ...program
          .createHelp()
          .visibleOptions(command)
          .filter(({ long }) => long === '--help'),
      ],
      takesFiles: command.registeredArguments.some((argument) => /file/.test(argument.name())),
    }));
}

/** Names of settings files complete --env and --tenant. */
const NAMES = {
  '--env': 'ls overlays 2>/dev/null | sed -n "s/^\\([^_].*\\)\\.ts$/\\1/p"',
  '--tenant': 'ls tenants 2>/dev/null | sed -n "s/\\.yaml$//p"',
} as const;

function bash(commands: readonly Completed[]): string {
  const cases = commands.map(
    ({ name, options }) => `    ${name}) words="${options.map(({ long }) => long).join(' ')}" ;;`,
  );
  return `# bash completion of egress-tenancy
_egress_tenancy() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} line=\${COMP_LINE:0:COMP_POINT} command words
  # A colon is part of a command's name, and splits words.
  read -r _ command _ <<<"$line"
  case $previous in
    --env|--between|--from) COMPREPLY=($(compgen -W "$(${NAMES['--env']})" -- "$word")); return ;;
    --tenant) COMPREPLY=($(compgen -W "$(${NAMES['--tenant']})" -- "$word")); return ;;
    --tenants|--environments|--out|--root) COMPREPLY=($(compgen -d -- "$word")); return ;;
  esac
  case $command in
${cases.join('\n')}
    *) words="${commands.map(({ name }) => name).join(' ')} --help --version" ;;
  esac
  if [[ $line != *' '*' '* ]]; then
    words="${commands.map(({ name }) => name).join(' ')} --help --version"
    word=\${line##* }
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  if [[ $word == *:* ]]; then COMPREPLY=("\${COMPREPLY[@]#"\${word%"\${word##*:}"}"}"); fi
  [[ \${#COMPREPLY[@]} -gt 0 ]] || COMPREPLY=($(compgen -f -- "$word"))
}
complete -F _egress_tenancy egress-tenancy kubernetes-egress-tenancy`;
}

function zsh(commands: readonly Completed[]): string {
  const quote = (text: string) => text.replaceAll("'", "'\\''");
  const names = commands.map(({ name, description }) => `    '${name.replaceAll(':', '\\:')}:${quote(description)}'`);
  const cases = commands.map(({ name, options, takesFiles }) => {
    const lines = options.map((option) => {
      const text = quote(option.description).replaceAll('[', '\\[').replaceAll(']', '\\]');
      const value = option.required || option.optional ? `:${option.name()}:${zshValue(option)}` : '';
      return `'${option.variadic ? '*' : ''}${option.long}[${text}]${value}'`;
    });
    return `    ${name}) _arguments ${[...lines, ...(takesFiles ? ["'*:file:_files'"] : [])].join(' ')} ;;`;
  });
  return `#compdef egress-tenancy kubernetes-egress-tenancy
_egress_tenancy() {
  local -a commands environments tenants
  commands=(
${names.join('\n')}
  )
  environments=(\${(f)"$(${NAMES['--env']})"})
  tenants=(\${(f)"$(${NAMES['--tenant']})"})
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
_egress_tenancy "$@"`;
}

function zshValue({ long }: Option): string {
  if (long === '--env' || long === '--between' || long === '--from') return '($environments)';
  if (long === '--tenant') return '($tenants)';
  return long === '--tenants' || long === '--environments' || long === '--out' || long === '--root' ? '_files -/' : ' ';
}

function fish(commands: readonly Completed[]): string {
  const quote = (text: string) => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  const lines = commands.flatMap(({ name, description, options, takesFiles }) => [
    `complete -c egress-tenancy -n __fish_use_subcommand -f -a '${name}' -d '${quote(description)}'`,
    ...options.map((option) => {
      const value = option.required ? ' -r' : '';
      const names = Object.entries(NAMES).find(([long]) => long === option.long)?.[1];
      const words = names === undefined ? '' : ` -f -a '(${quote(names)})'`;
      return `complete -c egress-tenancy -n '__fish_seen_subcommand_from ${name}' -l ${option.long?.slice(2)}${value}${words} -d '${quote(option.description)}'`;
    }),
    ...(takesFiles ? [] : [`complete -c egress-tenancy -n '__fish_seen_subcommand_from ${name}' -f`]),
  ]);
  return [
    '# fish completion of egress-tenancy',
    'complete -c kubernetes-egress-tenancy -w egress-tenancy',
    ...lines,
  ].join('\n');
}
