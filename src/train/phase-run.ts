/** One phase of training: chunks of steps, epochs and their evaluation, schedules and stopping rules. */
import { type Chunk, type ChunkResult, type NamedTensor, scalarName } from '../engine/program.ts';
import { TrainingProgram } from '../engine/training-program.ts';
import { conventionValues } from '../nn/conventions.ts';
import type { EpochRecord, TermAverages } from '../store/run-record.ts';
import { maskedAverages, maskedNames } from '../vae/masking/masked-averages.ts';
import { rowSources } from '../vae/row-source.ts';
import type { Phase } from '../vae/strategy/strategy.ts';
import { type ObjectiveState, spreadRows, TermEvaluator, weightedKl } from '../vae/term-evaluator.ts';
import { BatchMaker, type BatchPlan, stepsPerEpoch } from './batches.ts';
import { ChunkPacer } from './chunk-pacer.ts';
import { explainFailure } from './failure.ts';
import { LabelCurve } from './label-curve.ts';
import * as plateau from './plateau.ts';
import { settledAfter } from './settled-after.ts';
import * as stopping from './stopping.ts';
import { EMPTY_SUMS, type RunningSums, type TrainerState } from './trainer-state.ts';
import { batchPlan, type StepRecord, type TrainingEvent, type TrainingJob } from './training-job.ts';
import { klTakesPart, phaseLatent, type TrainingStep, termsInLoss, trainingStep, UPDATE } from './training-step.ts';

/** What is known after an epoch. */
type Evaluated = Required<Pick<EpochRecord, 'train'>> & Pick<EpochRecord, 'validation' | 'test'>;

/** One phase, from its program to its last step. */
export class PhaseRun {
  readonly phase: Phase & { readonly epochs: number };
  state: TrainerState;
  readonly #job: TrainingJob;
  readonly #step: TrainingStep;
  readonly #program: TrainingProgram;
  readonly #plan: BatchPlan;
  readonly #batches: BatchMaker;
  readonly #pacer: ChunkPacer;
  readonly #perEpoch: number;
  readonly #maskedNames: readonly string[];
  #evaluator: TermEvaluator | undefined;
  #labelCurve: LabelCurve | undefined;

  private constructor(job: TrainingJob, state: TrainerState, step: TrainingStep, program: TrainingProgram) {
    this.#job = job;
    this.state = state;
    this.phase = job.phases[state.phase]!;
    this.#step = step;
    this.#program = program;
    this.#plan = batchPlan(job.split, job.training);
    this.#perEpoch = stepsPerEpoch(this.#plan);
    this.#batches = new BatchMaker(this.#plan, job.random, step.rowInputs);
    const { masking, modalities } = job.model;
    this.#maskedNames = masking === undefined ? [] : maskedNames(modalities.map(({ name }) => name));
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
    const program = await TrainingProgram.compile(step.spec, rowSources(job.model, job.dataset), job.engine);
    program.load(tensors);
    return new PhaseRun(job, state, step, program);
  }

