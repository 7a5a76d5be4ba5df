/** What a trained model answers: latents of rows, predictions of rows, rows of latents. */
import { ConfigError, LimitError } from '../base/errors.ts';
import { type ForwardInputs, ForwardProgram } from '../engine/forward-program.ts';
import type { RowSources } from '../engine/program.ts';
import type { Node } from '../graph/node.ts';
import { add, concatenate, reshape } from '../graph/operations/index.ts';
import type { ModelLabel } from '../vae/label.ts';
import { maskFeed, usualMask } from '../vae/masking/mask-graph.ts';
import { type Model, requireDecoder } from '../vae/model.ts';
import { buildDecoder, buildGraph, LATENT_NOISE } from '../vae/model-graph.ts';
import { columnsOf } from '../vae/model-terms.ts';
import { rowSource } from '../vae/row-source.ts';
import { drawsOf, evaluationBatch } from '../vae/term-evaluator.ts';
import type { ChosenRows, TrainedRun } from './trained-run.ts';

export const ENCODINGS = ['mean', 'log-variance', 'sample'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What the likelihoods predict from the decoder's outputs, probabilities or means: `[batch, features]`. */
export const predictions = (model: Model, outputs: Node): Node =>
  concatenate(
    model.modalities.map((modality) => model.likelihoods[modality.name]!.predict(columnsOf(outputs, modality))),
    1,
  );

/** The posterior of rows, or a draw from it that is the same every time. @returns `[rows, latent]` */
export function encodeRows(trained: TrainedRun, { dataset, rows }: ChosenRows, what: Encoding): Promise<Float32Array> {
  const { model, random } = trained.experiment;
  const { latentCount } = model.sizes;
  const { posterior, latent } = buildGraph(model, 'sampled');
  const output = { mean: posterior.mean, 'log-variance': posterior.logVariance, sample: latent }[what];
  return inBatches(trained, output, { x: rowSource(dataset) }, rows.length, (first, count) => {
    const noise = new Float32Array(count * latentCount);
    if (what === 'sample') random.of('encoding noise', first).fillStandardNormal(noise);
    return {
      rows: rows.subarray(first, first + count),
      rowInputs: { [LATENT_NOISE]: noise, ...maskOf(model, count) },
    };
  });
}

/**
 * Predictions of rows from their posterior means, in the model's units.
 *
 * @param mask - codes of what is hidden of every row; by default what training hides of every row
 * @returns `[rows, features]`
 */
export function reconstructRows(
  trained: TrainedRun,
  { dataset, rows }: Pick<ChosenRows, 'dataset' | 'rows'>,
  mask?: Uint8Array,
): Promise<Float32Array> {
  const { model } = trained.experiment;
  requireDecoder(model);
  const output = predictions(model, buildGraph(model, 'mean').outputs);
  return inBatches(trained, output, { x: rowSource(dataset) }, rows.length, (first, count) => ({
    rows: rows.subarray(first, first + count),
    rowInputs: maskOf(model, count, mask),
  }));
}

/**
 * What a head tells of rows from their posterior means.
 *
 * @returns `[rows, outputs]` probabilities of classes, or of the second of two, or a number in the units of training
 */
export function predictLabels(trained: TrainedRun, { dataset, rows }: ChosenRows): Promise<Float32Array> {
  const { model } = trained.experiment;
  const output = requireHead(model).likelihood.predict(buildGraph(model, 'mean').labelOutputs!);
  return inBatches(trained, output, { x: rowSource(dataset) }, rows.length, (first, count) => ({
    rows: rows.subarray(first, first + count),
    rowInputs: {},
  }));
}

/** @throws ConfigError when the model tells no label */
export function requireHead({ label }: Model): ModelLabel {
  if (label !== undefined) return label;
  throw new ConfigError('config.architecture', 'the model has no head, so it tells no label of rows', {
    advice: 'Train one with architecture.kind: classifier-head and data.label',
  });
}

/**
 * Reconstruction of each row, all modalities together, averaged over draws of the latent.
 *
 * @param latent - what the decoder reads
 * @returns `[rows]` nats
 */
export async function reconstructionLosses(
  trained: TrainedRun,
  { dataset, rows }: ChosenRows,
  latent: 'sampled' | 'mean',
): Promise<Float32Array> {
  const { model, random, config } = trained.experiment;
  requireDecoder(model);
  const terms = Object.values(buildGraph(model, latent).terms.reconstruction);
  const output = reshape(
    terms.reduce((total, term) => add(total, term)),
    ['batch', 1],
  );
  const draws = drawsOf(latent, config.evaluation.samples);
  const total = new Float32Array(rows.length);
  for (let draw = 0; draw < draws; draw++) {
    const losses = await inBatches(trained, output, { x: rowSource(dataset) }, rows.length, (first, count) => {
      const noise = new Float32Array(count * model.sizes.latentCount);
      random.of('reconstruction noise', first, draw).fillStandardNormal(noise);
      const drawn = latent === 'sampled' ? { [LATENT_NOISE]: noise } : {};
      return { rows: rows.subarray(first, first + count), rowInputs: { ...drawn, ...maskOf(model, count) } };
    });
    losses.forEach((loss, row) => {
      total[row]! += loss / draws;
    });
  }
  return total;
}

const maskOf = ({ masking }: Model, rowCount: number, codes?: Uint8Array): Record<string, Uint8Array> =>
  masking === undefined ? {} : maskFeed(codes ?? usualMask(masking), rowCount);

/** @param latents - `[rows, latent]`. @returns `[rows, features]` predictions, in the model's units */
export function decodeLatents(trained: TrainedRun, latents: Float32Array): Promise<Float32Array> {
  const { model } = trained.experiment;
  const { latentCount } = model.sizes;
  requireDecoder(model);
  const output = predictions(model, buildDecoder(model).outputs);
  return inBatches(trained, output, {}, latents.length / latentCount, (first, count) => ({
    rowInputs: { latent: latents.subarray(first * latentCount, (first + count) * latentCount) },
  }));
}

const MOST_VALUES = 2 ** 30;

/** @throws LimitError */
export function requireRoom(rowCount: number, width: number): void {
  if (rowCount * width <= MOST_VALUES) return;
  throw new LimitError('elbo', `${rowCount} rows of ${width} columns would take ${4 * rowCount * width} bytes`, {
    expected: 'at most 4 GiB',
    advice: 'Take fewer rows at a time',
  });
}

/** Runs a program over batches of rows. @returns `[rows, columns of the output]` */
async function inBatches(
  { experiment: { model, engine }, parameters }: TrainedRun,
  output: Node,
  sources: RowSources,
  rowCount: number,
  inputs: (first: number, count: number) => Omit<ForwardInputs, 'parameters'>,
): Promise<Float32Array> {
  const width = output.shape[1] as number;
  requireRoom(rowCount, width);
  const all = new Float32Array(rowCount * width);
  const program = await ForwardProgram.compile({ output }, sources, engine);
  const batch = evaluationBatch(model.sizes.featureCount);
  for (let first = 0; first < rowCount; first += batch) {
    const count = Math.min(batch, rowCount - first);
    const values = await program.run({ parameters, ...inputs(first, count) });
    all.set(values.output!.data, first * width);
  }
  await program.release();
  return all;
}
