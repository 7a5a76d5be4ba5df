/** A run's model for other programs. Its data are not needed: the run knows its modalities. */
import { DataError } from '../base/errors.ts';
import type { NamedTensors } from '../engine/program.ts';
import { readNewestCheckpoint } from '../store/checkpoint.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { UPDATE } from '../train/training-step.ts';
import { createModel } from '../vae/model.ts';
import { type ExperimentConfig, likelihoodPerModality } from './experiment-config.ts';
import { decoderBytes, encoderBytes, readSummary } from './run-files.ts';

/** Parameters and running statistics, without what only the optimizer needs. @throws DataError when nothing was trained */
export function modelParameters(run: RunFolder): NamedTensors {
  const checkpoint = readNewestCheckpoint(run.checkpoints);
  if (checkpoint === undefined) throw new DataError(run.path, 'the run has no checkpoint yet');
  return Object.fromEntries(Object.entries(checkpoint.tensors).filter(([name]) => !name.startsWith(`${UPDATE}/`)));
}

/** File name to its bytes. @throws DataError when the run has not been evaluated */
export function exportOnnx(run: RunFolder): Record<string, Uint8Array> {
  const { modalities, featureCount } = readSummary(run).data;
  const config = run.read('config.resolved') as ExperimentConfig;
  const likelihood = likelihoodPerModality(
    config,
    modalities.map(({ name }) => name),
  );
  const choices = { ...config, likelihood, conventions: config.training.conventions };
  const model = createModel(choices, { modalities, featureCount });
  const parameters = modelParameters(run);
  return { 'encoder.onnx': encoderBytes(model, parameters), 'decoder.onnx': decoderBytes(model, parameters) };
}
