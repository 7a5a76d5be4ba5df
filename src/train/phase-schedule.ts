import { scalarName } from '../engine/program.ts';
import { conventionValues } from '../nn/conventions.ts';
import type { ObjectiveState } from '../vae/term-evaluator.ts';
import type { Phases, TrainingJob } from './training-job.ts';
import { klTakesPart, type TrainingStep, termsInLoss, UPDATE } from './training-step.ts';

export type PhaseSchedule = ReturnType<typeof phaseSchedule>;

/** Learning rate and weights at each step of a phase; its steps count from 0. @param perEpoch - steps of an epoch */
export function phaseSchedule({ model, optimizer }: TrainingJob, phase: Phases[number], perEpoch: number) {
  const inLoss = termsInLoss(phase);

  /** Before a plateau lowers it. */
  const learningRateAt = (step: number): number => phase.learningRate ?? optimizer.learningRate.at(step / perEpoch);

  const objectiveAt = (step: number, batchSize: number): ObjectiveState => {
    const { klWeight, capacity } = model.objective;
    if (!klTakesPart(model, phase)) return { klWeight: 0, batchSize, inLoss };
    const aim = capacity === undefined ? {} : { capacity: capacity.at(step / perEpoch) };
    return { klWeight: klWeight.at(step / perEpoch), ...aim, batchSize, inLoss };
  };

  /** Scalar inputs of a chunk. @param rateFactor - of the plateau. @returns name to `[stepCount]` */
  const scalars = (
    { spec, scheduled }: TrainingStep,
    firstStep: number,
    stepCount: number,
    rateFactor: number,
  ): Record<string, Float32Array> => {
    const conventions = conventionValues[model.conventions];
    const ofUpdate = spec.updates[0]!.optimizer.scalars.map((name) => scalarName(UPDATE, name));
    const values = Object.fromEntries(
      [...ofUpdate, ...scheduled.keys()].map((name) => [name, new Float32Array(stepCount)]),
    );
    for (let k = 0; k < stepCount; k++) {
      const step = firstStep + k;
      const own = optimizer.scalarsAt(step + 1, learningRateAt(step) * rateFactor, conventions);
      for (const [name, value] of Object.entries(own)) values[scalarName(UPDATE, name)]![k] = value;
      for (const [name, { at }] of scheduled) values[name]![k] = at(step / perEpoch);
    }
    return values;
  };

  return { learningRateAt, objectiveAt, scalars };
}
