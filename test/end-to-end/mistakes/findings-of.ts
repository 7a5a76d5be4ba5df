/** An experiment run as `elbo train` runs it, down to its findings; nothing is written. */

import type { Evaluation } from '../../../src/diagnose/evaluation.ts';
import type { Finding } from '../../../src/diagnose/finding.ts';
import { diagnose } from '../../../src/diagnose/index.ts';
import type { NamedTensors } from '../../../src/engine/program.ts';
import { compareRuns } from '../../../src/lab/compare-runs.ts';
import { evaluateParameters, knownBeforehand } from '../../../src/lab/examine.ts';
import { prepareExperiment } from '../../../src/lab/experiment.ts';
import { resolveConfig } from '../../../src/lab/experiment-config.ts';
import { initialTensors } from '../../../src/lab/initial-tensors.ts';
import { runExperiment } from '../../../src/lab/run-experiment.ts';
import type { EpochRecord } from '../../../src/store/run-record.ts';
import { train } from '../../../src/train/train.ts';
import { START } from '../../../src/train/trainer-state.ts';

export interface Outcome {
  readonly findings: readonly Finding[];
  readonly evaluation: Evaluation;
  readonly epochs: readonly EpochRecord[];
}

export async function outcomeOf(config: object, baseFolder = '.'): Promise<Outcome> {
  const experiment = await prepareExperiment(resolveConfig(config), { baseFolder });
  const { parameters, epochs } = await trained(experiment);
  const { evaluation, latents } = await evaluateParameters(experiment, parameters);
  const findings = diagnose({ ...knownBeforehand(experiment), evaluation, latents, epochs });
  return { findings, evaluation, epochs };
}

async function trained(experiment: Awaited<ReturnType<typeof prepareExperiment>>) {
  const epochs: EpochRecord[] = [];
  let best: NamedTensors = initialTensors(experiment);
  const events = train({
    ...experiment,
    training: experiment.config.training,
    evaluation: experiment.config.evaluation,
    state: START,
    tensors: best,
    shouldStop: () => false,
    recall: () => best,
  });
  for (;;) {
    const { value: event, done } = await events.next();
    if (done) return { parameters: event.parameters, epochs };
    if (event.kind === 'epoch') epochs.push(event.record);
    if (event.kind === 'checkpoint' && event.isBest) best = event.tensors;
  }
}

export const findingsOf = async (config: object): Promise<readonly Finding[]> => (await outcomeOf(config)).findings;

/** Of two runs side by side, as `elbo compare` says them of the second. */
export async function findingsBetween(first: object, second: object, folder: string): Promise<readonly Finding[]> {
  const runs: string[] = [];
  for (const config of [first, second]) {
    const { run } = await runExperiment(resolveConfig(config), {
      runs: folder,
      configText: '',
      context: { baseFolder: '.' },
    });
    runs.push(run.path);
  }
  return compareRuns(runs, 'first').at(-1)!.findings ?? [];
}
