/** `elbo evaluate`: the numbers of a trained run, computed again, perhaps on new data. */
import path from 'node:path';
import type { Command } from 'commander';
import { SPLIT_NAMES } from '../../data/dataset.ts';
import { evaluateRun } from '../../lab/evaluate-run.ts';
import { openRun } from '../../store/run-folder.ts';
import { evaluationAnswer, mainTable } from '../answer.ts';
import { loadContext } from '../config-source.ts';
import { exitCodeOf, type FailOn, failOnOption } from '../fail-on.ts';
import type { Output } from '../output.ts';
import { type RowOptions, readSource, requireSplit } from '../row-options.ts';
import { findingsText } from '../train-run.ts';

interface EvaluateOptions extends RowOptions {
  readonly failOn?: FailOn;
}

export function configure(command: Command, output: Output): void {
  command
    .argument('<run>', 'the folder of a run')
    .option('--data <source>', 'a data file; its columns are matched by name, and all its rows are a test split')
    .option('--split <name>', `only one split: ${SPLIT_NAMES.join(', ')}`)
    .addOption(failOnOption())
    .option('--json', 'print one JSON document on stdout')
    .action(async (folder: string, { data, split, failOn }: EvaluateOptions) => {
      const started = performance.now();
      const run = openRun(path.normalize(folder));
      const { evaluation, effectiveBeta, findings, notices } = await evaluateRun(run, {
        context: loadContext(process.cwd()),
        ...(data === undefined ? {} : { source: await readSource(data) }),
        ...(split === undefined ? {} : { split: requireSplit(split, data) }),
      });
      for (const notice of notices) output.note(notice);
      output.answer(evaluationAnswer(run, evaluation, effectiveBeta, findings, performance.now() - started));
      output.say(`${mainTable(evaluation)}\n\n${findingsText(findings, output)}`);
      process.exitCode = exitCodeOf(findings, failOn, output);
    });
}
