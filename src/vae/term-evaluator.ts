/** Terms of a model over whole splits, with training's randomness off: what curves and stopping rules are made of. */
import type { RandomStreams } from '../base/random.ts';
import type { Dataset } from '../data/dataset.ts';
import { ForwardProgram } from '../engine/forward-program.ts';
import type { NamedTensors } from '../engine/program.ts';
import type { EngineOptions } from '../engine/session.ts';
import type { Node } from '../graph/node.ts';
import type { TermAverages } from '../store/run-record.ts';
import { MASK, type ModelMasking } from './masking/mask-graph.ts';
import { maskedAverages, maskedNames, maskedOutputs } from './masking/masked-averages.ts';
import type { Model } from './model.ts';
import { buildGraph, LATENT_NOISE, type ModelGraph } from './model-graph.ts';
import {
  ALL_TERMS,
  batchScale,
  klScale,
  modalityWeights,
  predictionWeight,
  reconstructionScale,
  type TermsInLoss,
} from './objective/objective.ts';
import { rowSources } from './row-source.ts';

/** Rows evaluated at once: enough for full speed, little enough for wide data. */
export const evaluationBatch = (featureCount: number): number =>
  Math.max(16, Math.min(2048, Math.floor(4e6 / featureCount)));

const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * Rows spread evenly over those given, `most` at most: one from each of so many stretches. The first ones alone may be unlike
 * the rest where data are in order, and every sixth where kinds of rows take turns, as the two sources of MNIST do: so the place
 * within a stretch moves by the golden ratio, which keeps no step with anything.
 */
export function spreadRows(rows: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows;
  const startOf = (k: number): number => Math.floor((k * rows.length) / most);
  return Int32Array.from({ length: most }, (_, k) => {
    const within = ((k * GOLDEN_RATIO) % 1) * (startOf(k + 1) - startOf(k));
    return rows[startOf(k) + Math.floor(within)]!;
  });
}

/** Draws that tell something: every draw of a plain autoencoder's latent is its mean. */
export const drawsOf = (latent: 'sampled' | 'mean', samples: number): number => (latent === 'sampled' ? samples : 1);

/** How a batch counts in the objective. */
export interface ObjectiveState {
  readonly klWeight: number;
  /** Nats of KL that are aimed at, where the objective has a capacity. */
  readonly capacity?: number;
  /** For objectives that sum over a batch. */
  readonly batchSize: number;
  /** Terms that a phase counts; absent: all. */
  readonly inLoss?: TermsInLoss;
}

/** The KL term as it enters the objective. @param kl - nats per row */
export function weightedKl(model: Model, kl: number, { klWeight, batchSize, capacity }: ObjectiveState): number {
  const { reduction } = model.objective;
  const nats = capacity === undefined ? kl : Math.abs(kl - capacity);
  return klWeight * nats * klScale(reduction, model.sizes) * batchScale(reduction.klBatch, batchSize);
}

/**
 * The objective of rows whose mean terms are given, in its own units.
 *
 * @param perModality - reconstructions, or what trains in their place
 */
export function objectiveOf(
  model: Model,
  perModality: Readonly<Record<string, number>>,
  kl: number,
  state: ObjectiveState,
): number {
  const { objective, label } = model;
  const { reduction } = objective;
  const { inLoss = ALL_TERMS } = state;
  const weights = modalityWeights(objective, model.sizes);
  const scale = reconstructionScale(reduction, model.sizes);
  const told = Object.entries(perModality).reduce((total, [name, value]) => {
    const isLabel = name === label?.modality.name;
    if (!(isLabel ? inLoss.prediction : inLoss.reconstruction)) return total;
    return total + value * (isLabel ? predictionWeight(objective, name) : weights[name]! * scale);
  }, 0);
  return told * batchScale(reduction.reconstructionBatch, state.batchSize) + weightedKl(model, kl, state);
}

/** Whether something else trains in the place of a term: focal loss, or a label's with weights of classes. */
const trainsOnOther = ({ likelihoods, label }: Model, name: string): boolean =>
  name === label?.modality.name ? label.weights !== undefined : likelihoods[name]!.trained !== undefined;

/** The name of what trains in place of a modality's reconstruction, among a program's outputs. */
export const trainedName = (modality: string): string => `trained of ${modality}`;

/** Nodes of what trains in place of reconstructions, by `trainedName`. */
export const trainedOutputs = ({ terms }: ModelGraph): Record<string, Node> =>
  Object.fromEntries(Object.entries(terms.trained).map(([name, node]) => [trainedName(name), node]));

/** The cases of a masking in turn. @param first - place of the first row in its split. @returns `[rows, width]` */
function casesInTurn({ cases, width }: ModelMasking, first: number, rowCount: number): Uint8Array {
  const codes = new Uint8Array(rowCount * width);
  for (let row = 0; row < rowCount; row++) codes.set(cases[(first + row) % cases.length]!, row * width);
  return codes;
}

/** Nodes of the label's term under its name, and of what trains in its place. */
const predictionOutputs = ({ terms: { prediction } }: ModelGraph): Record<string, Node> =>
  prediction === undefined
    ? {}
    : { [prediction.name]: prediction.nats, [trainedName(prediction.name)]: prediction.trained };

