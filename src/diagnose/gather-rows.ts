/**
 * A model's answers over the rows of a split, summed up. Where entries are hidden from the encoder, the rows are gone
 * through once for each case of the masking, and numbers are means over cases.
 */

import type { Modality, SplitName } from '../data/dataset.ts';
import type { ForwardProgram } from '../engine/forward-program.ts';
import type { NamedTensors } from '../engine/program.ts';
import type { Node } from '../graph/node.ts';
import { LOG_VARIANCE_RANGE } from '../nn/diagonal-gaussian.ts';
import { maskFeed } from '../vae/masking/mask-graph.ts';
import { maskedNames, maskedOutputs } from '../vae/masking/masked-averages.ts';
import type { Model } from '../vae/model.ts';
import { buildGraph, LATENT_NOISE } from '../vae/model-graph.ts';
import { drawsOf, evaluationBatch } from '../vae/term-evaluator.ts';
import { type ChosenThresholds, chooseThresholds } from './chosen-thresholds.ts';
import type { Latents } from './evaluation.ts';
import type { EvaluationJob } from './evaluation-job.ts';
import { ENTRY_SIDES, type EntrySide, modalityOutputs } from './modality-outputs.ts';
import { ModalityTally } from './modality-tally.ts';
import { averageOf, perUnit, varianceOf } from './per-unit.ts';
import { type RowTerms, RowTermTally } from './row-terms.ts';
import { ShuffledTerms } from './shuffled-terms.ts';

/** Rows whose latents are kept for pictures and files. */
export const LATENT_ROWS = 10_000;

/** Everything that is computed row by row. */
export function rowOutputs(model: Model, latent: 'sampled' | 'mean'): Record<string, Node> {
  const graph = buildGraph(model, latent);
  const outputs: Record<string, Node> = {
    klPerUnit: graph.klPerUnit,
    mean: graph.posterior.mean,
    logVariance: graph.posterior.logVariance,
    sample: graph.latent,
    ...maskedOutputs(model.objective, graph.terms, model.sizes),
  };
  for (const modality of model.told)
    for (const side of sidesOf(model, modality)) Object.assign(outputs, modalityOutputs(model, graph, modality, side));
  return outputs;
}

/** A label is never shown to the encoder, so no side of it is hidden. */
const sidesOf = ({ masking, label }: Model, { name }: Modality): readonly EntrySide[] =>
  masking === undefined || name === label?.modality.name ? ['all'] : ENTRY_SIDES;

/** Modality and side of its entries to the cuts that were chosen on other rows. */
export type SplitThresholds = Readonly<Record<string, Readonly<Partial<Record<EntrySide, ChosenThresholds>>>>>;

/** Cuts chosen on the rows that were gathered, where entries are 0 and 1. */
export const thresholdsOf = ({ tallies }: Gathered): SplitThresholds =>
  Object.fromEntries(
    Object.entries(tallies).map(([name, sides]) => [
      name,
      Object.fromEntries(Object.entries(sides).map(([side, { histogram }]) => [side, chooseThresholds(histogram)])),
    ]),
  );

export interface Gathered {
  readonly rowCount: number;
  /** Modality to what was tallied over all its entries and, where some are hidden, over hidden and seen ones. */
  readonly tallies: Readonly<Record<string, Readonly<Partial<Record<EntrySide, ModalityTally>>>>>;
  readonly shuffled: ShuffledTerms;
  readonly klPerUnit: number[];
  readonly meanVariance: number[];
  readonly posteriorVariance: number[];
  readonly clamped: number;
  /** What `maskedOutputs` names, summed over rows, draws and cases. */
  readonly maskedSums: Readonly<Record<string, number>>;
  /** Looks at a row: draws times cases. */
  readonly looks: number;
  /** `[rows, latent]` */
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
  readonly sample: Float32Array;
  readonly latents: Latents;
  readonly terms: RowTerms;
}

/** Of every row, `[rows, latent]`. */
interface CaseLatents {
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
  readonly sample: Float32Array;
}
const KINDS = ['mean', 'logVariance', 'sample'] as const;

/**
 * @param program - of `rowOutputs`
 * @param swapped - of `swappedOutputs`
 * @param thresholds - cuts that entries of 0 and 1 are answered at too
 */
