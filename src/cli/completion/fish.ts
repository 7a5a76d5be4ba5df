import type { CompletedCommand, CompletedOption } from './command-tree.ts';

export function fishScript(tree: readonly CompletedCommand[]): string {
  const steps = tree.flatMap(({ path, commands }) =>
    commands.map(
      ({ name }) => `      case ${quoted(`${path} ${name}`)}\n        set command ${quoted(`${path} ${name}`.trim())}`,
    ),
  );
  return `# elbo: completion for fish. To use it now: elbo completion fish | source
function __elbo_command
  set -l command ''
  set -l words (commandline -opc)
  for word in $words[2..-1]
    switch "$command $word"
${steps.join('\n')}
    end
  end
  echo $command
end
complete -c elbo -e
${tree.flatMap(printCommand).join('\n')}
`;
}

function printCommand({ path, commands, words, options }: CompletedCommand): string[] {
  const here = `complete -c elbo -n ${quoted(`test (__elbo_command) = ${path === '' ? '""' : `"${path}"`}`)}`;
  return [
    ...commands.map(({ name, help }) => `${here} -f -a ${quoted(name)} -d ${quoted(help)}`),
    ...(words.length === 0 ? [] : [`${here} -a ${quoted(words.join(' '))}`]),
    ...options.map((option) => `${here}${printOption(option)}`),
  ];
}

function printOption({ flags, help, values }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? ` -l ${flag.slice(2)}` : ` -s ${flag.slice(1)}`)).join('');
  if (values === undefined) return `${names} -d ${quoted(help)}`;
  // fish would say the option's help beside each of its values.
  return values.length === 0 ? `${names} -r -d ${quoted(help)}` : `${names} -x -a ${quoted(values.join(' '))}`;
}

/** In fish a backslash means something between quotes, too. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
