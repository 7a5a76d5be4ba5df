import type { CompletedCommand } from './command-tree.ts';

/** What is offered is a list of words; where there is none that fits, the shell offers files. */
export function bashScript(tree: readonly CompletedCommand[]): string {
  return `# elbo: completion for bash. To use it now: source <(elbo completion bash)
_elbo() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command='' words='' i
  local IFS=$'\\n'
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command \${COMP_WORDS[i]}" in
${stepCases(tree)}
    esac
  done
  case "$command $previous" in
${valueCases(tree, (pattern, values) => `    ${pattern}) words=${lines(values)} ;;`)}
    *)
      case "$command" in
${tree.map((each) => `        ${quoted(each.path)}) words=${lines(following(each))} ;;`).join('\n')}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _elbo elbo
`;
}

/** One case for each word that leads from a command to one inside it; bash and zsh read them alike. */
export const stepCases = (tree: readonly CompletedCommand[]): string =>
  tree
    .flatMap(({ path, commands }) =>
      commands.map(({ name }) => `      ${quoted(`${path} ${name}`)}) command=${quoted(`${path} ${name}`.trim())} ;;`),
    )
    .join('\n');

/** One case for each option that takes a value, after which no option or word of the command may stand. */
export const valueCases = (
  tree: readonly CompletedCommand[],
  print: (pattern: string, values: readonly string[]) => string,
): string =>
  tree
    .flatMap(({ path, options }) =>
      options
        .filter(({ values }) => values !== undefined)
        .map(({ flags, values }) => print(flags.map((flag) => quoted(`${path} ${flag}`)).join('|'), values!)),
    )
    .join('\n');

const following = ({ commands, words, options }: CompletedCommand): string[] => [
  ...commands.map(({ name }) => name),
  ...words,
  ...options.flatMap(({ flags }) => flags.filter((flag) => flag.startsWith('--'))),
];

/** Nothing in it means anything to the shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const lines = (words: readonly string[]): string => quoted(words.join('\n'));