export class TermEvaluator {
  readonly #model: Model;
  readonly #program: ForwardProgram;
  readonly #random: RandomStreams;
  readonly #batch: number;
  readonly #draws: number;

  private constructor(model: Model, program: ForwardProgram, random: RandomStreams, batch: number, draws: number) {
    this.#model = model;
    this.#program = program;
    this.#random = random;
    this.#batch = batch;
    this.#draws = draws;
  }

  /** @param samples - draws of the latent a row, over which its terms are averaged */
  static async compile(
    model: Model,
    dataset: Dataset,
    latent: 'sampled' | 'mean',
    random: RandomStreams,
    engine: EngineOptions,
    samples = 1,
  ): Promise<TermEvaluator> {
    const graph = buildGraph(model, latent);
    const outputs = {
      ...graph.terms.reconstruction,
      ...predictionOutputs(graph),
      'KL per unit': graph.klPerUnit,
      ...trainedOutputs(graph),
      ...maskedOutputs(model.objective, graph.terms, model.sizes),
    };
    const program = await ForwardProgram.compile(outputs, rowSources(model, dataset), engine);
    return new TermEvaluator(model, program, random, evaluationBatch(dataset.featureCount), drawsOf(latent, samples));
  }

  /**
   * @param rows - row numbers, at least one
   * @param purpose - names the noise: the same rows and purpose get the same noise at every epoch, so curves are smooth
   * @param epoch - that masks are drawn for, where the masking asks for new ones at each
   */
  async evaluate(
    parameters: NamedTensors,
    rows: Int32Array,
    purpose: string,
    state: ObjectiveState,
    epoch: number,
  ): Promise<TermAverages> {
    const { modalities, told, sizes, masking, objective } = this.#model;
    const names = told.map(({ name }) => name);
    const replaced = names.filter((name) => trainsOnOther(this.#model, name));
    const summed = [
      ...names,
      ...replaced.map(trainedName),
      ...(masking === undefined ? [] : maskedNames(modalities.map(({ name }) => name))),
    ];
    const totals = Object.fromEntries(summed.map((name) => [name, 0]));
    const drawn = masking?.validation === 'random' ? this.#drawMasks(masking, rows.length, purpose, epoch) : undefined;
    const klPerUnit = new Float64Array(sizes.latentCount);
    for (let first = 0; first < rows.length; first += this.#batch) {
      const some = rows.subarray(first, first + this.#batch);
      const noise = new Float32Array(some.length * sizes.latentCount);
      const mask =
        masking &&
        (drawn?.subarray(first * masking.width, (first + some.length) * masking.width) ??
          casesInTurn(masking, first, some.length));
      for (let draw = 0; draw < this.#draws; draw++) {
        this.#random.of(`evaluation noise of ${purpose}`, first, draw).fillStandardNormal(noise);
        const rowInputs = { [LATENT_NOISE]: noise, ...(mask === undefined ? {} : { [MASK]: mask }) };
        const values = await this.#program.run({ parameters, rows: some, rowInputs });
        for (const [name, total] of Object.entries(totals))
          totals[name] = values[name]!.data.reduce((sum, value) => sum + value, total);
        // KL does not depend on the draw.
        if (draw > 0) continue;
        values['KL per unit']!.data.forEach((value, index) => {
          klPerUnit[index % sizes.latentCount]! += value;
        });
      }
    }
    const looks = rows.length * this.#draws;
    const perModality = Object.fromEntries(names.map((name) => [name, totals[name]! / looks]));
    const trained = Object.fromEntries(replaced.map((name) => [name, totals[trainedName(name)]! / looks]));
    const perUnit = Array.from(klPerUnit, (total) => total / rows.length);
    const reconstruction = Object.values(perModality).reduce((sum, value) => sum + value, 0);
    const kl = perUnit.reduce((sum, value) => sum + value, 0);
    const weighted = weightedKl(this.#model, kl, state);
    const masked =
      masking &&
      maskedAverages(
        totals,
        modalities.map(({ name }) => name),
        looks,
        batchScale(objective.reduction.reconstructionBatch, state.batchSize),
        weighted,
      );
    return {
      loss: masked?.objectives[masking!.trains] ?? objectiveOf(this.#model, { ...perModality, ...trained }, kl, state),
      negativeElbo: reconstruction + kl,
      reconstruction,
      kl,
      weightedKl: weighted,
      perModality,
      ...(replaced.length === 0 ? {} : { trainedPerModality: trained }),
      ...(masked === undefined ? {} : { masked }),
      klPerUnit: perUnit,
    };
  }

  /** Masks as in training, new for each epoch: one batch of all rows. */
  #drawMasks(masking: ModelMasking, rowCount: number, purpose: string, epoch: number): Uint8Array {
    const codes = new Uint8Array(rowCount * masking.width);
    masking.draw(codes, rowCount, this.#random.of(`evaluation masks of ${purpose}`, epoch));
    return codes;
  }

  release(): Promise<void> {
    return this.#program.release();
  }
}
