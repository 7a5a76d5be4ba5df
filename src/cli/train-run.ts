/** Trains one run in a worker thread and tells how it goes. */
import type { Finding } from '../diagnose/finding.ts';
import { happenings, readFindings, readSummary } from '../lab/run-files.ts';
import { runInWorker, type StopFlag, type WorkerJob } from '../lab/run-in-worker.ts';
import type { ExperimentEvent } from '../lab/run-options.ts';
import { formatFindings } from '../report/findings.ts';
import { openRun, type RunFolder } from '../store/run-folder.ts';
import { mainTable, runAnswer } from './answer.ts';
import { exitCodeOf, type FailOn } from './fail-on.ts';
import type { Output } from './output.ts';
import { duration, TrainingProgress } from './progress.ts';

export interface Training {
  readonly stop: StopFlag;
  readonly output: Output;
  readonly failOn: FailOn | undefined;
}

/** @returns the exit code */
export async function trainRun(job: WorkerJob, { stop, output, failOn }: Training): Promise<number> {
  const started = performance.now();
  const progress = newProgress(output);
  const say = announcer(output);
  const outcome = await runInWorker(job, stop, (event) => {
    say(event);
    progress.tell(event);
  }).finally(() => output.clear());
  const run = openRun(outcome.path);
  const durationMs = performance.now() - started;
  output.answer(runAnswer(run, durationMs));
  if (outcome.status !== 'finished') {
    sayHowToResume(run, output);
    return outcome.exitCode;
  }
  sayResult(run, durationMs, output);
  return outcome.exitCode || exitCodeOf(readFindings(run), failOn, output);
}

/** @param label - of one of several trainings, which cannot share a line */
export const newProgress = (output: Output, label = ''): TrainingProgress =>
  new TrainingProgress(
    {
      isLive: output.isLive && label === '',
      note: (line) => output.note(line),
      draw: (line) => output.draw(line),
      now: () => performance.now(),
    },
    label,
  );

/** Says first where the run is, then what is known of it before it trains, in whichever order that becomes known. */
function announcer(output: Output): (event: ExperimentEvent) => void {
  let path: string | undefined;
  let prepared: Extract<ExperimentEvent, { kind: 'prepared' }> | undefined;
  return (event) => {
    if (event.kind === 'run') {
      path = event.path;
      output.say(`Run: ${path}`);
      for (const notice of event.notices) output.warn(notice);
    } else if (event.kind === 'prepared') prepared = event;
    else return;
    if (path !== undefined && prepared !== undefined) output.say(describePrepared(prepared, output.colour));
  };
}

function describePrepared(
  { rows, parameters, epochs, stepsPerEpoch, findings }: Extract<ExperimentEvent, { kind: 'prepared' }>,
  colour: boolean,
): string {
  const sizes = `${rows} train rows, ${parameters} parameters, ${epochs} epochs of ${stepsPerEpoch} steps`;
  return `${sizes}\n\nKnown beforehand:\n${formatFindings(findings, { colour })}\n`;
}

function sayResult(run: RunFolder, durationMs: number, output: Output): void {
  const summary = readSummary(run);
  for (const sentence of happenings(summary)) output.say(`${sentence}\n`);
  output.say(findingsText(readFindings(run), output));
  output.say(`\n${mainTable(summary.evaluation)}`);
  output.say(`\nReport: ${run.file('report.md')} (after ${duration(durationMs)})`);
}

export const findingsText = (findings: readonly Finding[], { colour }: Output): string =>
  `Findings:\n${formatFindings(findings, { colour })}`;

function sayHowToResume(run: RunFolder, output: Output): void {
  const { epoch, step } = run.readStatus();
  output.warn(`Saved at step ${step}, after epoch ${epoch}. To go on: elbo train --resume ${run.path}`);
}
