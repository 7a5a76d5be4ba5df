/** What a finished run keeps beside its records: the summary, latents and exported models. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DataError } from '../base/errors.ts';
import { SPLIT_NAMES, type SplitName } from '../data/dataset.ts';
import type { Preprocessing } from '../data/standardize.ts';
import type { EffectiveBeta } from '../diagnose/effective-beta.ts';
import type { Evaluation, Latents } from '../diagnose/evaluation.ts';
import type { Finding } from '../diagnose/finding.ts';
import { diagnose } from '../diagnose/index.ts';
import { exportModel } from '../engine/export-onnx.ts';
import type { NamedTensors } from '../engine/program.ts';
import type { PhaseDescription } from '../report/model-diagram-rows.ts';
import type { DataSummary, ReportInput } from '../report/report-input.ts';
import type { RunFolder } from '../store/run-folder.ts';
import { readNpy, writeNpy } from '../tensor/npy.ts';
import type { ModelDescription } from '../vae/description.ts';
import type { ModelLabel } from '../vae/label.ts';
import type { Model } from '../vae/model.ts';
import { buildDecoder, buildGraph } from '../vae/model-graph.ts';
import type { KnownBeforehand } from './examine.ts';
import { readExamples } from './example-rows.ts';
import { type ExperimentConfig, resolveConfig } from './experiment-config.ts';
import { readLatentLabels } from './latent-rows.ts';
import { readSnapshots } from './latent-snapshots.ts';
import type { PerClass } from './per-class.ts';
import { readPriorSamples } from './prior-samples.ts';
import { readRowReview } from './review-rows.ts';
import { predictions } from './use-model.ts';

/** `summary.json` */
export interface RunSummary {
  readonly name: string;
  readonly data: DataSummary;
  readonly preprocessing: Preprocessing;
  readonly model: ModelDescription;
  /** In the order of training; absent in runs from before it was kept. */
  readonly phases?: readonly PhaseDescription[];
  readonly effectiveBeta: EffectiveBeta;
  /** What diagnostics look at beside the evaluation. */
  readonly beforehand: KnownBeforehand;
  readonly evaluation: Evaluation;
  /** Where `evaluation.perClass` asks for it. */
  readonly perClass?: PerClass;
  /** The epoch whose parameters the model has, where early stopping went back to one before the last. */
  readonly restoredEpoch?: number;
  /** Whole sentences: stopped early, resumed, continued. */
  readonly notices: readonly string[];
}

const KINDS = ['mean', 'logVariance', 'sample'] as const;
const latentFile = (split: SplitName, kind: string): string => path.join('evaluation', `${split}.${kind}.npy`);

export function writeLatents(run: RunFolder, latents: Partial<Record<SplitName, Latents>>): void {
  mkdirSync(run.file('evaluation'), { recursive: true });
  for (const [split, values] of Object.entries(latents) as [SplitName, Latents][]) {
    for (const kind of KINDS) {
      writeFileSync(run.file(latentFile(split, kind)), writeNpy([values.rowCount, values.latentCount], values[kind]));
    }
  }
}

export function readLatents(run: RunFolder): Partial<Record<SplitName, Latents>> {
  const latents: Partial<Record<SplitName, Latents>> = {};
  for (const split of SPLIT_NAMES) {
    if (!existsSync(run.file(latentFile(split, 'mean')))) continue;
    const [mean, logVariance, sample] = KINDS.map((kind) => {
      const file = run.file(latentFile(split, kind));
      const array = readNpy(readFileSync(file), file);
      if (!(array.data instanceof Float32Array)) throw new DataError(file, 'the array is not float32');
      return { shape: array.shape, data: array.data };
    });
    const [rowCount, latentCount] = mean!.shape as [number, number];
    latents[split] = { rowCount, latentCount, mean: mean!.data, logVariance: logVariance!.data, sample: sample!.data };
  }
  return latents;
}

/** Writes the parts of a model as ordinary ONNX files on rescaled rows, into `model/`. */
export function writeModels(run: RunFolder, model: Model, parameters: NamedTensors): void {
  mkdirSync(run.file('model'), { recursive: true });
  for (const [name, bytes] of Object.entries(modelFiles(model, parameters)))
    writeFileSync(run.file(path.join('model', name)), bytes);
}

/** `encoder.onnx`, and `decoder.onnx` and `head.onnx` where the model has them. */
export const modelFiles = (model: Model, parameters: NamedTensors): Record<string, Uint8Array> => ({
  'encoder.onnx': encoderBytes(model, parameters),
  ...(model.architecture.decode === undefined ? {} : { 'decoder.onnx': decoderBytes(model, parameters) }),
  ...(model.label === undefined ? {} : { 'head.onnx': headBytes(model, model.label, parameters) }),
});

