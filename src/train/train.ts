/**
 * The training loop: phases of epochs of steps. It runs chunks of steps in the engine, evaluates, follows schedules and
 * stopping rules, and hands out records and checkpoints; it writes nothing itself.
 *
 * Everything random is asked for by the number of its epoch or step, and everything remembered is in `TrainerState`,
 * so training that goes on from a checkpoint computes the same bits as training that never stopped.
 */
import { TrainingError } from '../base/errors.ts';
import type { RandomStreams } from '../base/random.ts';
import type { Dataset, Split } from '../data/dataset.ts';
import { firstNonFinite } from '../engine/first-non-finite.ts';
import { type Chunk, type ChunkResult, type NamedTensor, scalarName } from '../engine/program.ts';
import type { EngineOptions } from '../engine/session.ts';
import { TrainingProgram } from '../engine/training-program.ts';
import { conventionValues } from '../nn/conventions.ts';
import type { EpochRecord, TermAverages } from '../store/run-record.ts';
import type { Model } from '../vae/model.ts';
import { rowSource } from '../vae/row-source.ts';
import type { Phase } from '../vae/strategy/strategy.ts';
import { type ObjectiveState, TermEvaluator, weightedKl } from '../vae/term-evaluator.ts';
import { BatchMaker, type BatchPlan, stepsPerEpoch } from './batches.ts';
import { ChunkPacer } from './chunk-pacer.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import * as plateau from './plateau.ts';
import * as stopping from './stopping.ts';
import { EMPTY_SUMS, PHASE_START, type RunningSums, type TrainerState } from './trainer-state.ts';
import type { EvaluationOptions, TrainingOptions } from './training-options.ts';
import { KL_WEIGHT, klTakesPart, phaseLatent, type TrainingStep, trainingStep, UPDATE } from './training-step.ts';

export type Phases = readonly (Phase & { readonly epochs: number })[];

export interface TrainingJob {
  readonly model: Model;
  readonly dataset: Dataset;
  readonly split: Split;
  readonly phases: Phases;
  readonly optimizer: Optimizer;
  readonly training: TrainingOptions;
  readonly evaluation: EvaluationOptions;
  readonly random: RandomStreams;
  readonly engine: EngineOptions;
  /** Where to go on from. */
  readonly state: TrainerState;
  /** Parameters, running statistics and optimizer slots at that point. */
  readonly tensors: Readonly<Record<string, NamedTensor>>;
  /** Steps of a chunk, at most; by default as many as suit its pace. The numbers computed do not depend on it. */
  readonly chunkSteps?: number;
  /** Asked between chunks. */
  readonly shouldStop: () => boolean;
  /** Brings back the tensors of an earlier checkpoint. */
  readonly recall: (step: number) => Readonly<Record<string, NamedTensor>>;
}

export interface StepRecord {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly kl: number;
  readonly perModality: Readonly<Record<string, number>>;
}

export type TrainingEvent =
  /** The engine is ready for a phase. */
  | { readonly kind: 'phase'; readonly phase: string; readonly nodeCount: number }
  | { readonly kind: 'steps'; readonly records: readonly StepRecord[]; readonly durationMs: number }
  | { readonly kind: 'epoch'; readonly record: EpochRecord }
  /** A state worth keeping. `isBest`: early stopping may come back to it. */
  | {
      readonly kind: 'checkpoint';
      readonly state: TrainerState;
      readonly tensors: Readonly<Record<string, NamedTensor>>;
      readonly isBest: boolean;
    };

export interface TrainingResult {
  /** `interrupted`: it was asked to stop; a checkpoint was handed out. */
  readonly outcome: 'finished' | 'interrupted';
  readonly state: TrainerState;
  readonly parameters: Readonly<Record<string, NamedTensor>>;
}

