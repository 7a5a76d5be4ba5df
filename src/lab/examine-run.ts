import type { Evaluation } from '../diagnose/evaluation.ts';
import { writeReport } from '../report/write-report.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { restoredEpoch } from '../train/trainer-state.ts';
import type { TrainingResult } from '../train/training-job.ts';
import { evaluateParameters, knownBeforehand } from './examine.ts';
import { exampleRows, writeExamples } from './example-rows.ts';
import { dataSummary, describePhases, type Experiment } from './experiment.ts';
import { writeLatentRows } from './latent-rows.ts';
import { evaluatePerClass } from './per-class.ts';
import { reviewRun, writeRowReview } from './review-rows.ts';
import { writeRowTerms } from './row-term-files.ts';
import { diagnoseRun, type RunSummary, reportInput, writeLatents, writeModels } from './run-files.ts';

/** Evaluates, judges, exports and reports a trained model. */
export async function examineRun(
  run: RunFolder,
  experiment: Experiment,
  { parameters, state }: TrainingResult,
  notices: readonly string[],
): Promise<Evaluation> {
  const { model, config, effectiveBeta } = experiment;
  const restored = restoredEpoch(state, experiment.stepsPerEpoch);
  const { evaluation, latents, terms } = await evaluateParameters(experiment, parameters);
  const perClass = await evaluatePerClass(experiment, parameters);
  const summary: RunSummary = {
    name: config.name,
    data: dataSummary(experiment),
    preprocessing: experiment.preprocessing,
    model: model.description,
    phases: describePhases(experiment),
    effectiveBeta,
    beforehand: knownBeforehand(experiment),
    evaluation,
    ...(perClass === undefined ? {} : { perClass }),
    ...(restored === undefined ? {} : { restoredEpoch: restored }),
    notices,
  };
  run.write('summary', summary);
  writeLatents(run, latents);
  writeLatentRows(run, experiment, latents);
  writeRowTerms(run, terms);
  writeExamples(run, await exampleRows(experiment, parameters, evaluation));
  writeRowReview(run, await reviewRun(experiment, parameters, evaluation, latents));
  writeModels(run, model, parameters);
  run.write('findings', diagnoseRun(run));
  run.writeStatus({ state: 'running', epoch: state.epoch, step: state.step });
  await writeReport(run.path, reportInput(run));
  return evaluation;
}
