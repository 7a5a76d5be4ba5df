/** One phase of training: chunks of steps, and what is handed out at the ends of chunks and epochs. */
import type { Chunk, ChunkResult, NamedTensor } from '../engine/program.ts';
import { TrainingProgram } from '../engine/training-program.ts';
import type { EpochRecord } from '../store/run-record.ts';
import { batchScale } from '../vae/objective/objective.ts';
import { rowSources } from '../vae/row-source.ts';
import { weightedKl } from '../vae/term-evaluator.ts';
import { BatchMaker, type BatchPlan, stepsPerEpoch } from './batches.ts';
import { ChunkPacer } from './chunk-pacer.ts';
import { EpochEvaluator } from './epoch-evaluator.ts';
import { explainFailure } from './failure.ts';
import { followValidation } from './follow-validation.ts';
import { type PhaseSchedule, phaseSchedule } from './phase-schedule.ts';
import { averagesOf, EMPTY_SUMS, plusStep } from './running-sums.ts';
import { maskedSums, stepTerms } from './step-reports.ts';
import { stepsToBoundary } from './steps-to-boundary.ts';
import type { TrainerState } from './trainer-state.ts';
import { batchPlan, type Phases, type StepRecord, type TrainingEvent, type TrainingJob } from './training-job.ts';
import { type TrainingStep, trainingStep } from './training-step.ts';

/** One phase, from its program to its last step. */
export class PhaseRun {
  readonly phase: Phases[number];
  state: TrainerState;
  readonly #job: TrainingJob;
  readonly #step: TrainingStep;
  readonly #program: TrainingProgram;
  readonly #plan: BatchPlan;
  readonly #batches: BatchMaker;
  readonly #pacer: ChunkPacer;
  readonly #perEpoch: number;
  readonly #schedule: PhaseSchedule;
  #evaluator: EpochEvaluator | undefined;

  private constructor(job: TrainingJob, state: TrainerState, step: TrainingStep, program: TrainingProgram) {
    this.#job = job;
    this.state = state;
    this.phase = job.phases[state.phase]!;
    this.#step = step;
    this.#program = program;
    this.#plan = batchPlan(job.split, job.training);
    this.#perEpoch = stepsPerEpoch(this.#plan);
    this.#schedule = phaseSchedule(job, this.phase, this.#perEpoch);
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
      const boundary = stepsToBoundary(this.#job, this.state, last, this.#perEpoch);
      const stepCount = Math.min(this.#job.chunkSteps ?? this.#pacer.stepCount, boundary);
      const started = performance.now();
      const reports = await this.#run(stepCount);
      const durationMs = performance.now() - started;
      this.#pacer.ran(stepCount, durationMs);

      let isBest = false;
      const records: StepRecord[] = [];
      const epochs: EpochRecord[] = [];
      for (let k = 0; k < stepCount; k++) {
        records.push(this.#count(reports, k));
        if (this.state.phaseStep % this.#perEpoch !== 0) continue;
        const { record, improved } = await this.#endEpoch();
        epochs.push(record);
        isBest = improved;
      }
      yield { kind: 'steps', records, durationMs };
      for (const record of epochs) yield { kind: 'epoch', record };
      const { epoch } = this.state;
      if (epochs.length > 0 && this.#job.looksAt?.(epoch) === true)
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

  /** Runs a chunk. @throws TrainingError when a number is no longer finite */
  async #run(stepCount: number): Promise<ChunkResult['reports']> {
    const { phaseStep, step, epoch, plateau } = this.state;
    const position = { epoch, batch: phaseStep % this.#perEpoch };
    const chunk: Chunk = {
      ...this.#batches.chunk(position, step, stepCount),
      scalars: this.#schedule.scalars(this.#step, phaseStep, stepCount, plateau.factor),
    };
    const { completed, stateIsFinite, reports } = await this.#program.run(chunk);
    if (completed === stepCount && stateIsFinite) return reports;
    throw await explainFailure({
      spec: this.#step.spec,
      sources: rowSources(this.#job.model, this.#job.dataset),
      engine: this.#job.engine,
      program: this.#program,
      before: this.tensors(),
      chunk,
      completed,
      doneBefore: step,
    });
  }

  /** Counts one finished step. @param index - its place in the chunk */
  #count(reports: ChunkResult['reports'], index: number): StepRecord {
    const { model } = this.#job;
    const { step, phaseStep, epoch, sums } = this.state;
    const rows = this.#batches.rowCount(phaseStep % this.#perEpoch);
    const terms = stepTerms(model, reports, index);
    const weighted = weightedKl(model, terms.kl, this.#schedule.objectiveAt(phaseStep, rows));
    const next = plusStep(sums, terms, rows, weighted, maskedSums(model, reports, index));
    this.state = { ...this.state, step: step + 1, phaseStep: phaseStep + 1, sums: next };
    return { step: step + 1, epoch: epoch + 1, ...terms };
  }

  async #endEpoch(): Promise<{ record: EpochRecord; improved: boolean }> {
    const { phase } = this;
    const { model, evaluation } = this.#job;
    const { step, phaseStep, plateau, sums } = this.state;
    const epoch = this.state.epoch + 1;
    const learningRate = this.#schedule.learningRateAt(phaseStep - 1) * plateau.factor;
    const objective = this.#schedule.objectiveAt(phaseStep - 1, this.#plan.batchSize);
    const { klWeight, capacity } = objective;
    const record: EpochRecord = {
      epoch,
      step,
      phase: phase.name,
      learningRate,
      weights: { kl: klWeight },
      ...(capacity === undefined ? {} : { capacity }),
      running: averagesOf(sums, batchScale(model.objective.reduction.reconstructionBatch, this.#plan.batchSize)),
    };
    this.state = { ...this.state, epoch, sums: EMPTY_SUMS };
    const phaseEpoch = phaseStep / this.#perEpoch;
    const isEvaluated =
      phaseEpoch === phase.epochs || (evaluation.everyEpochs > 0 && phaseEpoch % evaluation.everyEpochs === 0);
    if (!isEvaluated) return { record, improved: false };
    this.#evaluator ??= await EpochEvaluator.open(this.#job, phase);
    const evaluated = await this.#evaluator.evaluate(this.#program.parameters(), objective, epoch);
    const { validation } = evaluated;
    const { state, improved } = followValidation(this.#job, phase, this.state, validation, phaseEpoch, learningRate);
    this.state = state;
    return { record: { ...record, ...evaluated }, improved };
  }
}