/** @throws TrainingError when a loss or a parameter is no longer finite, naming the first such tensor */
export async function* train(job: TrainingJob): AsyncGenerator<TrainingEvent, TrainingResult> {
  let { state, tensors } = job as { state: TrainerState; tensors: Readonly<Record<string, NamedTensor>> };
  while (state.phase < job.phases.length) {
    const run = await PhaseRun.open(job, state, tensors);
    try {
      yield { kind: 'phase', phase: run.phase.name, nodeCount: run.nodeCount };
      const interrupted = yield* run.steps();
      state = run.state;
      tensors = run.tensors();
      if (interrupted) return { outcome: 'interrupted', state, parameters: tensors };
    } finally {
      await run.release();
    }
    if (state.bestStep !== null && state.bestStep !== state.step) tensors = job.recall(state.bestStep);
    state = { ...state, phase: state.phase + 1 };
    if (state.phase === job.phases.length) yield { kind: 'checkpoint', state, tensors, isBest: false };
    else {
      // A new phase starts its optimizer and its rules afresh.
      state = { ...state, ...PHASE_START };
      tensors = Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.startsWith(`${UPDATE}/`)));
    }
  }
  return { outcome: 'finished', state, parameters: tensors };
}

/** One phase, from its program to its last step. */
class PhaseRun {
  readonly phase: Phase & { readonly epochs: number };
  state: TrainerState;
  readonly #job: TrainingJob;
  readonly #step: TrainingStep;
  readonly #program: TrainingProgram;
  readonly #plan: BatchPlan;
  readonly #batches: BatchMaker;
  readonly #pacer: ChunkPacer;
  readonly #perEpoch: number;
  #evaluator: TermEvaluator | undefined;

  private constructor(job: TrainingJob, state: TrainerState, step: TrainingStep, program: TrainingProgram) {
    this.#job = job;
    this.state = state;
    this.phase = job.phases[state.phase]!;
    this.#step = step;
    this.#program = program;
    this.#plan = batchPlan(job);
    this.#perEpoch = stepsPerEpoch(this.#plan);
    this.#batches = new BatchMaker(this.#plan, job.random, step.rowInputs);
    this.#pacer = new ChunkPacer(program.carriedBytes, this.#batches.widthPerRow * this.#plan.batchSize);
  }

  static async open(
    job: TrainingJob,
    state: TrainerState,
    tensors: Readonly<Record<string, NamedTensor>>,
  ): Promise<PhaseRun> {
    const { clipGradient } = job.training;
    const clipNorm = clipGradient === 'none' ? undefined : clipGradient.norm;
    const step = trainingStep(job.model, job.phases[state.phase]!, job.optimizer, clipNorm);
    const program = await TrainingProgram.compile(step.spec, { x: rowSource(job.dataset) }, job.engine);
    program.load(tensors);
    return new PhaseRun(job, state, step, program);
  }

