import { quoted, stepCases, valueCases } from './bash.ts';
import type { CompletedCommand } from './command-tree.ts';

export const zshScript = (tree: readonly CompletedCommand[]): string => `#compdef elbo
# elbo: completion for zsh. To use it now: source <(elbo completion zsh)
_elbo() {
  local command='' i
  local -a offered
  for ((i = 2; i < CURRENT; i++)); do
    case "$command \${words[i]}" in
${stepCases(tree)}
    esac
  done
  case "$command \${words[CURRENT-1]}" in
${valueCases(tree, (pattern, values) => (values.length === 0 ? `    ${pattern}) _files; return ;;` : `    ${pattern}) compadd -- ${values.map(quoted).join(' ')}; return ;;`))}
  esac
  case "$command" in
${tree.map(printCommand).join('\n')}
  esac
  _files
}
compdef _elbo elbo
`;

function printCommand({ path, commands, words, options }: CompletedCommand): string {
  const described = [
    ...commands.map(({ name, help }) => `${name}:${help}`),
    ...options.flatMap(({ flags, help }) =>
      flags.filter((flag) => flag.startsWith('--')).map((flag) => `${flag}:${help}`),
    ),
  ];
  const lines = [`offered=(${described.map(quoted).join(' ')})`, `_describe elbo offered`];
  if (words.length > 0) lines.push(`compadd -- ${words.map(quoted).join(' ')}`);
  return `    ${quoted(path)})\n${lines.map((line) => `      ${line}`).join('\n')}\n      ;;`;
}
