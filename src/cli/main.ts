#!/usr/bin/env node
/** The command `elbo`. It loads the file of the one command that was asked for, so that starting takes no time. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { reportFailure, usageError } from './failure.ts';
import { Output } from './output.ts';

type Configure = (command: Command, output: Output) => void;

/** Name to what `--help` says of it and where it is. */
const commands: Readonly<
  Record<string, { readonly summary: string; readonly load: () => Promise<{ configure: Configure }> }>
> = {
  train: { summary: 'train a config or a recipe, or go on with a run', load: () => import('./commands/train.ts') },
  evaluate: { summary: 'measure a trained run again, or on new data', load: () => import('./commands/evaluate.ts') },
  diagnose: { summary: 'say what a finished run shows', load: () => import('./commands/diagnose.ts') },
  report: { summary: 'write the report of runs and studies again', load: () => import('./commands/report.ts') },
  compare: { summary: 'hold runs and studies side by side', load: () => import('./commands/compare.ts') },
  audit: { summary: 'read a table of published results critically', load: () => import('./commands/audit.ts') },
  masks: { summary: 'what can be told of hidden modalities', load: () => import('./commands/masks.ts') },
  relevance: {
    summary: 'find columns that are noise beside the others',
    load: () => import('./commands/relevance.ts'),
  },
  runs: { summary: 'list runs, show, tag, archive or delete some', load: () => import('./commands/runs.ts') },
  encode: { summary: 'write the latents of rows', load: () => import('./commands/encode.ts') },
  reconstruct: { summary: 'write what a run predicts for rows', load: () => import('./commands/reconstruct.ts') },
  classify: {
    summary: 'tell the label of rows, and how far to trust it',
    load: () => import('./commands/classify.ts'),
  },
  impute: { summary: 'predict modalities that rows lack', load: () => import('./commands/impute.ts') },
  decode: { summary: 'write the rows that a run makes of latents', load: () => import('./commands/decode.ts') },
  sample: { summary: 'write rows that a run makes up', load: () => import('./commands/sample.ts') },
  recipes: {
    summary: 'list the recipes that come with Elbo, or show one',
    load: () => import('./commands/recipes.ts'),
  },
  check: { summary: 'look at a config before training it', load: () => import('./commands/check.ts') },
  init: { summary: 'write a first config for a data file', load: () => import('./commands/init.ts') },
  data: { summary: 'describe, fetch, convert or simulate data', load: () => import('./commands/data.ts') },
  export: { summary: 'write a run for other programs', load: () => import('./commands/export.ts') },
  completion: { summary: 'print completion for a shell', load: () => import('./commands/completion.ts') },
  doctor: { summary: 'test this installation', load: () => import('./commands/doctor.ts') },
};

async function main(words: readonly string[]): Promise<void> {
  const output = new Output(words);
  try {
    await (await program(words, output)).parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const [name = ''] = words;
    const command = name in commands ? `elbo ${name}` : 'elbo';
    process.exitCode = reportFailure(error instanceof CommanderError ? usageError(error, command) : error, output);
  }
}

async function program(words: readonly string[], output: Output): Promise<Command> {
  const elbo = new Command('elbo')
    .description('A laboratory for variational autoencoders: one short file in, a trained and examined VAE out.')
    .version(version(), '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    // What went wrong is printed in one place, as text or as JSON.
    .configureOutput({ writeErr: () => {} })
    .showSuggestionAfterError();
  const wanted = words[0] === 'help' ? words[1] : words[0];
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = elbo.command(name).description(summary);
    // Completion is told of all of them.
    if (name === wanted || wanted === 'completion') (await load()).configure(command, output);
  }
  return elbo;
}

const version = (): string =>
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;

await main(process.argv.slice(2));
