/** What a head answers rows, and the posterior means it answers from. Training's randomness is off. */
import type { RandomStreams } from '../base/random.ts';
import type { Dataset } from '../data/dataset.ts';
import { ForwardProgram } from '../engine/forward-program.ts';
import type { NamedTensors } from '../engine/program.ts';
import type { EngineOptions } from '../engine/session.ts';
import { maskFeed, usualMask } from './masking/mask-graph.ts';
import type { Model } from './model.ts';
import { buildGraph, LATENT_NOISE } from './model-graph.ts';
import { rowSources } from './row-source.ts';
import { evaluationBatch } from './term-evaluator.ts';

export interface LabelAnswers {
  /** `[rows, outputs of the label]` probabilities of classes, or of the second of two, or a number in units of training. */
  readonly predicted: Float64Array;
  /** `[rows, latent]` posterior means. */
  readonly means: Float64Array;
}

export class LabelReader {
  readonly #model: Model;
  readonly #latent: 'mean' | 'sampled';
  readonly #random: RandomStreams;
  readonly #program: ForwardProgram;

  private constructor(model: Model, latent: 'mean' | 'sampled', random: RandomStreams, program: ForwardProgram) {
    this.#model = model;
    this.#latent = latent;
    this.#random = random;
    this.#program = program;
  }

  /**
   * @param model - with a label
   * @param latent - whether the head reads the posterior mean, or one draw
   */
  static async compile(
    model: Model,
    dataset: Dataset,
    latent: 'mean' | 'sampled',
    random: RandomStreams,
    engine: EngineOptions,
  ): Promise<LabelReader> {
    const { labelOutputs, posterior } = buildGraph(model, latent);
    const outputs = { predicted: model.label!.likelihood.predict(labelOutputs!), means: posterior.mean };
    const program = await ForwardProgram.compile(outputs, rowSources(model, dataset), engine);
    return new LabelReader(model, latent, random, program);
  }

  /** @param purpose - names the draws of the latent: the same rows and purpose get the same draws again */
  async read(parameters: NamedTensors, rows: Int32Array, purpose: string): Promise<LabelAnswers> {
    const { sizes, label, masking } = this.#model;
    const { latentCount, featureCount } = sizes;
    const width = label!.modality.count;
    const predicted = new Float64Array(rows.length * width);
    const means = new Float64Array(rows.length * latentCount);
    const batch = evaluationBatch(featureCount);
    for (let first = 0; first < rows.length; first += batch) {
      const some = rows.subarray(first, first + batch);
      const noise = new Float32Array(some.length * latentCount);
      if (this.#latent === 'sampled')
        this.#random.of(`evaluation noise of ${purpose}`, first, 0).fillStandardNormal(noise);
      const mask = masking && maskFeed(usualMask(masking), some.length);
      const values = await this.#program.run({
        parameters,
        rows: some,
        rowInputs: { [LATENT_NOISE]: noise, ...mask },
      });
      predicted.set(values.predicted!.data, first * width);
      means.set(values.means!.data, first * latentCount);
    }
    return { predicted, means };
  }

  release(): Promise<void> {
    return this.#program.release();
  }
}
