/** `elbo train`: a new run, a study of several, or a run that goes on. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { applyOverrides } from '../../lab/config-text.ts';
import { resolveConfig } from '../../lab/experiment-config.ts';
import { StopFlag } from '../../lab/run-in-worker.ts';
import { isStudy } from '../../lab/study-members.ts';
import { openRun } from '../../store/run-folder.ts';
import { loadContext } from '../config-source.ts';
import { type FailOn, failOnOption } from '../fail-on.ts';
import type { Output } from '../output.ts';
import { readConfig } from '../read-config.ts';
import { obeySignals } from '../signals.ts';
import { trainRun } from '../train-run.ts';
import { resumeStudy, trainStudy } from '../train-study.ts';

interface TrainOptions {
  readonly runs: string;
  readonly name?: string;
  readonly seed?: string;
  readonly threads?: string;
  readonly resume?: string;
  readonly force?: boolean;
  readonly continue?: string;
  readonly epochs?: string;
  readonly failOn?: FailOn;
}

export function configure(command: Command, output: Output): void {
  command
    .argument('[config]', 'a config file, or the name of a recipe')
    .argument('[overrides...]', 'key.path=value sets, ~key.path removes')
    .option('--runs <folder>', 'the folder that runs are made in', 'runs')
    .option('--name <name>', 'the same as name=...')
    .option('--seed <seed>', 'the same as seed=...')
    .option('--threads <count>', 'the same as threads=...')
    .option('--resume <run>', 'go on with a run, or a study, from where it was interrupted')
    .option('--force', 'with --resume: go on with another learning rate')
    .option('--continue <run>', 'train a finished run further')
    .option('--epochs <count>', 'with --continue: epochs to add')
    .addOption(failOnOption())
    .option('--json', 'print one JSON document on stdout')
    .option('--quiet', 'print no progress')
    .action((config: string | undefined, overrides: string[], options: TrainOptions) =>
      train(config === undefined ? [] : [config, ...overrides], options, output),
    );
}

async function train(words: readonly string[], options: TrainOptions, output: Output): Promise<void> {
  const stop = new StopFlag();
  obeySignals(stop, output);
  const { resume, continue: continued, runs, failOn } = options;
  const training = { stop, output, failOn };
  requireSense(options);
  const [first] = words;
  const hasSource = first !== undefined && !isOverride(first);
  const overrides = [...(hasSource ? words.slice(1) : words), ...shortOverrides(options)];
  const going = resume ?? continued;
  if (going === undefined) {
    if (!hasSource)
      throw new ConfigError('elbo train', 'a config or a recipe is missing', {
        advice: '"elbo recipes" lists the recipes',
      });
    const source = await readConfig(first);
    const given = await applyOverrides(source.config, overrides);
    const config = resolveConfig(given);
    const context = loadContext(source.baseFolder);
    process.exitCode = isStudy(config)
      ? await trainStudy(given, { parent: runs, name: config.name, context, ...training })
      : await trainRun({ config, configText: source.text, context, runs }, training);
    return;
  }
  const context = loadContext(process.cwd());
  if (existsSync(path.join(going, 'study.yaml'))) {
    if (continued !== undefined)
      throw new ConfigError(going, 'this is a study', { expected: 'a run', advice: 'Continue one of its runs' });
    process.exitCode = await resumeStudy(going, overrides, { context, ...training });
    return;
  }
  const run = openRun(going);
  const source = hasSource ? (await readConfig(first)).config : run.read('config.resolved');
  const config = resolveConfig(await applyOverrides(source as Record<string, unknown>, overrides));
  const job = { config, configText: run.readConfig(), context, resume: run.path };
  process.exitCode = await trainRun({ ...job, ...howToGoOn(options) }, training);
}

function howToGoOn({ force, epochs }: TrainOptions): { force?: true; moreEpochs?: number } {
  if (force === true) return { force };
  if (epochs === undefined) return {};
  const moreEpochs = Number(epochs);
  if (Number.isSafeInteger(moreEpochs) && moreEpochs > 0) return { moreEpochs };
  throw new ConfigError('--epochs', `"${epochs}" does not fit`, { expected: 'a whole number of at least 1' });
}

/** @throws ConfigError when options do not go together */
function requireSense({ resume, continue: continued, epochs, force }: TrainOptions): void {
  const refuse = (option: string, problem: string, advice?: string): never => {
    throw new ConfigError(option, problem, advice === undefined ? {} : { advice });
  };
  if (resume !== undefined && continued !== undefined)
    refuse('--continue', 'it does not go together with --resume', 'Give one of them');
  if (continued !== undefined && epochs === undefined)
    refuse('--continue', 'the number of epochs to add is missing', 'Give --epochs');
  if (epochs !== undefined && continued === undefined)
    refuse('--epochs', 'it goes with --continue', 'To set the epochs of a new run: training.epochs=N');
  if (force === true && resume === undefined) refuse('--force', 'it goes with --resume');
}

const isOverride = (word: string): boolean => /^(\+?[\w.-]+=|~[\w.-]+$)/s.test(word);

const shortOverrides = ({ name, seed, threads }: TrainOptions): string[] => [
  ...(name === undefined ? [] : [`name=${JSON.stringify(name)}`]),
  ...(seed === undefined ? [] : [`seed=${seed}`]),
  ...(threads === undefined ? [] : [`threads=${threads}`]),
];
