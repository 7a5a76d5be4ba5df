/** A run for other programs: its model, or what it measured. */
import { DataError } from '../base/errors.ts';
import type { LoadContext } from '../data/find-file.ts';
import type { NamedTensors } from '../engine/program.ts';
import { readNewestCheckpoint } from '../store/checkpoint.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { safetensorsPieces } from '../tensor/safetensors.ts';
import { UPDATE } from '../train/training-step.ts';
import { csvOfRun } from './export-csv.ts';
import { npzOfRun } from './export-npz.ts';
import { projectorFiles } from './export-projector.ts';
import { tensorboardFiles } from './export-tensorboard.ts';
import { type KeptContent, keptRows, keptRowsWithData } from './kept-rows.ts';
import { readPrepared } from './prepared.ts';
import { modelFiles, readSummary } from './run-files.ts';

/** Format to what it holds; `isFile`: one file, not a folder of files. */
export const EXPORT_FORMATS = {
  onnx: { isFile: false, summary: 'encoder.onnx, and decoder.onnx and head.onnx where there are any' },
  safetensors: { isFile: true, summary: 'all parameters' },
  npz: { isFile: true, summary: 'latents, labels, predictions of test rows and metrics as NumPy arrays' },
  csv: { isFile: false, summary: 'metrics of each epoch, and latents with labels' },
  tensorboard: { isFile: false, summary: 'event files with curves, figures and histograms of latents' },
  projector: { isFile: false, summary: "latents and labels for TensorBoard's Embedding Projector" },
} as const;
export type ExportFormat = keyof typeof EXPORT_FORMATS;

export interface ExportedRun {
  /** Path inside the folder to the bytes, in pieces; of a format of one file, the empty path. */
  readonly files: Readonly<Record<string, Iterable<Uint8Array>>>;
  /** Whole sentences. */
  readonly notices: readonly string[];
}

/**
 * What a format holds of a run.
 *
 * @param data - where the run's data are looked for, for names of rows, labels and predictions; without it they are left out
 * @throws DataError when the run has not been evaluated, its data are missing or have changed
 */
export async function exportRun(run: RunFolder, format: ExportFormat, data?: LoadContext): Promise<ExportedRun> {
  if (format === 'onnx') {
    const parts = Object.entries(exportOnnx(run)).map(([name, bytes]) => [name, [bytes]] as const);
    return { files: Object.fromEntries(parts), notices: [] };
  }
  if (format === 'safetensors') return { files: { '': safetensorsPieces(modelParameters(run)) }, notices: [] };
  if (format === 'tensorboard') return tensorboardFiles(run, keptRows(run).splits);
  readSummary(run);
  const content = (): KeptContent | Promise<KeptContent> =>
    data === undefined ? keptRows(run) : keptRowsWithData(run, data, { predictions: format === 'npz' });
  const { splits, notices } = await content();
  if (format === 'projector') return { files: projectorFiles(splits), notices };
  const { records, warnings } = run.readEpochs();
  const files = format === 'csv' ? csvOfRun(records, splits) : { '': npzOfRun(records, splits) };
  return { files, notices: [...notices, ...warnings] };
}

/** Parameters and running statistics, without what only the optimizer needs. @throws DataError when nothing was trained */
export function modelParameters(run: RunFolder): NamedTensors {
  const checkpoint = readNewestCheckpoint(run.checkpoints);
  if (checkpoint === undefined) throw new DataError(run.path, 'the run has no checkpoint yet');
  return Object.fromEntries(Object.entries(checkpoint.tensors).filter(([name]) => !name.startsWith(`${UPDATE}/`)));
}

/** File name to its bytes. @throws DataError when the run has not been evaluated */
export function exportOnnx(run: RunFolder): Record<string, Uint8Array> {
  readSummary(run);
  const prepared = readPrepared(run);
  if (prepared === undefined)
    throw new DataError(run.path, 'the run keeps no prepared.json, which says what its model is made for');
  return modelFiles(prepared.model, modelParameters(run));
}