  get nodeCount(): number {
    return TrainingProgram.nodeCount(this.#step.spec, { x: rowSource(this.#job.dataset) });
  }

  /** Everything a checkpoint needs. */
  tensors(): Record<string, NamedTensor> {
    return { ...this.#program.parameters(), ...this.#program.slots() };
  }

  async release(): Promise<void> {
    await this.#program.release();
    await this.#evaluator?.release();
  }

  /** @returns whether it was asked to stop before the phase's end */
  async *steps(): AsyncGenerator<TrainingEvent, boolean> {
    const last = this.phase.epochs * this.#perEpoch;
    let checkpointedAt = performance.now();
    while (this.state.phaseStep < last && !this.state.phaseStopped) {
      if (this.#job.shouldStop()) {
        yield this.#checkpoint(false);
        return true;
      }
      const count = Math.min(this.#job.chunkSteps ?? this.#pacer.stepCount, this.#stepsToBoundary(last));
      const started = performance.now();
      const chunk = this.#chunk(count);
      const result = await this.#program.run(chunk);
      if (result.completed < count || !result.stateIsFinite) throw await this.#failure(chunk, result.completed);
      const durationMs = performance.now() - started;
      this.#pacer.ran(count, durationMs);

      let isBest = false;
      const records: StepRecord[] = [];
      const epochs: EpochRecord[] = [];
      for (let k = 0; k < count; k++) {
        records.push(this.#count(result, k));
        if (this.state.phaseStep % this.#perEpoch !== 0) continue;
        const evaluated = await this.#endEpoch();
        epochs.push(evaluated.record);
        isBest = evaluated.improved;
      }
      yield { kind: 'steps', records, durationMs };
      for (const record of epochs) yield { kind: 'epoch', record };
      if (isBest || this.#checkpointIsDue(checkpointedAt)) {
        yield this.#checkpoint(isBest);
        checkpointedAt = performance.now();
      }
    }
    return false;
  }

  #checkpoint(isBest: boolean): TrainingEvent {
    return { kind: 'checkpoint', state: this.state, tensors: this.tensors(), isBest };
  }

  #checkpointIsDue(since: number): boolean {
    const { everySeconds, everySteps } = this.#job.training.checkpoint;
    return performance.now() - since > everySeconds * 1000 || (everySteps > 0 && this.state.step % everySteps === 0);
  }

  /** Steps until the next evaluated epoch's end, checkpoint or the end of the phase. */
  #stepsToBoundary(last: number): number {
    const { phaseStep, step } = this.state;
    const { everyEpochs } = this.#job.evaluation;
    const { everySteps } = this.#job.training.checkpoint;
    const evaluated = everyEpochs === 0 ? last : everyEpochs * this.#perEpoch;
    const toEvaluation = evaluated - (phaseStep % evaluated);
    const toCheckpoint = everySteps === 0 ? Number.POSITIVE_INFINITY : everySteps - (step % everySteps);
    return Math.min(last - phaseStep, toEvaluation, toCheckpoint);
  }

  #chunk(count: number): Chunk {
    const { phaseStep, step, epoch } = this.state;
    const position = { epoch, batch: phaseStep % this.#perEpoch };
    const conventions = conventionValues[this.#job.model.conventions];
    const scalars: Record<string, Float32Array> = {};
    for (const name of this.#step.spec.updates[0]!.optimizer.scalars)
      scalars[scalarName(UPDATE, name)] = new Float32Array(count);
    if (this.#step.klWeightChanges) scalars[KL_WEIGHT] = new Float32Array(count);
    for (let k = 0; k < count; k++) {
      const values = this.#job.optimizer.scalarsAt(phaseStep + k + 1, this.#learningRateAt(phaseStep + k), conventions);
      for (const [name, value] of Object.entries(values)) scalars[scalarName(UPDATE, name)]![k] = value;
      if (this.#step.klWeightChanges) scalars[KL_WEIGHT]![k] = this.#klWeightAt(phaseStep + k);
    }
    return { ...this.#batches.chunk(position, step, count), scalars };
  }

  #learningRateAt(phaseStep: number): number {
    const own = this.phase.learningRate ?? this.#job.optimizer.learningRate.at(phaseStep / this.#perEpoch);
    return own * this.state.plateau.factor;
  }

  #klWeightAt(phaseStep: number): number {
    return klTakesPart(this.#job.model, this.phase)
      ? this.#job.model.objective.klWeight.at(phaseStep / this.#perEpoch)
      : 0;
  }

  /** Adds one finished step to the running sums. */
  #count(result: ChunkResult, k: number): StepRecord {
    const { model } = this.#job;
    const rows = this.#batches.rowCount(this.state.phaseStep % this.#perEpoch);
    const loss = result.reports.loss![k]!;
    const kl = result.reports.kl![k]!;
    const perModality = Object.fromEntries(
      model.modalities.map(({ name }) => [name, result.reports[`reconstruction ${name}`]![k]!]),
    );
    const trained = model.modalities.flatMap(({ name }): [string, number][] => {
      const value = result.reports[`trained ${name}`];
      return value === undefined ? [] : [[name, value[k]!]];
    });
    const weighted = weightedKl(model, kl, { klWeight: this.#klWeightAt(this.state.phaseStep), batchSize: rows });
    const { sums } = this.state;
    const plus = (before: Readonly<Record<string, number>> | undefined, values: readonly [string, number][]) =>
      Object.fromEntries(values.map(([name, value]) => [name, (before?.[name] ?? 0) + rows * value]));
    const next: RunningSums = {
      rows: sums.rows + rows,
      loss: sums.loss + rows * loss,
      kl: sums.kl + rows * kl,
      weightedKl: sums.weightedKl + rows * weighted,
      perModality: plus(sums.perModality, Object.entries(perModality)),
      ...(trained.length === 0 ? {} : { trainedPerModality: plus(sums.trainedPerModality, trained) }),
    };
    this.state = { ...this.state, step: this.state.step + 1, phaseStep: this.state.phaseStep + 1, sums: next };
    return { step: this.state.step, epoch: this.state.epoch + 1, loss, kl, perModality };
  }

  async #endEpoch(): Promise<{ record: EpochRecord; improved: boolean }> {
    const { phase } = this;
    const { everyEpochs } = this.#job.evaluation;
    const epoch = this.state.epoch + 1;
    const phaseEpoch = this.state.phaseStep / this.#perEpoch;
    const lastStep = this.state.phaseStep - 1;
    const klWeight = this.#klWeightAt(lastStep);
    const base = {
      epoch,
      step: this.state.step,
      phase: phase.name,
      learningRate: this.#learningRateAt(lastStep),
      weights: { kl: klWeight },
      running: averages(this.state.sums),
    };
    this.state = { ...this.state, epoch, sums: EMPTY_SUMS };
    const isEvaluated = phaseEpoch === phase.epochs || (everyEpochs > 0 && phaseEpoch % everyEpochs === 0);
    if (!isEvaluated) return { record: base, improved: false };
    const evaluated = await this.#evaluate({ klWeight, batchSize: this.#plan.batchSize });
    const improved = this.#follow(evaluated.validation, phaseEpoch, lastStep);
    return { record: { ...base, ...evaluated }, improved };
  }

  async #evaluate(objective: ObjectiveState): Promise<{ train: TermAverages; validation?: TermAverages }> {
    const { model, dataset, split, random, engine, evaluation } = this.#job;
    this.#evaluator ??= await TermEvaluator.compile(model, dataset, phaseLatent(model, this.phase), random, engine);
    const parameters = this.#program.parameters();
    const train = await this.#evaluator.evaluate(
      parameters,
      split.train.subarray(0, evaluation.trainRows),
      'train',
      objective,
    );
    if (split.validation.length === 0) return { train };
    return { train, validation: await this.#evaluator.evaluate(parameters, split.validation, 'validation', objective) };
  }

  /** Lets the learning rate and early stopping follow the validation numbers. @returns whether this is the best so far */
  #follow(validation: TermAverages | undefined, phaseEpoch: number, lastStep: number): boolean {
    const { schedule, earlyStopping } = this.#job.training;
    if (validation === undefined) return false;
    if (schedule !== 'none') {
      const own = this.#learningRateAt(lastStep) / this.state.plateau.factor;
      this.state = {
        ...this.state,
        plateau: plateau.afterEvaluation(schedule, this.state.plateau, validation.loss, own),
      };
    }
    if (earlyStopping === 'none') return false;
    const armed = phaseEpoch >= this.#settledAfter;
    const after = stopping.afterEvaluation(
      earlyStopping,
      this.state.stopping,
      validation[earlyStopping.monitor],
      armed,
    );
    const improved = after.improved && earlyStopping.restoreBest;
    this.state = {
      ...this.state,
      stopping: after.state,
      bestStep: improved ? this.state.step : this.state.bestStep,
      phaseStopped: after.stop,
      stops: after.stop ? [...this.state.stops, this.#reasonToStop(earlyStopping)] : this.state.stops,
    };
    return improved;
  }

  /** Epochs of this phase until its weights have settled and its learning rate has warmed up. */
  get #settledAfter(): number {
    const { model, optimizer } = this.#job;
    const ofKl = klTakesPart(model, this.phase) ? model.objective.klWeight.settledAfter : 0;
    if (this.phase.learningRate !== undefined) return ofKl;
    // A rate that ends lower than it began leaves losses comparable: nothing to wait for.
    const { at, settledAfter } = optimizer.learningRate;
    return at(settledAfter) > at(0) ? Math.max(ofKl, settledAfter) : ofKl;
  }

  #reasonToStop({ monitor, patience }: stopping.StoppingOptions): string {
    return `Phase "${this.phase.name}" stopped after epoch ${this.state.epoch}: validation ${monitor} had not improved for ${patience} evaluations.`;
  }

  /** Finds the step and the tensor that went wrong, by doing the fine steps of the chunk again. */
  async #failure(chunk: Chunk, completed: number): Promise<TrainingError> {
    const { spec } = this.#step;
    const sources = { x: rowSource(this.#job.dataset) };
    const before = this.tensors();
    for (let good = completed; good >= 0; good--) {
      this.#program.load(before);
      if (good > 0) {
        const redone = await this.#program.run(part(chunk, 0, good));
        if (!redone.stateIsFinite) continue;
      }
      const first = await firstNonFinite(spec, sources, this.#job.engine, this.tensors(), part(chunk, good, good + 1));
      if (first === undefined) continue;
      const step = this.state.step + good + 1;
      const value = first.bad === 'nan' ? 'not a number' : 'infinite';
      return new TrainingError(
        `training step ${step}`,
        `${first.kind} "${first.label}" is ${value} (${first.count} of its entries, the first at [${first.index.join(', ')}])`,
        {
          advice:
            'Lower training.optimizer.learningRate, standardize the data, or warm up the KL weight. The last checkpoint is kept',
        },
      );
    }
    return new TrainingError(`training step ${this.state.step + completed + 1}`, 'the loss is not finite', {
      advice: 'Lower training.optimizer.learningRate. The last checkpoint is kept',
    });
  }
}

export function batchPlan({ split, training }: Pick<TrainingJob, 'split' | 'training'>): BatchPlan {
  const batchSize = training.batchSize === 'all' ? split.train.length : training.batchSize;
  return { trainRows: split.train, batchSize, lastBatch: training.lastBatch };
}

function averages(sums: RunningSums): TermAverages {
  const { rows, loss, kl, weightedKl: weighted, perModality, trainedPerModality: trained } = sums;
  const perRow = (totals: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(totals).map(([name, total]) => [name, total / rows]));
  const modalities = perRow(perModality);
  const reconstruction = Object.values(modalities).reduce((sum, value) => sum + value, 0);
  return {
    loss: loss / rows,
    negativeElbo: reconstruction + kl / rows,
    reconstruction,
    kl: kl / rows,
    weightedKl: weighted / rows,
    perModality: modalities,
    ...(trained === undefined ? {} : { trainedPerModality: perRow(trained) }),
  };
}

/** Steps `from` to `to` (not included) of a chunk. */
function part(chunk: Chunk, from: number, to: number): Chunk {
  const first = chunk.starts[from]!;
  const last = chunk.starts[to]!;
  const perRow = (data: Float32Array | Uint8Array) => data.length / chunk.rows.length;
  return {
    stepCount: to - from,
    rows: chunk.rows.slice(first, last),
    starts: chunk.starts.slice(from, to + 1).map((start) => start - first),
    rowInputs: Object.fromEntries(
      Object.entries(chunk.rowInputs).map(([name, data]) => [
        name,
        data.slice(first * perRow(data), last * perRow(data)),
      ]),
    ),
    scalars: Object.fromEntries(Object.entries(chunk.scalars).map(([name, data]) => [name, data.slice(from, to)])),
  };
}
