/** What is said of an experiment before it trains, and of its model afterwards. */
import { shareOfOnes, valuesOfClasses } from '../data/balance.ts';
import type { Dataset, Split, SplitName } from '../data/dataset.ts';
import type { DiagnosticInput } from '../diagnose/diagnostic.ts';
import { type Evaluated, evaluateModel } from '../diagnose/evaluate.ts';
import type { Finding } from '../diagnose/finding.ts';
import { diagnoseBeforehand } from '../diagnose/index.ts';
import type { PriorShift } from '../diagnose/prior-correction.ts';
import type { NamedTensors } from '../engine/program.ts';
import { phaseLatent, termsInLoss } from '../train/training-step.ts';
import { dataFacts, type Experiment } from './experiment.ts';

/** What diagnostics look at that needs no training. */
export type KnownBeforehand = Pick<DiagnosticInput, 'data' | 'effectiveBeta' | 'training'>;

export function knownBeforehand(experiment: Experiment): KnownBeforehand {
  const { effectiveBeta, model, trainingFacts: training } = experiment;
  return { data: dataFacts(experiment), training, ...(model.objective.latent === 'mean' ? {} : { effectiveBeta }) };
}

export const findingsBeforehand = (experiment: Experiment): Finding[] =>
  diagnoseBeforehand(knownBeforehand(experiment));

/**
 * Evaluates parameters as the last phase uses them.
 *
 * @param rows - in place of the experiment's own: other rows, or only some splits
 */
export function evaluateParameters(
  experiment: Experiment,
  parameters: NamedTensors,
  rows: { readonly dataset?: Dataset; readonly split?: Split; readonly splits?: readonly SplitName[] } = {},
): Promise<Evaluated> {
  const { model, phases, effectiveBeta, batchSize, config } = experiment;
  const { klWeight, capacity } = effectiveBeta;
  return evaluateModel({
    ...experiment,
    ...rows,
    parameters,
    latent: phaseLatent(model, phases.at(-1)!),
    ...priorShift(experiment),
    objective: {
      klWeight,
      batchSize,
      inLoss: termsInLoss(phases.at(-1)!),
      ...(capacity === undefined ? {} : { capacity }),
    },
    ...config.evaluation,
  });
}

/** Where train rows alone were balanced, by a label that is a modality of 0 / 1. */
function priorShift({ balance, dataset, model, split }: Experiment): { priorShift?: PriorShift } {
  const { before, after } = balance?.counts.train ?? {};
  if (balance === undefined || before === undefined || after === undefined || balance.splits === 'all') return {};
  const modality = dataset.modalities.find(
    ({ name, start, count }) =>
      count === 1 && dataset.columns[start] === balance.by && model.likelihoods[name]!.kind === 'bernoulli',
  );
  if (modality === undefined) return {};
  const valuePerClass = valuesOfClasses(dataset, split.train, modality.start);
  const [trueShare, trainedShare] = [shareOfOnes(before, valuePerClass), shareOfOnes(after, valuePerClass)];
  if (trueShare === undefined || trainedShare === undefined) return {};
  return { priorShift: { modality: modality.name, trainedShare, trueShare } };
}
