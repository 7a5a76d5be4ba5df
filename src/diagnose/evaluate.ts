/** Runs a finished model over whole splits and gathers what diagnostics and reports need. */
import { SPLIT_NAMES, type SplitName } from '../data/dataset.ts';
import { ForwardProgram } from '../engine/forward-program.ts';
import type { NamedTensors } from '../engine/program.ts';
import type { ModelMasking } from '../vae/masking/mask-graph.ts';
import { maskedAverages } from '../vae/masking/masked-averages.ts';
import type { Model } from '../vae/model.ts';
import { batchScale } from '../vae/objective/objective.ts';
import { rowSources } from '../vae/row-source.ts';
import { drawsOf, objectiveOf, spreadRows, weightedKl } from '../vae/term-evaluator.ts';
import { type FittedBaselines, fitBaselines, type ModalityBaselines } from './baselines/fit-baselines.ts';
import { fitLabelBaselines } from './baselines/label-baselines.ts';
import {
  ACTIVE_VARIANCE,
  type EntryEvaluation,
  type Evaluation,
  type Latents,
  type LikelihoodDescription,
  type MaskingDescription,
  type ModalityEvaluation,
  type PartEvaluation,
  type SplitEvaluation,
} from './evaluation.ts';
import type { EvaluationJob } from './evaluation-job.ts';
import { type Gathered, gatherRows, rowOutputs, type SplitThresholds, thresholdsOf } from './gather-rows.ts';
import { gradientNorms } from './gradient-norms.ts';
import { importanceWeighted } from './importance-weighted.ts';
import { LabelEvaluator } from './label-evaluation.ts';
import { missingNumbers } from './missing-numbers.ts';
import type { EntrySide } from './modality-outputs.ts';
import { priorCorrected } from './prior-correction.ts';
import type { RowTerms } from './row-terms.ts';
import { swappedOutputs } from './shuffled-terms.ts';

export interface Evaluated {
  readonly evaluation: Evaluation;
  readonly latents: Readonly<Partial<Record<SplitName, Latents>>>;
  readonly terms: Readonly<Partial<Record<SplitName, RowTerms>>>;
}

export async function evaluateModel(job: EvaluationJob): Promise<Evaluated> {
  const { model, dataset, split, engine, parameters } = job;
  const { masking } = model;
  const likelihoods = describeLikelihoods(model, parameters);
  const fitted = await fitBaselines(dataset, split.train, likelihoods, model.sizes.latentCount);
  const ofLabel = labelBaselines(job, likelihoods);
  const sources = rowSources(model, dataset);
  const labels = await LabelEvaluator.open(job);
  const whole = await ForwardProgram.compile(rowOutputs(model, job.latent), sources, engine);
  const swapped = await ForwardProgram.compile(swappedOutputs(model), sources, engine);
  const splits: Partial<Record<SplitName, SplitEvaluation>> = {};
  const latents: Partial<Record<SplitName, Latents>> = {};
  const terms: Partial<Record<SplitName, RowTerms>> = {};
  const notComputed: Record<string, string> = {};
  const names = job.splits ?? SPLIT_NAMES;
  // Cuts are chosen on validation rows, also where only others are asked for.
  let thresholds: SplitThresholds | undefined =
    names.includes('validation') || split.validation.length === 0
      ? undefined
      : thresholdsOf(await gatherRows(job, 'validation', split.validation, whole, swapped));
  for (const name of names) {
    const rows = name === 'train' ? spreadRows(split.train, job.trainRows) : split[name];
    if (rows.length === 0) {
      notComputed[name] = 'the split has no rows';
      continue;
    }
    const gathered = await gatherRows(job, name, rows, whole, swapped, name === 'test' ? thresholds : undefined);
    if (name === 'validation') thresholds = thresholdsOf(gathered);
    const summary = withPrior(
      job,
      name,
      gathered,
      summarize(job, gathered, { ...(await fitted.evaluate(rows)), ...(await ofLabel?.evaluate(rows)) }),
    );
    const weighted = wantsImportance(job, name) && (await importanceWeighted(job, name, rows, gathered, swapped));
    const label = await labels?.evaluate(rows, name);
    splits[name] = {
      ...summary,
      ...(label === undefined ? {} : { label }),
      ...(weighted ? { importanceWeighted: weighted } : {}),
    };
    latents[name] = gathered.latents;
    terms[name] = gathered.terms;
  }
  await whole.release();
  await swapped.release();
  await labels?.release();
  const isBinary = Object.values(splits.test?.perModality ?? {}).some(({ binary }) => binary !== undefined);
  if (isBinary && thresholds === undefined)
    notComputed['test.classification.atChosen'] = 'no validation rows were looked at, to choose cuts on';
  const { value: beta, undefinedBecause } = job.effectiveBeta;
  if (undefinedBecause !== undefined) notComputed.effectiveBeta = undefinedBecause;
  if (job.importanceSamples > 0 && job.latent === 'mean')
    notComputed.importanceWeighted = 'the latent is not sampled: there is no posterior to draw from';
  const pull = undefinedBecause === undefined ? undefined : await gradientNorms(job);
  const evaluation = {
    modalities: model.told,
    ...(model.label === undefined ? {} : { label: { name: model.label.modality.name, task: model.label.task } }),
    likelihoods,
    latentCount: model.sizes.latentCount,
    ...(beta === undefined ? {} : { effectiveBeta: beta }),
    ...(pull === undefined ? {} : { gradientNorms: pull }),
    ...(masking === undefined ? {} : { masking: describeMasking(masking) }),
    latentIsSampled: job.latent === 'sampled',
    splits,
  };
  return {
    evaluation: { ...evaluation, notComputed: { ...notComputed, ...missingNumbers(evaluation) } },
    latents,
    terms,
  };
}

