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

/** Commands that list the names of settings files. The single quotes keep fish from reading `$` as a variable. */
const ENVIRONMENTS = String.raw`ls overlays 2>/dev/null | sed -n 's/^\([^_].*\)\.ts$/\1/p'`;
const TENANTS = String.raw`ls tenants 2>/dev/null | sed -n 's/\.yaml$//p'`;

type Value = 'environment' | 'tenant' | 'folder' | 'file' | 'other';

/** What the value of an option is; undefined: it takes none. */
function kindOfValue({ long, flags, required, optional }: Option): Value | undefined {
  if (!required && !optional) return undefined;
  if (long === '--env' || long === '--between' || flags.includes('<environment>')) return 'environment';
  if (long === '--tenant') return 'tenant';
  if (long === '--tenants' || long === '--environments' || long === '--out' || long === '--root') return 'folder';
  return /<(file|log)/.test(flags) ? 'file' : 'other';
}

function bash(commands: readonly Completed[]): string {
  const cases = commands.map(
    ({ name, options }) => `    ${name}) words="${options.map(({ long }) => long).join(' ')}" ;;`,
  );
  const words = {
    environment: `-W "$(${ENVIRONMENTS})"`,
    tenant: `-W "$(${TENANTS})"`,
    folder: '-d',
    file: '-f',
  };
  const values = (Object.keys(words) as (keyof typeof words)[]).map((kind) => {
    const takes = commands.flatMap(({ name, options }) => options.map((option) => ({ name, option })));
    const patterns = takes
      .filter(({ option }) => kindOfValue(option) === kind)
      .map(({ name, option: { long } }) => {
        const isOne = takes.every(({ option }) => option.long !== long || kindOfValue(option) === kind);
        return isOne ? `*' ${long}'` : `'${name} ${long}'`;
      });
    return `    ${[...new Set(patterns)].join('|')}) COMPREPLY=($(compgen ${words[kind]} -- "$word")); return ;;`;
  });
  return `# bash completion of egress-tenancy
_egress_tenancy() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} line=\${COMP_LINE:0:COMP_POINT} command words
  # A colon is part of a command's name, and splits words.
  read -r _ command _ <<<"$line"
  case "$command $previous" in
${values.join('\n')}
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
      const kind = kindOfValue(option);
      const value = kind === undefined ? '' : `:${option.name()}:${ZSH_VALUES[kind]}`;
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
  environments=(\${(f)"$(${ENVIRONMENTS})"})
  tenants=(\${(f)"$(${TENANTS})"})
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

const ZSH_VALUES: Readonly<Record<Value, string>> = {
  environment: '($environments)',
  tenant: '($tenants)',
  folder: '_files -/',
  file: '_files',
  other: ' ',
};

function fish(commands: readonly Completed[]): string {
  const quote = (text: string) => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  const values: Readonly<Record<Value, string>> = {
    environment: ` -f -a '(${quote(ENVIRONMENTS)})'`,
    tenant: ` -f -a '(${quote(TENANTS)})'`,
    folder: " -f -a '(__fish_complete_directories)'",
    file: ' -F',
    other: '',
  };
  const lines = commands.flatMap(({ name, description, options, takesFiles }) => [
    `complete -c egress-tenancy -n __fish_use_subcommand -f -a '${name}' -d '${quote(description)}'`,
    ...options.map((option) => {
      const required = option.required ? ' -r' : '';
      const kind = kindOfValue(option);
      const value = kind === undefined ? '' : values[kind];
      return `complete -c egress-tenancy -n '__fish_seen_subcommand_from ${name}' -l ${option.long?.slice(2)}${required}${value} -d '${quote(option.description)}'`;
    }),
    ...(takesFiles ? [] : [`complete -c egress-tenancy -n '__fish_seen_subcommand_from ${name}' -f`]),
  ]);
  return [
    '# fish completion of egress-tenancy',
    'complete -c kubernetes-egress-tenancy -w egress-tenancy',
    ...lines,
  ].join('\n');
}
