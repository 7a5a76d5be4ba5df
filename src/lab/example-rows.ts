/** Ten rows of a split, chosen by the seed, as a trained model answers them; kept in the run. */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Dataset, type Modality, readRows } from '../data/dataset.ts';
import type { Evaluation } from '../diagnose/evaluation.ts';
import { judgedSplit } from '../diagnose/judged-split.ts';
import { type ModalityExample, modalityExample, type RowExample, type RowExamples } from '../diagnose/row-examples.ts';
import type { NamedTensors } from '../engine/program.ts';
import { readJson, replaceJson } from '../store/files.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { ModelMasking } from '../vae/masking/mask-graph.ts';
import { SEEN } from '../vae/masking/masking.ts';
import { AveragedAnswers } from './averaged-answers.ts';
import type { Experiment } from './experiment.ts';
import { maskable } from './masked-model.ts';
import { toOwnUnits } from './own-units.ts';
import { reconstructRows } from './use-model.ts';

const EXAMPLES = 10;
const FILE = path.join('evaluation', 'examples.json');

/** @returns undefined where no split was evaluated */
export async function exampleRows(
  experiment: Experiment,
  parameters: NamedTensors,
  evaluation: Evaluation,
): Promise<RowExamples | undefined> {
  const judged = judgedSplit(evaluation);
  if (judged === undefined || experiment.model.architecture.decode === undefined) return undefined;
  const [split, { perModality }] = judged;
  const { dataset, model, random, preprocessing } = experiment;
  const { modalities, featureCount } = dataset;
  const order = random.of('example rows').permutation(experiment.split[split].length).subarray(0, EXAMPLES).sort();
  const chosen = order.map((index) => experiment.split[split][index]!);
  const masks = model.masking?.cases ?? [undefined];
  const trained = { experiment, parameters, notices: [] };
  // What is hidden is told as it is imputed: a posterior that knows little of it is no point.
  const averaged = model.masking && (await AveragedAnswers.compile(trained, maskable(model), dataset));
  const rows: RowExample[] = [];
  // Cases of a masking take turns.
  for (const [turn, mask] of masks.slice(0, chosen.length).entries()) {
    const own = Int32Array.from(chosen.filter((_, place) => place % masks.length === turn));
    const predicted =
      averaged === undefined
        ? await reconstructRows(trained, { dataset, rows: own })
        : await averaged.of(own, mask!, turn);
    const truth = readRows(dataset, own);
    toOwnUnits(truth, preprocessing);
    toOwnUnits(predicted, preprocessing);
    const isHidden = hiddenColumns(modalities, model.masking, mask);
    own.forEach((row, k) => {
      const of = (block: Float32Array) => block.subarray(k * featureCount, (k + 1) * featureCount);
      const answered = { truth: of(truth), predicted: of(predicted), isHidden };
      const parts = modalities.map((modality): [string, ModalityExample] => {
        const areBits = perModality[modality.name]!.binary !== undefined;
        return [modality.name, modalityExample(answered, modality, areBits, dataset.columns)];
      });
      rows[turn + k * masks.length] = { row, ...nameOf(dataset, row), perModality: Object.fromEntries(parts) };
    });
  }
  await averaged?.release();
  return { split, modalities, ...(averaged === undefined ? {} : { averaged: true }), rows };
}

function nameOf({ rowIds, labels }: Dataset, row: number): Pick<RowExample, 'id' | 'label'> {
  const label = labels?.classes[labels.values[row]!];
  return {
    ...(rowIds === undefined ? {} : { id: rowIds[row]! }),
    ...(label === undefined ? {} : { label }),
  };
}

/** @param codes - one for each modality, or for each column */
function hiddenColumns(
  modalities: readonly Modality[],
  masking: ModelMasking | undefined,
  codes: Uint8Array | undefined,
): boolean[] {
  return modalities.flatMap(({ start, count }, index) =>
    Array.from({ length: count }, (_, k) => {
      const code = masking?.per === 'modality' ? index : start + k;
      return codes !== undefined && codes[code] !== SEEN;
    }),
  );
}

export function writeExamples(run: RunFolder, examples: RowExamples | undefined): void {
  if (examples === undefined) return;
  mkdirSync(run.file('evaluation'), { recursive: true });
  replaceJson(run.file(FILE), examples);
}

/** @returns undefined where the run has none */
export const readExamples = (run: RunFolder): RowExamples | undefined =>
  existsSync(run.file(FILE)) ? (readJson(run.file(FILE)) as RowExamples) : undefined;
