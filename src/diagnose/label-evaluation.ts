/** What a head makes of the labels of a split: sampling off, and on where the latent is sampled. */
import type { Labels } from '../data/dataset.ts';
import { LabelReader } from '../vae/label-reader.ts';
import { type ClassBaseline, type ClassSkill, classSkill, fitClassBaselines } from './baselines/class-baselines.ts';
import { type ClassPredictions, knownRows, probabilitiesOf } from './classification/class-predictions.ts';
import { type ClassificationMetrics, classificationMetrics } from './classification/classification-metrics.ts';
import { type AnswerScores, answerScores, confusionMatrix } from './classification/confusion-matrix.ts';
import { rowLogLosses } from './classification/probability-losses.ts';
import { type RegressionMetrics, regressionMetrics } from './classification/regression-metrics.ts';
import { selectThreshold, type ThresholdChoice } from './classification/select-threshold.ts';
import { skillInterval } from './classification/skill-interval.ts';
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
  /** Of the mean over the best of the baselines; `interval` is what other rows to judge it on might have given. */
  readonly skill?: {
    readonly logLoss: ClassSkill & { readonly interval?: { readonly low: number; readonly high: number } };
    readonly mcc: ClassSkill;
  };
  /** Of two classes, where there are validation rows to choose a cut on. */
  readonly chosen?: ChosenCut;
}

/** Answers of the mean, cut where F1 is highest on validation. */
export interface ChosenCut extends AnswerScores {
  readonly threshold: number;
  /** On the rows it was chosen on. */
  readonly validationF1: number;
  readonly f1?: number;
}

type Baselines = Awaited<ReturnType<typeof fitClassBaselines>>;

export class LabelEvaluator {
  readonly #job: EvaluationJob;
  readonly #labels: Labels;
  readonly #mean: LabelReader;
  readonly #sampled: LabelReader | undefined;
  readonly #baselines: Baselines | undefined;
  /** Of the validation rows. */
  readonly #cut: ThresholdChoice | undefined;

  private constructor(
    job: EvaluationJob,
    labels: Labels,
    readers: { readonly mean: LabelReader; readonly sampled?: LabelReader },
    baselines: Baselines | undefined,
    cut: ThresholdChoice | undefined,
  ) {
    this.#job = job;
    this.#labels = labels;
    this.#mean = readers.mean;
    this.#sampled = readers.sampled;
    this.#baselines = baselines;
    this.#cut = cut;
  }

  /** @returns undefined where no label is predicted, or rows have none */
  static async open(job: EvaluationJob): Promise<LabelEvaluator | undefined> {
    const { model, dataset, split, engine, random, parameters } = job;
    const { labels } = dataset;
    if (model.label === undefined || labels === undefined) return undefined;
    const reader = (latent: 'mean' | 'sampled') => LabelReader.compile(model, dataset, latent, random, engine);
    const readers = {
      mean: await reader('mean'),
      ...(job.latent === 'sampled' ? { sampled: await reader('sampled') } : {}),
    };
    const { task } = model.label;
    const baselines =
      task === 'regression'
        ? undefined
        : await fitClassBaselines({ ...dataset, labels }, split, model.sizes.latentCount);
    if (task !== 'binary' || split.validation.length === 0)
      return new LabelEvaluator(job, labels, readers, baselines, undefined);
    const { predicted } = await readers.mean.read(parameters, split.validation, 'validation');
    const known = knownRows(predictionsOf(labels, split.validation, bothClasses(predicted)));
    const isSecond = Array.from(known.targets, (target) => target === 1);
    const cut = selectThreshold(isSecond, probabilitiesOf(known, 1));
    return new LabelEvaluator(job, labels, readers, baselines, cut);
  }

