/** One phase's step: the model's graph, its loss and optimizer, as the engine takes it. */
import type { StepSpec } from '../engine/program.ts';
import { labelled, type Node } from '../graph/node.ts';
import { constant, input } from '../graph/operations/index.ts';
import { conventionValues } from '../nn/conventions.ts';
import type { RowInputSpec } from '../nn/parameters.ts';
import type { Model } from '../vae/model.ts';
import { buildGraph } from '../vae/model-graph.ts';
import { batchLoss, type TermsInLoss } from '../vae/objective/objective.ts';
import type { Schedule } from '../vae/schedule.ts';
import type { Phase } from '../vae/strategy/strategy.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import { stepReports } from './step-reports.ts';

export interface TrainingStep {
  readonly spec: StepSpec;
  readonly rowInputs: ReadonlyMap<string, RowInputSpec>;
  /** Scalar inputs that change from step to step, and how. */
  readonly scheduled: ReadonlyMap<string, Schedule>;
}

/** The one update of a phase. */
export const UPDATE = 'main';
export const KL_WEIGHT = 'weight of KL';
export const KL_CAPACITY = 'capacity of KL';

/** What the decoder reads in a phase. */
export const phaseLatent = (model: Model, phase: Phase): 'sampled' | 'mean' =>
  phase.latent === 'objective' ? model.objective.latent : phase.latent;

/** What a phase counts beside KL. */
export const termsInLoss = ({ terms }: Phase): TermsInLoss => ({
  reconstruction: terms.includes('reconstruction'),
  prediction: terms.includes('prediction'),
});

/** Whether KL is part of a phase's loss. */
export const klTakesPart = (model: Model, phase: Phase): boolean =>
  phase.terms.includes('kl') && model.objective.latent === 'sampled' && model.objective.klWeight.constant !== 0;

/** @param clipNorm - the largest norm of all gradients together; absent: any */
export function trainingStep(model: Model, phase: Phase, optimizer: Optimizer, clipNorm?: number): TrainingStep {
  const conventions = conventionValues[model.conventions];
  const graph = buildGraph(model, phaseLatent(model, phase), phase.trains);
  const scheduled = new Map<string, Schedule>();
  const scalarOf = (name: string, schedule: Schedule | undefined): Node | undefined => {
    if (schedule === undefined || !klTakesPart(model, phase)) return undefined;
    if (schedule.constant !== undefined) return constant(schedule.constant);
    scheduled.set(name, schedule);
    return input(name, [], 'scalar');
  };
  const weight = scalarOf(KL_WEIGHT, model.objective.klWeight);
  const capacity = scalarOf(KL_CAPACITY, model.objective.capacity);
  const loss = labelled(
    batchLoss(model.objective, graph.terms, model.sizes, weight, capacity, termsInLoss(phase)),
    'loss',
  );
  const trains = [...graph.scope.parameters.keys()].filter((name) =>
    phase.trains.some((part) => name.startsWith(`${part}.`)),
  );
  return {
    spec: {
      parameters: new Map([...graph.scope.parameters].map(([name, { node }]) => [name, node])),
      states: graph.scope.states,
      updates: [
        {
          name: UPDATE,
          loss,
          trains,
          optimizer: optimizer.form(conventions),
          ...(clipNorm === undefined ? {} : { clip: { norm: clipNorm, epsilon: conventions.clipEpsilon } }),
          every: 1,
        },
      ],
      reports: stepReports(model, loss, graph.terms),
    },
    rowInputs: graph.scope.rowInputs,
    scheduled,
  };
}
