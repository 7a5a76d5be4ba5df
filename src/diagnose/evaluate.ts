/** Runs a finished model over whole splits and gathers what diagnostics and reports need. */
import type { RandomStreams } from '../base/random.ts';
import { type Dataset, SPLIT_NAMES, type Split, type SplitName } from '../data/dataset.ts';
import { ForwardProgram } from '../engine/forward-program.ts';
import type { NamedTensors } from '../engine/program.ts';
import type { EngineOptions } from '../engine/session.ts';
import type { Node } from '../graph/node.ts';
import { LOG_VARIANCE_RANGE } from '../nn/diagonal-gaussian.ts';
import { buildDecoder, buildGraph, LATENT_NOISE, type Model, reconstructionTerms } from '../vae/model.ts';
import { rowSource } from '../vae/row-source.ts';
import {
  drawsOf,
  evaluationBatch,
  type ObjectiveState,
  objectiveOf,
  spreadRows,
  weightedKl,
} from '../vae/term-evaluator.ts';
import { fitBaselines } from './baselines/fit-baselines.ts';
import type { EffectiveBeta } from './effective-beta.ts';
import {
  ACTIVE_VARIANCE,
  type Baselines,
  type Evaluation,
  type Latents,
  type LikelihoodDescription,
  type SplitEvaluation,
} from './evaluation.ts';
import { importanceWeighted, LATENT_DENSITY } from './importance-weighted.ts';
import { ModalityTally, modalityOutputs } from './modality-tally.ts';

export interface EvaluationJob {
  readonly model: Model;
  readonly dataset: Dataset;
  readonly split: Split;
  readonly parameters: NamedTensors;
  /** What the decoder reads. */
  readonly latent: 'sampled' | 'mean';
  /** How the objective counts its terms at the end of training. */
  readonly objective: ObjectiveState;
  readonly effectiveBeta: EffectiveBeta;
  /** Train rows looked at, at most. */
  readonly trainRows: number;
  /** Draws of the latent a row, over which its numbers are averaged. */
  readonly samples: number;
  /** Draws a validation or test row for the importance-weighted bound; 0: none. */
  readonly importanceSamples: number;
  readonly random: RandomStreams;
  readonly engine: EngineOptions;
  /** Splits to evaluate; by default all that have rows. */
  readonly splits?: readonly SplitName[];
}

/** Rows whose latents are kept for pictures and files. */
export const LATENT_ROWS = 10_000;

export async function evaluateModel(
  job: EvaluationJob,
): Promise<{ evaluation: Evaluation; latents: Partial<Record<SplitName, Latents>> }> {
  const { model, dataset, split, engine, parameters } = job;
  const likelihoods = describeLikelihoods(model, parameters);
  const baselines = await fitBaselines(dataset, split.train, likelihoods, model.sizes.latentCount);
  const sources = { x: rowSource(dataset) };
  const whole = await ForwardProgram.compile(rowOutputs(model, job.latent), sources, engine);
  const swapped = await ForwardProgram.compile(swappedOutputs(model), sources, engine);
  const splits: Partial<Record<SplitName, SplitEvaluation>> = {};
  const latents: Partial<Record<SplitName, Latents>> = {};
  const notComputed: Record<string, string> = {};
  for (const name of job.splits ?? SPLIT_NAMES) {
    const rows = name === 'train' ? spreadRows(split.train, job.trainRows) : split[name];
    if (rows.length === 0) {
      notComputed[name] = 'the split has no rows';
      continue;
    }
    const gathered = await gatherRows(job, name, rows, whole);
    const shuffled = await shuffledTerms(job, rows, gathered.sample, swapped);
    const summary = summarize(job, gathered, shuffled, await baselines.evaluate(rows));
    const weighted = wantsImportance(job, name) && (await importanceWeighted(job, name, rows, gathered, swapped));
    splits[name] = { ...summary, ...(weighted ? { importanceWeighted: weighted } : {}) };
    latents[name] = gathered.latents;
  }
  await whole.release();
  await swapped.release();
  const { value: beta, undefinedBecause } = job.effectiveBeta;
  if (undefinedBecause !== undefined) notComputed.effectiveBeta = undefinedBecause;
  if (job.importanceSamples > 0 && job.latent === 'mean')
    notComputed.importanceWeighted = 'the latent is not sampled: there is no posterior to draw from';
  const evaluation: Evaluation = {
    modalities: model.modalities,
    likelihoods,
    latentCount: model.sizes.latentCount,
    ...(beta === undefined ? {} : { effectiveBeta: beta }),
    latentIsSampled: job.latent === 'sampled',
    splits,
    notComputed,
  };
  return { evaluation, latents };
}