  /** @param purpose - names the draws of the latent */
  async evaluate(rows: Int32Array, purpose: string): Promise<LabelEvaluation> {
    const { model, parameters } = this.#job;
    const { task, modality } = model.label!;
    const { predicted } = await this.#mean.read(parameters, rows, purpose);
    const sampled = await this.#sampled?.read(parameters, rows, purpose);
    return {
      name: modality.name,
      task,
      mean: this.#scores(rows, predicted),
      ...(sampled === undefined ? {} : { sampled: this.#scores(rows, sampled.predicted) }),
      ...(await this.#besideBaselines(rows, predicted)),
      ...this.#chosen(rows, predicted),
    };
  }

  async release(): Promise<void> {
    await this.#mean.release();
    await this.#sampled?.release();
  }

  async #besideBaselines(
    rows: Int32Array,
    predicted: Float64Array,
  ): Promise<Pick<LabelEvaluation, 'baselines' | 'skill'>> {
    const all = this.#baselines && (await this.#baselines.predict(rows));
    const own = all && this.#predictions(rows, predicted);
    const scores = own && classificationMetrics(own);
    if (all === undefined || own === undefined || scores === undefined) return {};
    const others = Object.entries(all).map(
      ([name, probabilities]) => [name, predictionsOf(this.#labels, rows, probabilities)] as const,
    );
    const baselines = Object.fromEntries(
      others.map(([name, predictions]) => [name, classificationMetrics(predictions)!]),
    ) as Record<ClassBaseline, ClassificationMetrics>;
    const skill = classSkill(scores, baselines);
    const best = predictionsOf(this.#labels, rows, all[skill.logLoss.best]);
    const interval = skillInterval(rowLogLosses(knownRows(own)), rowLogLosses(knownRows(best)));
    const { low, high } = interval ?? {};
    return {
      baselines,
      skill: {
        ...skill,
        logLoss: {
          ...skill.logLoss,
          ...(low === undefined || high === undefined ? {} : { interval: { low, high } }),
        },
      },
    };
  }

  #chosen(rows: Int32Array, predicted: Float64Array): Pick<LabelEvaluation, 'chosen'> {
    if (this.#cut === undefined) return {};
    const { threshold, f1: validationF1 } = this.#cut;
    const { targets, probabilities } = knownRows(this.#predictions(rows, predicted));
    if (targets.length === 0) return {};
    const answers = targets.map((_, row) => Number(probabilities[2 * row + 1]! >= threshold));
    const scores = answerScores(confusionMatrix(targets, answers, 2));
    const { f1 } = scores.perClass[1]!;
    return { chosen: { threshold, validationF1, ...scores, ...(f1 === undefined ? {} : { f1 }) } };
  }

  #predictions(rows: Int32Array, predicted: Float64Array): ClassPredictions {
    const isBinary = this.#job.model.label!.task === 'binary';
    return predictionsOf(this.#labels, rows, isBinary ? bothClasses(predicted) : predicted);
  }

  #scores(rows: Int32Array, predicted: Float64Array): LabelScores {
    const { task, classes, scale } = this.#job.model.label!;
    if (task === 'regression') {
      const numbers = Float64Array.from(rows, (row) => {
        const target = this.#labels.values[row]!;
        return target < 0 ? Number.NaN : Number(classes[target]);
      });
      const regression = regressionMetrics(
        numbers,
        predicted.map((value) => value * scale!.deviation + scale!.mean),
      );
      return regression === undefined ? {} : { regression };
    }
    const classification = classificationMetrics(this.#predictions(rows, predicted));
    return classification === undefined ? {} : { classification };
  }
}

const predictionsOf = ({ classes, values }: Labels, rows: Int32Array, probabilities: Float64Array) => ({
  classes,
  targets: rows.map((row) => values[row]!),
  probabilities,
});

/** `[rows, 2]` from the probability of the second class. */
export const bothClasses = (second: Float64Array): Float64Array =>
  Float64Array.from({ length: 2 * second.length }, (_, at) => (at % 2 === 1 ? second[at >> 1]! : 1 - second[at >> 1]!));
