/** Rows of a run beside their reconstructions, gathered once while data and model are at hand, and kept in its folder. */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Dataset, readRows, type SplitName } from '../data/dataset.ts';
import type { Evaluation, Latents } from '../diagnose/evaluation.ts';
import { judgedSplit } from '../diagnose/judged-split.ts';
import { type RowReview, reviewRows } from '../diagnose/row-review.ts';
import { ForwardProgram } from '../engine/forward-program.ts';
import type { NamedTensors } from '../engine/program.ts';
import { add, input } from '../graph/operations/index.ts';
import { readJson, replaceJson } from '../store/files.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { buildDecoder } from '../vae/model-graph.ts';
import { reconstructionTerms } from '../vae/model-terms.ts';
import { rowSource } from '../vae/row-source.ts';
import { evaluationBatch, spreadRows } from '../vae/term-evaluator.ts';
import type { Experiment } from './experiment.ts';
import { toOwnUnits } from './own-units.ts';
import { predictions } from './use-model.ts';

/** Rows looked at, fewer where they are wide. */
const MOST_ROWS = 2000;
const MOST_VALUES = 4e6;

const FILE = path.join('evaluation', 'shown-rows.json');

/** @returns undefined where no split was evaluated */
export async function reviewRun(
  experiment: Experiment,
  parameters: NamedTensors,
  evaluation: Evaluation,
  latents: Partial<Record<SplitName, Latents>>,
): Promise<RowReview | undefined> {
  const judged = judgedSplit(evaluation);
  const values = judged && latents[judged[0]];
  if (judged === undefined || values === undefined || experiment.model.architecture.decode === undefined)
    return undefined;
  const [split] = judged;
  const { dataset, model, config } = experiment;
  const { featureCount } = dataset;
  // Rows stand in the order of their latents: of a large train split those are a part.
  const evaluated =
    split === 'train' ? spreadRows(experiment.split.train, config.evaluation.trainRows) : experiment.split[split];
  const most = Math.min(MOST_ROWS, Math.max(20, Math.floor(MOST_VALUES / featureCount)));
  const places = spreadRows(
    Int32Array.from({ length: values.rowCount }, (_, place) => place),
    most,
  );
  const rows = places.map((place) => evaluated[place]!);
  const { latentCount } = values;
  const means = new Float32Array(places.length * latentCount);
  places.forEach((place, k) => {
    means.set(values.mean.subarray(place * latentCount, (place + 1) * latentCount), k * latentCount);
  });
  const { predicted, reconstruction } = await reconstructed(experiment, parameters, rows, means);
  const truth = readRows(dataset, rows);
  toOwnUnits(truth, experiment.preprocessing);
  toOwnUnits(predicted, experiment.preprocessing);
  const { labels, rowIds } = dataset;
  const review = reviewRows({
    modalities: dataset.modalities,
    featureCount,
    rows,
    truth,
    predicted,
    reconstruction,
    bernoulli: dataset.modalities
      .map(({ name }) => name)
      .filter((name) => model.likelihoods[name]!.kind === 'bernoulli'),
    columns: dataset.columns,
    describe: (row) => ({
      ...(rowIds === undefined ? {} : { id: rowIds[row]! }),
      ...(labels === undefined ? {} : { label: labels.classes[labels.values[row]!] ?? 'none' }),
    }),
    ...imageShapeOf(dataset),
  });
  return {
    split,
    splitRowCount: evaluated.length,
    ...review,
  };
}

/** Of several modalities each is a track of its own, however the file laid them out. */
export function imageShapeOf({ rowShape, modalities }: Dataset): { imageShape?: readonly [number, number, number] } {
  const [height = 1, width = 1, channels = 0] = rowShape;
  const isImage = modalities.length === 1 && height > 1 && width > 1 && (channels === 1 || channels === 3);
  return isImage ? { imageShape: [height, width, channels] } : {};
}

/** Predictions from posterior means, in the model's units, and what they cost. @param means - `[rows, latent]` */
async function reconstructed(
  { dataset, model, engine }: Experiment,
  parameters: NamedTensors,
  rows: Int32Array,
  means: Float32Array,
) {
  const { featureCount, latentCount } = model.sizes;
  const x = input('x', ['batch', featureCount], 'rows');
  const decoder = buildDecoder(model);
  const terms = Object.values(reconstructionTerms(model, decoder.scope, decoder.outputs, x));
  const outputs = {
    predicted: predictions(model, decoder.outputs),
    reconstruction: terms.reduce((total, term) => add(total, term)),
  };
  const program = await ForwardProgram.compile(outputs, { x: rowSource(dataset) }, engine);
  const all = {
    predicted: new Float32Array(rows.length * featureCount),
    reconstruction: new Float32Array(rows.length),
  };
  const batch = evaluationBatch(featureCount);
  for (let first = 0; first < rows.length; first += batch) {
    const some = rows.subarray(first, first + batch);
    const latent = means.subarray(first * latentCount, (first + some.length) * latentCount);
    const values = await program.run({ parameters, rows: some, rowInputs: { latent } });
    all.predicted.set(values.predicted!.data, first * featureCount);
    all.reconstruction.set(values.reconstruction!.data, first);
  }
  await program.release();
  return all;
}

export function writeRowReview(run: RunFolder, review: RowReview | undefined): void {
  if (review === undefined) return;
  mkdirSync(run.file('evaluation'), { recursive: true });
  replaceJson(run.file(FILE), review);
}

/** @returns undefined where the run has none */
export const readRowReview = (run: RunFolder): RowReview | undefined =>
  existsSync(run.file(FILE)) ? (readJson(run.file(FILE)) as RowReview) : undefined;
