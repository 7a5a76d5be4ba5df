/**
 * What was made of the data before training, kept with the run: names of columns, modalities, how rows are rescaled. With it
 * the model can be used where the data are not.
 */
import os from 'node:os';
import { RandomStreams } from '../base/random.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Preprocessing } from '../data/standardize.ts';
import type { EffectiveBeta } from '../diagnose/effective-beta.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { TrainLabels } from '../vae/label.ts';
import { createModel } from '../vae/model.ts';
import type { Experiment } from './experiment.ts';
import { likelihoodPerModality } from './experiment-config.ts';
import { readRunConfig } from './run-files.ts';

/** `prepared.json` */
interface Prepared {
  readonly columns: Dataset['columns'];
  readonly modalities: Dataset['modalities'];
  readonly preprocessing: Preprocessing;
  readonly effectiveBeta: EffectiveBeta;
  /** Where a head predicts the label. */
  readonly trainLabels?: TrainLabels;
}

/** All of an experiment that a use of its model needs: everything but rows. */
export interface ModelInUse
  extends Pick<Experiment, 'config' | 'preprocessing' | 'model' | 'effectiveBeta' | 'random' | 'engine'> {
  readonly dataset: Pick<Dataset, 'columns' | 'modalities'>;
}

export function writePrepared(run: RunFolder, { dataset, preprocessing, effectiveBeta, model }: Experiment): void {
  const { columns, modalities } = dataset;
  const { label } = model;
  const labels =
    label === undefined
      ? {}
      : { trainLabels: { name: label.modality.name, classes: label.classes, counts: label.trainCounts } };
  run.write('prepared', { columns, modalities, preprocessing, effectiveBeta, ...labels } satisfies Prepared);
}

/** @returns undefined for runs from before it was kept */
export function readPrepared(run: RunFolder): ModelInUse | undefined {
  const prepared = run.read('prepared') as Prepared | undefined;
  if (prepared === undefined) return undefined;
  const { columns, modalities, preprocessing, effectiveBeta, trainLabels } = prepared;
  const config = readRunConfig(run);
  const likelihood = likelihoodPerModality(
    config,
    modalities.map(({ name }) => name),
  );
  const choices = { ...config, likelihood, conventions: config.training.conventions };
  return {
    config,
    dataset: { columns, modalities },
    preprocessing,
    effectiveBeta,
    model: createModel(choices, {
      modalities,
      featureCount: columns.length,
      ...(trainLabels === undefined ? {} : { trainLabels }),
    }),
    random: new RandomStreams(config.seed),
    engine: { threads: config.threads === 'auto' ? os.availableParallelism() : config.threads },
  };
}