/** Train rows are many, and their likelihood is not what a model is judged by. */
const wantsImportance = ({ importanceSamples, latent }: EvaluationJob, split: SplitName): boolean =>
  importanceSamples > 0 && latent === 'sampled' && split !== 'train';

function describeLikelihoods(model: Model, parameters: NamedTensors): Record<string, LikelihoodDescription> {
  return Object.fromEntries(
    Object.entries(model.likelihoods).map(
      ([modality, { kind, fixedVariance, learnedVariance, trained }]): [string, LikelihoodDescription] => {
        if (kind === 'bernoulli')
          return [modality, { kind, ...(trained === undefined ? {} : { trainedOn: trained.name }) }];
        const variance = fixedVariance ?? Math.exp(parameters[learnedVariance!(modality)]!.data[0]!);
        return [modality, { kind, variance, varianceIsLearned: learnedVariance !== undefined }];
      },
    ),
  );
}

/** Everything that is computed row by row. */
function rowOutputs(model: Model, latent: 'sampled' | 'mean'): Record<string, Node> {
  const graph = buildGraph(model, latent);
  const outputs: Record<string, Node> = {
    klPerUnit: graph.klPerUnit,
    mean: graph.posterior.mean,
    logVariance: graph.posterior.logVariance,
    sample: graph.latent,
  };
  for (const modality of model.modalities) Object.assign(outputs, modalityOutputs(model, graph, modality));
  return outputs;
}

/** Reconstruction of rows from latents that are fed, and how likely those are under the prior. */
function swappedOutputs(model: Model): Record<string, Node> {
  const { x } = buildGraph(model, 'mean');
  const { scope, latent, outputs } = buildDecoder(model);
  return { ...reconstructionTerms(model, scope, outputs, x), [LATENT_DENSITY]: model.prior.logDensity(latent) };
}

interface Gathered {
  readonly rowCount: number;
  readonly tallies: ReadonlyMap<string, ModalityTally>;
  readonly klPerUnit: number[];
  readonly meanVariance: number[];
  readonly posteriorVariance: number[];
  readonly clamped: number;
  /** `[rows, latent]` */
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
  readonly sample: Float32Array;
  readonly latents: Latents;
}

async function gatherRows(
  job: EvaluationJob,
  splitName: SplitName,
  rows: Int32Array,
  program: ForwardProgram,
): Promise<Gathered> {
  const { model, parameters, random } = job;
  const { latentCount } = model.sizes;
  const batch = evaluationBatch(model.sizes.featureCount);
  const draws = drawsOf(job.latent, job.samples);
  const tallies = new Map(model.modalities.map((modality) => [modality.name, new ModalityTally(modality, draws)]));
  const all = {
    mean: new Float32Array(rows.length * latentCount),
    logVariance: new Float32Array(rows.length * latentCount),
    sample: new Float32Array(rows.length * latentCount),
  };
  const klPerUnit = new Float64Array(latentCount);
  for (let first = 0; first < rows.length; first += batch) {
    const some = rows.subarray(first, first + batch);
    const noise = new Float32Array(some.length * latentCount);
    for (let draw = 0; draw < draws; draw++) {
      random.of(`evaluation noise of ${splitName}`, first, draw).fillStandardNormal(noise);
      const values = await program.run({ parameters, rows: some, rowInputs: { [LATENT_NOISE]: noise } });
      for (const tally of tallies.values()) tally.add(values, some.length);
      if (draw > 0) continue;
      for (const kind of ['mean', 'logVariance', 'sample'] as const)
        all[kind].set(values[kind]!.data, first * latentCount);
      const { data } = values.klPerUnit!;
      for (let i = 0; i < data.length; i++) klPerUnit[i % latentCount]! += data[i]!;
    }
  }
  const kept = Math.min(rows.length, LATENT_ROWS);
  const head = (values: Float32Array) => values.slice(0, kept * latentCount);
  const [low, high] = LOG_VARIANCE_RANGE;
  return {
    rowCount: rows.length,
    tallies,
    klPerUnit: Array.from(klPerUnit, (total) => total / rows.length),
    meanVariance: perUnit(all.mean, latentCount, varianceOf),
    posteriorVariance: perUnit(all.logVariance, latentCount, (values) => averageOf(values.map(Math.exp))),
    clamped: all.logVariance.reduce((count, value) => count + (value <= low || value >= high ? 1 : 0), 0),
    ...all,
    latents: {
      rowCount: kept,
      latentCount,
      mean: head(all.mean),
      logVariance: head(all.logVariance),
      sample: head(all.sample),
    },
  };
}

