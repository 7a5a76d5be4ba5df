/** `elbo diagnose`: what a finished run shows, judged by this version of Elbo. */
import path from 'node:path';
import type { Command } from 'commander';
import { diagnoseRun, readSummary } from '../../lab/run-files.ts';
import { openRun } from '../../store/run-folder.ts';
import { evaluationAnswer, mainTable } from '../answer.ts';
import { exitCodeOf, type FailOn, failOnOption } from '../fail-on.ts';
import type { Output } from '../output.ts';
import { findingsText } from '../train-run.ts';

export function configure(command: Command, output: Output): void {
  command
    .argument('<run>', 'the folder of a finished run; its data are not needed')
    .addOption(failOnOption())
    .option('--json', 'print one JSON document on stdout')
    .action((folder: string, { failOn }: { failOn?: FailOn }) => {
      const started = performance.now();
      const run = openRun(path.normalize(folder));
      const { evaluation, effectiveBeta } = readSummary(run);
      const findings = diagnoseRun(run);
      output.answer(evaluationAnswer(run, evaluation, effectiveBeta, findings, performance.now() - started));
      output.say(`${findingsText(findings, output)}\n\n${mainTable(evaluation)}`);
      process.exitCode = exitCodeOf(findings, failOn, output);
    });
}