export async function gatherRows(
  job: EvaluationJob,
  splitName: SplitName,
  rows: Int32Array,
  program: ForwardProgram,
  swapped: ForwardProgram,
  thresholds?: SplitThresholds,
): Promise<Gathered> {
  const { model } = job;
  const { latentCount } = model.sizes;
  const draws = drawsOf(job.latent, job.samples);
  const cases = model.masking?.cases ?? [undefined];
  const tallies = Object.fromEntries(
    model.told.map((modality) => [
      modality.name,
      Object.fromEntries(
        sidesOf(model, modality).map((side) => [
          side,
          new ModalityTally(modality, side, thresholds?.[modality.name]?.[side]),
        ]),
      ),
    ]),
  );
  const shuffled = new ShuffledTerms(job, rows, swapped);
  const terms = new RowTermTally(model.told, model, rows.length);
  const blank = () => new Float32Array(rows.length * latentCount);
  const kept: CaseLatents = { mean: blank(), logVariance: blank(), sample: blank() };
  const sums = { klPerUnit: new Float64Array(latentCount), masked: {} as Record<string, number> };
  const variances: { mean: number[]; posterior: number[] }[] = [];
  let clamped = 0;
  for (const [index, codes] of cases.entries()) {
    const own = await gatherCase(codes);
    variances.push({
      mean: perUnit(own.mean, latentCount, varianceOf),
      posterior: perUnit(own.logVariance, latentCount, (values) => averageOf(values.map(Math.exp))),
    });
    clamped += own.logVariance.reduce((count, value) => count + (isClamped(value) ? 1 : 0), 0);
    await shuffled.add(own.sample, codes);
    // Rows keep the latents of one case each, as they would have them in training.
    for (let row = index; row < rows.length; row += cases.length)
      for (const kind of KINDS)
        kept[kind].set(own[kind].subarray(row * latentCount, (row + 1) * latentCount), row * latentCount);
  }
  const overCases = (key: 'mean' | 'posterior'): number[] =>
    Array.from({ length: latentCount }, (_, unit) =>
      averageOf(Float64Array.from(variances, (variance) => variance[key][unit]!)),
    );
  const keptRows = Math.min(rows.length, LATENT_ROWS);
  const head = (values: Float32Array) => values.slice(0, keptRows * latentCount);
  return {
    rowCount: rows.length,
    tallies,
    shuffled,
    klPerUnit: Array.from(sums.klPerUnit, (total) => total / (rows.length * cases.length)),
    meanVariance: overCases('mean'),
    posteriorVariance: overCases('posterior'),
    clamped,
    maskedSums: sums.masked,
    looks: draws * cases.length,
    ...kept,
    latents: {
      rowCount: keptRows,
      latentCount,
      mean: head(kept.mean),
      logVariance: head(kept.logVariance),
      sample: head(kept.sample),
    },
    terms: terms.terms(),
  };

  async function gatherCase(codes: Uint8Array | undefined): Promise<CaseLatents> {
    const { parameters, random } = job;
    const own: CaseLatents = { mean: blank(), logVariance: blank(), sample: blank() };
    const batch = evaluationBatch(model.sizes.featureCount);
    for (let first = 0; first < rows.length; first += batch) {
      const some = rows.subarray(first, first + batch);
      const noise = new Float32Array(some.length * latentCount);
      const mask = codes && maskFeed(codes, some.length);
      for (let draw = 0; draw < draws; draw++) {
        random.of(`evaluation noise of ${splitName}`, first, draw).fillStandardNormal(noise);
        const values = await program.run({ parameters, rows: some, rowInputs: { [LATENT_NOISE]: noise, ...mask } });
        for (const ofModality of Object.values(tallies))
          for (const tally of Object.values(ofModality)) tally.add(values, some.length);
        terms.add(values, first, some.length);
        addMasked(values);
        if (draw > 0) continue;
        for (const kind of KINDS) own[kind].set(values[kind]!.data, first * latentCount);
        const { data } = values.klPerUnit!;
        for (let i = 0; i < data.length; i++) sums.klPerUnit[i % latentCount]! += data[i]!;
      }
    }
    for (const ofModality of Object.values(tallies)) for (const tally of Object.values(ofModality)) tally.endCase();
    return own;
  }

  function addMasked(values: NamedTensors): void {
    if (model.masking === undefined) return;
    for (const name of maskedNames(model.modalities.map((modality) => modality.name)))
      sums.masked[name] = values[name]!.data.reduce((total, value) => total + value, sums.masked[name] ?? 0);
  }
}

const [LOW, HIGH] = LOG_VARIANCE_RANGE;
const isClamped = (logVariance: number): boolean => logVariance <= LOW || logVariance >= HIGH;