const averageOf = (values: Float64Array): number => values.reduce((total, value) => total + value, 0) / values.length;
const varianceOf = (values: Float64Array): number => {
  const centre = averageOf(values);
  return averageOf(values.map((value) => (value - centre) ** 2));
};

/** One number per latent unit. @param block - `[rows, latent]` */
function perUnit(block: Float32Array, latentCount: number, statistic: (values: Float64Array) => number): number[] {
  const rowCount = block.length / latentCount;
  return Array.from({ length: latentCount }, (_, unit) =>
    statistic(Float64Array.from({ length: rowCount }, (_, row) => block[row * latentCount + unit]!)),
  );
}

/** Mean reconstruction of each row decoded from the latent of another row, per modality. */
async function shuffledTerms(
  job: EvaluationJob,
  rows: Int32Array,
  sample: Float32Array,
  program: ForwardProgram,
): Promise<Record<string, number>> {
  const { model, parameters, random } = job;
  const { latentCount } = model.sizes;
  const order = random.of('shuffled latents').permutation(rows.length);
  const batch = evaluationBatch(model.sizes.featureCount);
  const totals: Record<string, number> = Object.fromEntries(model.modalities.map(({ name }) => [name, 0]));
  for (let first = 0; first < rows.length; first += batch) {
    const count = Math.min(batch, rows.length - first);
    const some = Int32Array.from({ length: count }, (_, k) => rows[order[first + k]!]!);
    const latent = new Float32Array(count * latentCount);
    for (let k = 0; k < count; k++) {
      // The next row in random order: never the row itself, unless it is alone.
      const other = order[(first + k + 1) % rows.length]!;
      latent.set(sample.subarray(other * latentCount, (other + 1) * latentCount), k * latentCount);
    }
    const values = await program.run({ parameters, rows: some, rowInputs: { latent } });
    for (const { name } of model.modalities)
      totals[name] = values[name]!.data.reduce((total, value) => total + value, totals[name]!);
  }
  return Object.fromEntries(Object.entries(totals).map(([name, total]) => [name, total / rows.length]));
}

function summarize(
  job: EvaluationJob,
  gathered: Gathered,
  shuffled: Readonly<Record<string, number>>,
  baselines: Readonly<Record<string, Baselines>>,
): SplitEvaluation {
  const { model, objective } = job;
  const perModality = Object.fromEntries(
    model.modalities.map(({ name }) => [
      name,
      gathered.tallies.get(name)!.summarize(shuffled[name]!, baselines[name]!),
    ]),
  );
  const terms = Object.fromEntries(
    Object.entries(perModality).map(([name, { reconstruction }]) => [name, reconstruction]),
  );
  const counted = Object.fromEntries(
    Object.entries(perModality).map(([name, { reconstruction, trained }]) => [name, trained ?? reconstruction]),
  );
  const reconstruction = Object.values(terms).reduce((total, value) => total + value, 0);
  const kl = gathered.klPerUnit.reduce((total, value) => total + value, 0);
  return {
    rowCount: gathered.rowCount,
    loss: objectiveOf(model, counted, kl, objective),
    negativeElbo: reconstruction + kl,
    reconstruction,
    kl,
    weightedKl: weightedKl(model, kl, objective),
    klPerUnit: gathered.klPerUnit,
    meanVariancePerUnit: gathered.meanVariance,
    posteriorVariancePerUnit: gathered.posteriorVariance,
    activeUnits: gathered.meanVariance.filter((variance) => variance > ACTIVE_VARIANCE).length,
    ...(gathered.clamped > 0 ? { clampedLogVariances: gathered.clamped } : {}),
    perModality,
  };
}
