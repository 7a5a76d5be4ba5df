/** What a head makes of the labels of a split: sampling off, and on where the latent is sampled. */
import type { Labels } from '../data/dataset.ts';
import { ForwardProgram } from '../engine/forward-program.ts';
import { maskFeed, usualMask } from '../vae/masking/mask-graph.ts';
import { buildGraph, LATENT_NOISE, type Model } from '../vae/model.ts';
import { rowSources } from '../vae/row-source.ts';
import { evaluationBatch } from '../vae/term-evaluator.ts';
import { type ClassBaseline, type ClassSkill, classSkill, fitClassBaselines } from './baselines/class-baselines.ts';
import { type ClassificationMetrics, classificationMetrics } from './classification/classification-metrics.ts';
import { type RegressionMetrics, regressionMetrics } from './classification/regression-metrics.ts';
import type { EvaluationJob } from './evaluation-job.ts';

/** One way to read the latent. */
export interface LabelScores {
  /** Kinds of rows. */
  readonly classification?: ClassificationMetrics;
  /** Numbers, in the label's own units. */
  readonly regression?: RegressionMetrics;
}

export interface LabelEvaluation {
  readonly name: string;
  readonly task: 'binary' | 'multi-class' | 'regression';
  /** The head reads the posterior mean: the same answer every time. */
  readonly mean: LabelScores;
  /** The head reads one draw of the posterior; absent where the latent is not sampled. */
  readonly sampled?: LabelScores;
  /** Simple classifiers on the same rows, fitted on train. */
  readonly baselines?: Readonly<Record<ClassBaseline, ClassificationMetrics>>;
  /** Of the mean over the best of the baselines. */
  readonly skill?: { readonly logLoss: ClassSkill; readonly mcc: ClassSkill };
}

export class LabelEvaluator {
  readonly #job: EvaluationJob;
  readonly #labels: Labels;
  readonly #programs: Readonly<Partial<Record<'mean' | 'sampled', ForwardProgram>>>;
  readonly #baselines: Awaited<ReturnType<typeof fitClassBaselines>> | undefined;

  private constructor(
    job: EvaluationJob,
    labels: Labels,
    programs: Readonly<Partial<Record<'mean' | 'sampled', ForwardProgram>>>,
    baselines: Awaited<ReturnType<typeof fitClassBaselines>> | undefined,
  ) {
    this.#job = job;
    this.#labels = labels;
    this.#programs = programs;
    this.#baselines = baselines;
  }

  /** @returns undefined where no label is predicted, or rows have none */
  static async open(job: EvaluationJob): Promise<LabelEvaluator | undefined> {
    const { model, dataset, split, engine } = job;
    const { labels } = dataset;
    if (model.label === undefined || labels === undefined) return undefined;
    const sources = rowSources(model, dataset);
    const compile = (latent: 'mean' | 'sampled'): Promise<ForwardProgram> =>
      ForwardProgram.compile({ predicted: predictedLabel(model, latent) }, sources, engine);
    const programs = {
      mean: await compile('mean'),
      ...(job.latent === 'sampled' ? { sampled: await compile('sampled') } : {}),
    };
    const baselines =
      model.label.task === 'regression'
        ? undefined
        : await fitClassBaselines({ ...dataset, labels }, split, model.sizes.latentCount);
    return new LabelEvaluator(job, labels, programs, baselines);
  }

  /** @param purpose - names the draws of the latent */
  async evaluate(rows: Int32Array, purpose: string): Promise<LabelEvaluation> {
    const { model } = this.#job;
    const { task, modality } = model.label!;
    const mean = this.#scores(rows, await this.#predict('mean', rows, purpose));
    const sampled =
      this.#programs.sampled === undefined
        ? undefined
        : this.#scores(rows, await this.#predict('sampled', rows, purpose));
    const baselines = await this.#baselines?.evaluate(rows);
    const { classification } = mean;
    return {
      name: modality.name,
      task,
      mean,
      ...(sampled === undefined ? {} : { sampled }),
      ...(baselines === undefined || classification === undefined
        ? {}
        : { baselines, skill: classSkill(classification, baselines) }),
    };
  }

  async release(): Promise<void> {
    for (const program of Object.values(this.#programs)) await program.release();
  }

  /** `[rows, outputs]` probabilities, or the number. */
  async #predict(latent: 'mean' | 'sampled', rows: Int32Array, purpose: string): Promise<Float64Array> {
    const { model, parameters, random } = this.#job;
    const { latentCount, featureCount } = model.sizes;
    const width = model.label!.modality.count;
    const all = new Float64Array(rows.length * width);
    const batch = evaluationBatch(featureCount);
    for (let first = 0; first < rows.length; first += batch) {
      const some = rows.subarray(first, first + batch);
      const noise = new Float32Array(some.length * latentCount);
      if (latent === 'sampled') random.of(`evaluation noise of ${purpose}`, first, 0).fillStandardNormal(noise);
      const mask = model.masking && maskFeed(usualMask(model.masking), some.length);
      const values = await this.#programs[latent]!.run({
        parameters,
        rows: some,
        rowInputs: { [LATENT_NOISE]: noise, ...mask },
      });
      all.set(values.predicted!.data, first * width);
    }
    return all;
  }

  #scores(rows: Int32Array, predicted: Float64Array): LabelScores {
    const { task, classes, scale } = this.#job.model.label!;
    const targets = rows.map((row) => this.#labels.values[row]!);
    if (task === 'regression') {
      const numbers = Float64Array.from(targets, (target) => (target < 0 ? Number.NaN : Number(classes[target])));
      const regression = regressionMetrics(
        numbers,
        predicted.map((value) => value * scale!.deviation + scale!.mean),
      );
      return regression === undefined ? {} : { regression };
    }
    const classification = classificationMetrics({
      classes,
      targets,
      probabilities: task === 'binary' ? bothClasses(predicted) : predicted,
    });
    return classification === undefined ? {} : { classification };
  }
}

/** Probabilities of classes, or a number in the units of training: `[batch, outputs of the label]`. */
function predictedLabel(model: Model, latent: 'mean' | 'sampled') {
  const { labelOutputs } = buildGraph(model, latent);
  return model.label!.likelihood.predict(labelOutputs!);
}

/** `[rows, 2]` from the probability of the second class. */
export const bothClasses = (second: Float64Array): Float64Array =>
  Float64Array.from({ length: 2 * second.length }, (_, at) => (at % 2 === 1 ? second[at >> 1]! : 1 - second[at >> 1]!));
