/** `elbo completion`: a script that lets a shell complete commands, options, recipes and formats. */
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { bashScript } from '../completion/bash.ts';
import { commandTree, SHELLS } from '../completion/command-tree.ts';
import { fishScript } from '../completion/fish.ts';
import { zshScript } from '../completion/zsh.ts';
import type { Output } from '../output.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

export function configure(command: Command, output: Output): void {
  command
    .argument('<shell>', SHELLS.join(', '))
    .option('--json', 'print one JSON document on stdout')
    .addHelpText('after', '\nFor this session: source <(elbo completion bash). For all: put that line into ~/.bashrc.')
    .action((given: string) => {
      const shell = SHELLS.find((name) => name === given);
      if (shell === undefined)
        throw new ConfigError('elbo completion', `"${given}" is not known`, { expected: SHELLS, given });
      const script = scripts[shell](commandTree(command.parent!));
      output.answer({ shell, script });
      output.say(script.trimEnd());
    });
}
