import type { NamedTensors } from '../engine/program.ts';
import type { EpochRecord, TermAverages } from '../store/run-record.ts';
import type { Phase } from '../vae/strategy/strategy.ts';
import { type ObjectiveState, spreadRows, TermEvaluator } from '../vae/term-evaluator.ts';
import { LabelCurve } from './label-curve.ts';
import type { TrainingJob } from './training-job.ts';
import { phaseLatent } from './training-step.ts';

/** The splits after an epoch: one point of each curve. */
export class EpochEvaluator {
  readonly #job: TrainingJob;
  readonly #terms: TermEvaluator;
  readonly #label: LabelCurve | undefined;

  private constructor(job: TrainingJob, terms: TermEvaluator, label: LabelCurve | undefined) {
    this.#job = job;
    this.#terms = terms;
    this.#label = label;
  }

  static async open(job: TrainingJob, phase: Phase): Promise<EpochEvaluator> {
    const { model, dataset, random, engine, evaluation } = job;
    const latent = phaseLatent(model, phase);
    const terms = await TermEvaluator.compile(model, dataset, latent, random, engine, evaluation.samples);
    return new EpochEvaluator(job, terms, await LabelCurve.open(model, dataset, latent, random, engine));
  }

  async evaluate(
    parameters: NamedTensors,
    objective: ObjectiveState,
    epoch: number,
  ): Promise<Pick<EpochRecord, 'train' | 'validation' | 'test'>> {
    const { split, evaluation } = this.#job;
    const of = async (rows: Int32Array, purpose: string): Promise<TermAverages> => {
      const terms = await this.#terms.evaluate(parameters, rows, purpose, objective, epoch);
      const label = await this.#label?.evaluate(parameters, rows, purpose);
      return { ...terms, ...(label === undefined ? {} : { label }) };
    };
    return {
      train: await of(spreadRows(split.train, evaluation.trainRows), 'train'),
      ...(split.validation.length === 0 ? {} : { validation: await of(split.validation, 'validation') }),
      ...(evaluation.testCurve && split.test.length > 0 ? { test: await of(split.test, 'test') } : {}),
    };
  }

  async release(): Promise<void> {
    await this.#terms.release();
    await this.#label?.release();
  }
}