function labelBaselines(
  { model: { label }, dataset: { labels }, split }: EvaluationJob,
  likelihoods: Readonly<Record<string, LikelihoodDescription>>,
): FittedBaselines | undefined {
  if (label === undefined || labels === undefined) return undefined;
  return fitLabelBaselines(label, labels, split.train, likelihoods[label.modality.name]!);
}

/** Train rows are many, and their likelihood is not what a model is judged by. */
const wantsImportance = ({ importanceSamples, latent }: EvaluationJob, split: SplitName): boolean =>
  importanceSamples > 0 && latent === 'sampled' && split !== 'train';

const describeMasking = ({ kind, trains, hides, cases }: ModelMasking): MaskingDescription => ({
  kind,
  trains,
  hides,
  cases: cases.length,
});

export function describeLikelihoods(model: Model, parameters: NamedTensors): Record<string, LikelihoodDescription> {
  const { label } = model;
  const all = { ...model.likelihoods, ...(label === undefined ? {} : { [label.modality.name]: label.likelihood }) };
  return Object.fromEntries(
    Object.entries(all).map(
      ([modality, { kind, fixedVariance, learnedVariance, trained }]): [string, LikelihoodDescription] => {
        if (kind !== 'gaussian')
          return [modality, { kind, ...(trained === undefined ? {} : { trainedOn: trained.name }) }];
        const variance = fixedVariance ?? Math.exp(parameters[learnedVariance!(modality)]!.data[0]!);
        return [modality, { kind, variance, varianceIsLearned: learnedVariance !== undefined }];
      },
    ),
  );
}

function summarize(
  job: EvaluationJob,
  gathered: Gathered,
  baselines: Readonly<Record<string, ModalityBaselines>>,
): SplitEvaluation {
  const { model, objective } = job;
  const names = model.told.map(({ name }) => name);
  const perModality = Object.fromEntries(
    names.map((name) => [name, modalityOf(job, gathered, name, baselines[name]!)]),
  );
  const counted = Object.fromEntries(
    Object.entries(perModality).map(([name, { reconstruction, trained }]) => [name, trained ?? reconstruction]),
  );
  const reconstruction = Object.values(perModality).reduce((total, { reconstruction: own }) => total + own, 0);
  const kl = gathered.klPerUnit.reduce((total, value) => total + value, 0);
  const weighted = weightedKl(model, kl, objective);
  const objectives = model.masking && objectivesOf(job, gathered, weighted);
  return {
    rowCount: gathered.rowCount,
    loss: objectives?.[model.masking!.trains] ?? objectiveOf(model, counted, kl, objective),
    negativeElbo: reconstruction + kl,
    reconstruction,
    kl,
    weightedKl: weighted,
    klPerUnit: gathered.klPerUnit,
    meanVariancePerUnit: gathered.meanVariance,
    posteriorVariancePerUnit: gathered.posteriorVariance,
    activeUnits: gathered.meanVariance.filter((variance) => variance > ACTIVE_VARIANCE).length,
    ...(gathered.clamped > 0 ? { clampedLogVariances: gathered.clamped } : {}),
    perModality,
    ...(objectives === undefined ? {} : { objectives }),
  };
}

function modalityOf(
  { latent, samples }: EvaluationJob,
  { rowCount, tallies, shuffled }: Gathered,
  name: string,
  baselines: ModalityBaselines,
): ModalityEvaluation {
  const rows = { count: rowCount, draws: drawsOf(latent, samples) };
  const of = (side: EntrySide): EntryEvaluation =>
    tallies[name]![side]!.summarize(rows, shuffled.total(name, side), baselines);
  const part = (side: 'hidden' | 'seen'): Partial<Record<typeof side, PartEvaluation>> => {
    const tally = tallies[name]![side];
    if (tally?.hasEntries !== true) return {};
    const { entriesPerRow, rowShare } = tally;
    return { [side]: { ...of(side), entriesPerRow, rowShare } };
  };
  return { ...of('all'), ...part('hidden'), ...part('seen') };
}

/** Train rows are balanced, and have the prior that the model learned. A label is predicted where it is hidden, if ever. */
function withPrior(
  { priorShift }: EvaluationJob,
  split: SplitName,
  { tallies }: Gathered,
  summary: SplitEvaluation,
): SplitEvaluation {
  if (priorShift === undefined || split === 'train') return summary;
  const { modality } = priorShift;
  const { all, hidden } = tallies[modality]!;
  const { histogram } = hidden?.hasEntries === true ? hidden : all!;
  const own = { ...summary.perModality[modality]!, priorCorrected: priorCorrected(histogram, priorShift) };
  return { ...summary, perModality: { ...summary.perModality, [modality]: own } };
}

function objectivesOf(
  { model, objective }: EvaluationJob,
  { maskedSums, rowCount, looks }: Gathered,
  weighted: number,
) {
  const names = model.modalities.map(({ name }) => name);
  const batch = batchScale(model.objective.reduction.reconstructionBatch, objective.batchSize);
  return maskedAverages(maskedSums, names, rowCount * looks, batch, weighted).objectives;
}
