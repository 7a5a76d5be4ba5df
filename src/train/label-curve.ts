/** The label's points of a curve: what the head answers after an epoch, with sampling off and, where it trains so, on. */
import type { RandomStreams } from '../base/random.ts';
import type { Dataset, Labels } from '../data/dataset.ts';
import type { NamedTensors } from '../engine/program.ts';
import type { EngineOptions } from '../engine/session.ts';
import type { LabelRecord } from '../store/run-record.ts';
import { LabelReader } from '../vae/label-reader.ts';
import { labelScores } from '../vae/label-scores.ts';
import { meanSpread } from '../vae/mean-spread.ts';
import type { Model } from '../vae/model.ts';

export class LabelCurve {
  readonly #model: Model;
  readonly #labels: Labels;
  readonly #mean: LabelReader;
  readonly #sampled: LabelReader | undefined;

  private constructor(model: Model, labels: Labels, mean: LabelReader, sampled: LabelReader | undefined) {
    this.#model = model;
    this.#labels = labels;
    this.#mean = mean;
    this.#sampled = sampled;
  }

  /** @returns undefined where no label is predicted */
  static async open(
    model: Model,
    dataset: Dataset,
    latent: 'sampled' | 'mean',
    random: RandomStreams,
    engine: EngineOptions,
  ): Promise<LabelCurve | undefined> {
    if (model.label === undefined || dataset.labels === undefined) return undefined;
    const reader = (kind: 'mean' | 'sampled') => LabelReader.compile(model, dataset, kind, random, engine);
    const sampled = latent === 'sampled' ? await reader('sampled') : undefined;
    return new LabelCurve(model, dataset.labels, await reader('mean'), sampled);
  }

  async evaluate(parameters: NamedTensors, rows: Int32Array, purpose: string): Promise<LabelRecord> {
    const scores = (predicted: Float64Array) => labelScores(this.#model.label!, this.#labels, rows, predicted);
    const mean = await this.#mean.read(parameters, rows, purpose);
    const sampled = await this.#sampled?.read(parameters, rows, purpose);
    return {
      mean: scores(mean.predicted),
      ...(sampled === undefined ? {} : { sampled: scores(sampled.predicted) }),
      ...meanSpread(mean.means, this.#model.sizes.latentCount),
    };
  }

  async release(): Promise<void> {
    await this.#mean.release();
    await this.#sampled?.release();
  }
}
