/** `elbo recipes`: the configs that come with Elbo. */
import type { Command } from 'commander';
import { formatTable } from '../../report/tables.ts';
import { readRecipe, recipeNames } from '../config-source.ts';
import type { Output } from '../output.ts';

export function configure(command: Command, output: Output): void {
  command
    .command('list', { isDefault: true })
    .description('list them, each with what it is about')
    .option('--json', 'print one JSON document on stdout')
    .action(() => {
      const recipes = recipeNames().map((name) => ({ name, about: firstComment(readRecipe(name)) }));
      output.answer({ recipes });
      output.say(formatTable({ header: ['recipe', 'about'], rows: recipes.map(({ name, about }) => [name, about]) }));
      output.say('\nTrain one: elbo train NAME. Look at one: elbo recipes show NAME.');
    });
  command
    .command('show')
    .description('print one, to start a config of your own from')
    .argument('<name>', 'as the list names it')
    .option('--json', 'print one JSON document on stdout')
    .action((name: string) => {
      const text = readRecipe(name);
      output.answer({ name, config: text });
      output.say(text.trimEnd());
    });
}

const firstComment = (text: string): string => /^#\s*(.*)$/m.exec(text)?.[1] ?? '';