  get nodeCount(): number {
    return TrainingProgram.nodeCount(this.#step.spec, rowSources(this.#job.model, this.#job.dataset));
  }

  /** Everything a checkpoint needs. */
  tensors(): Record<string, NamedTensor> {
    return { ...this.#program.parameters(), ...this.#program.slots() };
  }

  async release(): Promise<void> {
    await this.#program.release();
    await this.#evaluator?.release();
    await this.#labelCurve?.release();
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
      const { epoch } = this.state;
      if (epochs.at(-1)?.epoch === epoch && this.#job.looksAt?.(epoch) === true)
        yield { kind: 'look', epoch, parameters: this.#program.parameters() };
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
    return this.#stepsToLook(Math.min(last - phaseStep, toEvaluation, toCheckpoint));
  }

  /** Steps until the next end of an epoch that is looked at, `most` where none comes before. */
  #stepsToLook(most: number): number {
    const { looksAt } = this.#job;
    if (looksAt === undefined) return most;
    let steps = this.#perEpoch - (this.state.phaseStep % this.#perEpoch);
    for (let epoch = this.state.epoch + 1; steps < most; epoch++, steps += this.#perEpoch)
      if (looksAt(epoch)) return steps;
    return most;
  }

  #chunk(count: number): Chunk {
    const { phaseStep, step, epoch } = this.state;
    const position = { epoch, batch: phaseStep % this.#perEpoch };
    const conventions = conventionValues[this.#job.model.conventions];
    const scalars: Record<string, Float32Array> = {};
    for (const name of this.#step.spec.updates[0]!.optimizer.scalars)
      scalars[scalarName(UPDATE, name)] = new Float32Array(count);
    for (const name of this.#step.scheduled.keys()) scalars[name] = new Float32Array(count);
    for (let k = 0; k < count; k++) {
      const values = this.#job.optimizer.scalarsAt(phaseStep + k + 1, this.#learningRateAt(phaseStep + k), conventions);
      for (const [name, value] of Object.entries(values)) scalars[scalarName(UPDATE, name)]![k] = value;
      for (const [name, { at }] of this.#step.scheduled) scalars[name]![k] = at((phaseStep + k) / this.#perEpoch);
    }
    return { ...this.#batches.chunk(position, step, count), scalars };
  }

  #learningRateAt(phaseStep: number): number {
    const own = this.phase.learningRate ?? this.#job.optimizer.learningRate.at(phaseStep / this.#perEpoch);
    return own * this.state.plateau.factor;
  }

  #objectiveAt(phaseStep: number, batchSize: number): ObjectiveState {
    const { klWeight, capacity } = this.#job.model.objective;
    const inLoss = termsInLoss(this.phase);
    if (!klTakesPart(this.#job.model, this.phase)) return { klWeight: 0, batchSize, inLoss };
    const epochs = phaseStep / this.#perEpoch;
    const aim = capacity === undefined ? {} : { capacity: capacity.at(epochs) };
    return { klWeight: klWeight.at(epochs), ...aim, batchSize, inLoss };
  }

  /** Adds one finished step to the running sums. */
  #count(result: ChunkResult, k: number): StepRecord {
    const { model } = this.#job;
    const rows = this.#batches.rowCount(this.state.phaseStep % this.#perEpoch);
    const loss = result.reports.loss![k]!;
    const kl = result.reports.kl![k]!;
    const perModality = Object.fromEntries(
      model.told.map(({ name }) => [name, result.reports[`reconstruction ${name}`]![k]!]),
    );
    const trained = model.told.flatMap(({ name }): [string, number][] => {
      const value = result.reports[`trained ${name}`];
      return value === undefined ? [] : [[name, value[k]!]];
    });
    const weighted = weightedKl(model, kl, this.#objectiveAt(this.state.phaseStep, rows));
    const masked = this.#maskedNames.map((name): [string, number] => [name, result.reports[name]![k]!]);
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
      // These are sums over rows already.
      ...(masked.length === 0
        ? {}
        : { masked: Object.fromEntries(masked.map(([name, value]) => [name, (sums.masked?.[name] ?? 0) + value])) }),
    };
    this.state = { ...this.state, step: this.state.step + 1, phaseStep: this.state.phaseStep + 1, sums: next };
    return {
      step: this.state.step,
      epoch: this.state.epoch + 1,
      loss,
      kl,
      perModality,
      ...(trained.length === 0 ? {} : { trainedPerModality: Object.fromEntries(trained) }),
    };
  }

  async #endEpoch(): Promise<{ record: EpochRecord; improved: boolean }> {
    const { phase } = this;
    const { everyEpochs } = this.#job.evaluation;
    const epoch = this.state.epoch + 1;
    const phaseEpoch = this.state.phaseStep / this.#perEpoch;
    const lastStep = this.state.phaseStep - 1;
    const objective = this.#objectiveAt(lastStep, this.#plan.batchSize);
    const { klWeight, capacity } = objective;
    const base = {
      epoch,
      step: this.state.step,
      phase: phase.name,
      learningRate: this.#learningRateAt(lastStep),
      weights: { kl: klWeight },
      ...(capacity === undefined ? {} : { capacity }),
      running: this.#averages(this.state.sums),
    };
    this.state = { ...this.state, epoch, sums: EMPTY_SUMS };
    const isEvaluated = phaseEpoch === phase.epochs || (everyEpochs > 0 && phaseEpoch % everyEpochs === 0);
    if (!isEvaluated) return { record: base, improved: false };
    const evaluated = await this.#evaluate(objective);
    const improved = this.#follow(evaluated.validation, phaseEpoch, lastStep);
    return { record: { ...base, ...evaluated }, improved };
  }

  async #evaluate(objective: ObjectiveState): Promise<Evaluated> {
    const { model, dataset, split, random, engine, evaluation } = this.#job;
    const { samples, trainRows, testCurve } = evaluation;
    const latent = phaseLatent(model, this.phase);
    this.#evaluator ??= await TermEvaluator.compile(model, dataset, latent, random, engine, samples);
    this.#labelCurve ??= await LabelCurve.open(model, dataset, latent, random, engine);
    const parameters = this.#program.parameters();
    const of = async (rows: Int32Array, purpose: string): Promise<TermAverages> => {
      const terms = await this.#evaluator!.evaluate(parameters, rows, purpose, objective, this.state.epoch);
      const label = await this.#labelCurve?.evaluate(parameters, rows, purpose);
      return { ...terms, ...(label === undefined ? {} : { label }) };
    };
    const train = await of(spreadRows(split.train, trainRows), 'train');
    const validation = split.validation.length === 0 ? undefined : await of(split.validation, 'validation');
    const test = testCurve && split.test.length > 0 ? await of(split.test, 'test') : undefined;
    return {
      train,
      ...(validation === undefined ? {} : { validation }),
      ...(test === undefined ? {} : { test }),
    };
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
    const armed = phaseEpoch >= settledAfter(this.#job, this.phase);
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

  #failure(chunk: Chunk, completed: number): Promise<Error> {
    return explainFailure({
      spec: this.#step.spec,
      sources: rowSources(this.#job.model, this.#job.dataset),
      engine: this.#job.engine,
      program: this.#program,
      before: this.tensors(),
      chunk,
      completed,
      doneBefore: this.state.step,
    });
  }

  #reasonToStop({ monitor, patience }: stopping.StoppingOptions): string {
    return `Phase "${this.phase.name}" stopped after epoch ${this.state.epoch}: validation ${monitor} had not improved for ${patience} evaluations.`;
  }

  #averages(sums: RunningSums): TermAverages {
    const { rows, loss, kl, weightedKl: weighted, perModality, trainedPerModality: trained } = sums;
    const perRow = (totals: Readonly<Record<string, number>>) =>
      Object.fromEntries(Object.entries(totals).map(([name, total]) => [name, total / rows]));
    const modalities = perRow(perModality);
    const masked =
      sums.masked && maskedAverages(sums.masked, Object.keys(modalities), rows, this.#summedBatch, weighted / rows);
    const reconstruction = Object.values(modalities).reduce((sum, value) => sum + value, 0);
    return {
      loss: loss / rows,
      negativeElbo: reconstruction + kl / rows,
      reconstruction,
      kl: kl / rows,
      weightedKl: weighted / rows,
      perModality: modalities,
      ...(trained === undefined ? {} : { trainedPerModality: perRow(trained) }),
      ...(masked === undefined ? {} : { masked }),
    };
  }

  /** What a mean over a batch is multiplied by where the objective sums its reconstruction over it. */
  get #summedBatch(): number {
    return this.#job.model.objective.reduction.reconstructionBatch === 'sum' ? this.#plan.batchSize : 1;
  }
}
