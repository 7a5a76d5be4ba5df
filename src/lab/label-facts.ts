/** What diagnostics look at of a label that a head predicts, before the first step. */
import type { LabelFacts, LabelPhase, TrainingFacts } from '../diagnose/training-facts.ts';
import type { Phases } from '../train/training-job.ts';
import { klTakesPart } from '../train/training-step.ts';
import type { ModelLabel } from '../vae/label.ts';
import type { Model } from '../vae/model.ts';
import { batchScale, klScale, predictionWeight } from '../vae/objective/objective.ts';

interface Planned {
  readonly model: Model;
  readonly phases: Phases;
  readonly stepsPerEpoch: number;
  /** Rows of a step. */
  readonly batchSize: number;
}

/** Nothing where no label is predicted. */
export function labelFacts(planned: Planned): Pick<TrainingFacts, 'label'> {
  const { label } = planned.model;
  if (label === undefined) return {};
  const facts: LabelFacts = {
    name: label.modality.name,
    ...(label.task === 'regression' ? {} : { entropyNats: entropyNats(label) }),
    phases: planned.phases.map((phase) => phaseFacts(planned, label, phase)),
  };
  return { label: facts };
}

function phaseFacts(
  { model, stepsPerEpoch, batchSize }: Planned,
  label: ModelLabel,
  phase: Phases[number],
): LabelPhase {
  const { objective, sizes } = model;
  const { klWeight, capacity, reduction } = objective;
  const takesPart = klTakesPart(model, phase);
  const weight = takesPart ? klWeight.at(phase.epochs - 1 / stepsPerEpoch) : 0;
  const facts = { phase: phase.name, tellsRows: phase.terms.includes('reconstruction'), klWeight: weight };
  // A frozen encoder cannot collapse, and one held at a capacity is pulled both ways.
  if (!takesPart || capacity !== undefined || !phase.terms.includes('prediction') || !phase.trains.includes('encoder'))
    return { ...facts, reductions: [] };
  const ofKl = klScale(reduction, sizes) * batchScale(reduction.klBatch, batchSize);
  const own = predictionWeight(objective, label.modality.name);
  const largest = Math.max(...(label.classWeights ?? [1]));
  const ofLabel = own * largest * batchScale(reduction.reconstructionBatch, batchSize);
  if (ofLabel === 0) return { ...facts, reductions: [] };
  const { latentCount, featureCount } = sizes;
  const units = latentCount === 1 ? '1 latent unit' : `${latentCount} latent units`;
  const overBatch =
    reduction.klBatch === reduction.reconstructionBatch
      ? []
      : [`${reduction.klBatch === 'sum' ? 'KL' : 'the label'} is summed over the ${batchSize} rows of a batch`];
  const reductions = [
    ...(reduction.kl === 'mean-over-units' ? [`KL is averaged over ${units}`] : []),
    ...(reduction.kl === 'mean-over-features' ? [`KL is divided by ${featureCount} columns`] : []),
    ...overBatch,
    ...(own * largest === 1 ? [] : [`the label weighs ${Number((own * largest).toPrecision(3))} at most`]),
  ];
  return { ...facts, againstLabel: (weight * ofKl) / ofLabel, reductions };
}

/** Of the shares of classes on train, each as it weighs: what there is to tell. */
function entropyNats({ trainCounts, classWeights }: ModelLabel): number {
  const counts = trainCounts.map((count, index) => count * (classWeights?.[index] ?? 1));
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => sum - (count === 0 ? 0 : (count / total) * Math.log(count / total)), 0);
}
