/**
 * What a model answers of entries that it does not see: its predictions averaged over draws of the latent. Where little is
 * seen the posterior is wide, and no single latent stands for it; where it equals the prior, its mean is a place in which
 * the decoder hardly ever trained.
 */
import type { Dataset, Modality } from '../data/dataset.ts';
import { ForwardProgram } from '../engine/forward-program.ts';
import { phaseLatent } from '../train/training-step.ts';
import { maskFeed } from '../vae/masking/mask-graph.ts';
import { availableIn, requireDecoder } from '../vae/model.ts';
import { buildDecoder, buildGraph, LATENT_NOISE } from '../vae/model-graph.ts';
import { rowSource } from '../vae/row-source.ts';
import { resolveStrategy } from '../vae/strategy/strategy.ts';
import type { maskable } from './masked-model.ts';
import type { TrainedRun } from './trained-run.ts';
import { predictions } from './use-model.ts';

/** Of each row. What is left of the noise of a single one is an eighth, and less than an eighth of what it costs. */
export const ANSWER_DRAWS = 8;

export class AveragedAnswers {
  readonly #trained: TrainedRun;
  readonly #encoder: ForwardProgram;
  readonly #decoder: ForwardProgram;
  /** What the decoder read in training: of a latent that was never sampled every draw is its mean. */
  readonly #isSampled: boolean;

  private constructor(trained: TrainedRun, encoder: ForwardProgram, decoder: ForwardProgram) {
    const { config, model } = trained.experiment;
    const phases = resolveStrategy(config.strategy, config.training.epochs, 'config.strategy', availableIn(model));
    this.#trained = trained;
    this.#encoder = encoder;
    this.#decoder = decoder;
    this.#isSampled = phaseLatent(model, phases.at(-1)!) === 'sampled';
  }

  /**
   * @param model - of the run, made to hide modalities
   * @throws ConfigError when the model has no decoder
   */
  static async compile(trained: TrainedRun, model: ReturnType<typeof maskable>, dataset: Dataset) {
    requireDecoder(model);
    const { engine } = trained.experiment;
    const { posterior } = buildGraph(model, 'mean');
    const encoded = { mean: posterior.mean, logVariance: posterior.logVariance };
    const encoder = await ForwardProgram.compile(encoded, { x: rowSource(dataset) }, engine);
    const predicted = predictions(model, buildDecoder(model).outputs);
    const decoder = await ForwardProgram.compile({ predicted }, {}, engine);
    return new AveragedAnswers(trained, encoder, decoder);
  }

  /**
   * @param rows - of one batch
   * @param codes - `[width]` what is hidden of each
   * @param first - place of the first among all rows that are asked for: it chooses the noise
   * @returns `[rows, features]` probabilities or means, in the model's units
   */
  async of(rows: Int32Array, codes: Uint8Array, first: number): Promise<Float32Array> {
    const { parameters, experiment } = this.#trained;
    const { mean, logVariance } = await this.#encoder.run({
      parameters,
      rows,
      rowInputs: maskFeed(codes, rows.length),
    });
    if (!this.#isSampled) return this.#decode(mean!.data);
    const average = new Float32Array(rows.length * experiment.model.sizes.featureCount);
    const latent = new Float32Array(mean!.data.length);
    for (let draw = 0; draw < ANSWER_DRAWS; draw++) {
      experiment.random.of(`${LATENT_NOISE} of answers`, first, draw).fillStandardNormal(latent);
      for (let i = 0; i < latent.length; i++)
        latent[i] = mean!.data[i]! + Math.exp(logVariance!.data[i]! / 2) * latent[i]!;
      const predicted = await this.#decode(latent);
      for (let i = 0; i < average.length; i++) average[i]! += predicted[i]! / ANSWER_DRAWS;
    }
    return average;
  }

  async #decode(latent: Float32Array): Promise<Float32Array> {
    const { predicted } = await this.#decoder.run({ parameters: this.#trained.parameters, rowInputs: { latent } });
    return predicted!.data;
  }

  async release(): Promise<void> {
    await this.#encoder.release();
    await this.#decoder.release();
  }
}

/**
 * Turns the probabilities of a modality into the logits of a decoder that would answer so, in place.
 *
 * @param answers - `[rows, features]`
 */
export function toLogits(answers: Float32Array, featureCount: number, { start, count }: Modality): void {
  for (let row = 0; row < answers.length; row += featureCount)
    for (let i = row + start; i < row + start + count; i++) {
      const probability = Math.min(1 - CLOSEST_TO_ONE, Math.max(CLOSEST_TO_ZERO, answers[i]!));
      answers[i] = Math.log(probability) - Math.log1p(-probability);
    }
}

/** What float32 tells from them. */
const CLOSEST_TO_ONE = 2 ** -24;
const CLOSEST_TO_ZERO = 1e-37;