/**
 * `x` `[batch, features]` to `mean` and `logVariance`, both `[batch, latent]`. A model that hides entries reads a `mask`
 * too, bytes `[batch, modalities]` (or columns): 0 seen, 1 hidden, 2 a hidden dummy.
 */
function encoderBytes(model: Model, parameters: NamedTensors): Uint8Array {
  const { posterior } = buildGraph(model, 'mean');
  const outputs = { mean: posterior.mean, logVariance: posterior.logVariance };
  return exportModel(outputs, parameters, { metadata: { title: 'Elbo encoder', modalities: modalityText(model) } });
}

/** `latent` `[batch, latent]` to `prediction` (probabilities or means) and `raw` (before the likelihood), both `[batch, features]`. */
function decoderBytes(model: Model, parameters: NamedTensors): Uint8Array {
  const { outputs } = buildDecoder(model);
  return exportModel({ prediction: predictions(model, outputs), raw: outputs }, parameters, {
    metadata: { title: 'Elbo decoder', modalities: modalityText(model) },
  });
}

/** `latent` `[batch, latent]` to `prediction` (probabilities of classes, or of the second of two, or a number) and `raw`. */
function headBytes(model: Model, label: ModelLabel, parameters: NamedTensors): Uint8Array {
  const raw = buildDecoder(model).labelOutputs!;
  return exportModel({ prediction: label.likelihood.predict(raw), raw }, parameters, {
    metadata: { title: 'Elbo head', label: label.modality.name, classes: label.classes.join(' ') },
  });
}

const modalityText = ({ modalities }: Model): string =>
  modalities.map(({ name, start, count }) => `${name}:${start}-${start + count - 1}`).join(' ');

/** The config of a run. Keys that Elbo has got since have their defaults. */
export const readRunConfig = (run: RunFolder): ExperimentConfig => resolveConfig(run.read('config.resolved'));

/** @throws DataError when the run has no evaluation yet */
export function readSummary(run: RunFolder): RunSummary {
  const summary = run.read('summary') as RunSummary | undefined;
  if (summary !== undefined) return summary;
  throw new DataError(run.path, 'the run has not been evaluated: it has no summary.json', {
    advice: `Finish it: elbo train --resume ${run.path}`,
  });
}

/** What an evaluated run shows; its data are not needed. */
export function diagnoseRun(run: RunFolder): Finding[] {
  const { beforehand, evaluation } = readSummary(run);
  return diagnose({ ...beforehand, evaluation, latents: readLatents(run), epochs: run.readEpochs().records });
}

export const readFindings = (run: RunFolder): Finding[] => (run.read('findings') as Finding[] | undefined) ?? [];

const leftOut = (perClass: PerClass | undefined): string[] =>
  Object.entries(perClass?.notComputed ?? {}).map(
    ([name, reason]) => `Class ${name} of ${perClass!.label} was not looked at by itself: ${reason}.`,
  );

/** What happened to a run: whole sentences. */
export const happenings = ({ notices, restoredEpoch: epoch }: RunSummary): string[] => [
  ...notices,
  ...(epoch === undefined
    ? []
    : [
        `The model is that of epoch ${epoch}, the best on validation, which early stopping went back to; curves go on past it.`,
      ]),
];

/** What a report of the run is written from; the data are not needed. */
export function reportInput(run: RunFolder): ReportInput {
  const summary = readSummary(run);
  const { name, data, model, phases, evaluation, perClass, restoredEpoch } = summary;
  const { records, warnings } = run.readEpochs();
  const rows = readRowReview(run);
  const examples = readExamples(run);
  const snapshots = readSnapshots(run);
  const latentLabels = readLatentLabels(run);
  return {
    name,
    config: run.read('config.resolved'),
    data,
    model,
    epochs: records,
    evaluation,
    ...(perClass === undefined ? {} : { perClass: perClass.classes }),
    latents: readLatents(run),
    ...(latentLabels === undefined ? {} : { latentLabels }),
    ...(examples === undefined ? {} : { examples }),
    ...(phases === undefined ? {} : { phases }),
    ...(rows === undefined ? {} : { rows }),
    priorSamples: readPriorSamples(run),
    ...(snapshots === undefined ? {} : { snapshots }),
    ...(restoredEpoch === undefined ? {} : { restoredEpoch }),
    findings: readFindings(run),
    environment: run.read('env'),
    notes: run.readNotes(),
    notices: [...happenings(summary), ...leftOut(perClass), ...warnings],
  };
}
