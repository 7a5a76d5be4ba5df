/** The command line as shells complete it: what may follow each command, read from the program itself. */
import type { Command, Option } from 'commander';
import { SPLIT_NAMES } from '../../data/dataset.ts';
import { EXPORT_FORMATS } from '../../lab/export-run.ts';
import { ENCODINGS } from '../../lab/use-model.ts';
import { recipeNames } from '../config-source.ts';
import { FAIL_ON_LEVELS } from '../fail-on.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export interface CompletedOption {
  /** As typed: `-o`, `--output`. */
  readonly flags: readonly string[];
  readonly help: string;
  /** Absent: it takes none. Empty: any, such as a file. */
  readonly values?: readonly string[];
}

export interface CompletedCommand {
  /** Such as `runs list`; of the program itself, empty. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly help: string }[];
  readonly options: readonly CompletedOption[];
  /** Words that may stand there beside files. */
  readonly words: readonly string[];
}

/** What an option takes, wherever it has one of a few values. */
const OPTION_VALUES: Readonly<Record<string, readonly string[]>> = {
  '--format': Object.keys(EXPORT_FORMATS),
  '--what': ENCODINGS,
  '--split': SPLIT_NAMES,
  '--fail-on': FAIL_ON_LEVELS,
};

const wordsOf = (): Readonly<Record<string, readonly string[]>> => {
  const recipes = recipeNames();
  return {
    train: recipes,
    check: recipes,
    'recipes show': recipes,
    'data describe': recipes,
    'data convert': recipes,
    completion: SHELLS,
  };
};

/** All commands, each after the one it is part of. */
export function commandTree(program: Command): CompletedCommand[] {
  const words = wordsOf();
  const help = program.createHelp();
  const found: CompletedCommand[] = [];
  const visit = (command: Command, path: string): void => {
    const inside = help.visibleCommands(command).filter((each) => each.name() !== 'help');
    found.push({
      path,
      commands: inside.map((each) => ({ name: each.name(), help: each.description() })),
      options: help.visibleOptions(command).map(completedOption),
      words: words[path] ?? [],
    });
    for (const each of inside) visit(each, path === '' ? each.name() : `${path} ${each.name()}`);
  };
  visit(program, '');
  return found;
}

function completedOption(option: Option): CompletedOption {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined);
  const takesValue = option.required || option.optional;
  const values = takesValue ? { values: OPTION_VALUES[option.long ?? ''] ?? [] } : {};
  return { flags, help: option.description, ...values };
}
