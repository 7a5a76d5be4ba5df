/** What diagnostics look at of a training before its first step. */
import { type Dataset, modalityOf, type Split } from '../data/dataset.ts';
import type { PlateauFacts, ScheduleFacts, TrainedModality, TrainingFacts } from '../diagnose/training-facts.ts';
import { narrowColumns } from '../diagnose/unscaled-sigmoid.ts';
import type { Optimizer } from '../train/optimizers/optimizer.ts';
import { settledAfter } from '../train/settled-after.ts';
import type { Phases } from '../train/training-job.ts';
import { klTakesPart } from '../train/training-step.ts';
import { HIDDEN, SEEN } from '../vae/masking/masking.ts';
import type { Model } from '../vae/model.ts';
import { modalityWeights } from '../vae/objective/objective.ts';
import type { Schedule } from '../vae/schedule.ts';
import { spreadRows } from '../vae/term-evaluator.ts';
import { type ExperimentConfig, likelihoodPerModality } from './experiment-config.ts';
import { labelFacts } from './label-facts.ts';

interface Planned {
  readonly config: ExperimentConfig;
  /** Rescaled. */
  readonly dataset: Dataset;
  readonly split: Split;
  readonly model: Model;
  readonly phases: Phases;
  readonly optimizer: Optimizer;
  readonly stepsPerEpoch: number;
  readonly batchSize: number;
}

export function trainingFacts(planned: Planned): TrainingFacts {
  const { config, phases } = planned;
  const { schedule, earlyStopping } = config.training;
  return {
    modalities: modalityFacts(planned),
    ...labelFacts(planned),
    schedules: phases.flatMap((phase) => scheduleFacts(planned, phase)),
    ...(earlyStopping === 'none'
      ? {}
      : {
          earlyStopping: phases.map((phase) => ({
            phase: phase.name,
            epochs: phase.epochs,
            ...finite('beginsAfter', settledAfter(planned, phase)),
            restoresBest: earlyStopping.restoreBest,
          })),
        }),
    ...(schedule === 'none' ? {} : { plateau: plateauFacts(planned, schedule) }),
  };
}

/** Rows looked at for the width of columns: more of them show no other width. */
const MOST_ROWS = 10_000;

function modalityFacts({ config, dataset, split, model }: Planned): TrainedModality[] {
  const weights = modalityWeights(model.objective, model.sizes);
  const choices = likelihoodPerModality(config, Object.keys(weights));
  const rows = spreadRows(split.train, MOST_ROWS);
  return dataset.modalities.map(({ name, start, count }, index) => {
    const { kind, ...options } = choices[name]!;
    const isSigmoid = model.likelihoods[name]!.kind === 'bernoulli' && dataset.values.kind !== 'bits';
    return {
      name,
      columns: count,
      ...partTaken(model, index, weights[name]!),
      isLabel: count === 1 && dataset.columns[start] === dataset.labels?.name,
      ...(kind === 'focal-bernoulli' ? { focal: options as unknown as NonNullable<TrainedModality['focal']> } : {}),
      ...(isSigmoid ? { sigmoid: narrowColumns(dataset, rows, modalityOf(dataset, name)) } : {}),
    };
  });
}

/** What training hides of every row is never read; what it hides of some rows is. */
function partTaken({ masking }: Model, index: number, weight: number): Pick<TrainedModality, 'isRead' | 'isAsked'> {
  const code = masking?.per === 'modality' && masking.cases.length === 1 ? masking.cases[0]![index]! : undefined;
  if (code === undefined) return { isRead: true, isAsked: weight > 0 };
  const enters = { hidden: code === HIDDEN, seen: code === SEEN, all: true }[masking!.trains];
  return { isRead: code === SEEN, isAsked: enters && weight > 0 };
}

function scheduleFacts({ model, optimizer, stepsPerEpoch }: Planned, phase: Phases[number]): ScheduleFacts[] {
  const { klWeight, capacity } = model.objective;
  const changing: [ScheduleFacts['what'], Schedule | undefined][] = [
    ...(klTakesPart(model, phase)
      ? ([
          ['weight of KL', klWeight],
          ['capacity of KL', capacity],
        ] as [ScheduleFacts['what'], Schedule | undefined][])
      : []),
    ['learning rate', phase.learningRate === undefined ? optimizer.learningRate : undefined],
  ];
  return changing.flatMap(([what, schedule]) => {
    if (schedule === undefined || schedule.constant !== undefined) return [];
    const { at, settledAfter: settled } = schedule;
    const { epochs } = phase;
    return {
      phase: phase.name,
      what,
      epochs,
      start: at(0),
      last: at(epochs - 1 / stepsPerEpoch),
      ...finite('settledAfter', settled),
      ...(Number.isFinite(settled) ? { end: at(settled) } : {}),
      shareAtEnd: shareAtEnd(schedule, epochs),
    };
  });
}

const LOOKS = 1000;
/** Share of the way that counts as having come to its end. */
const CLOSE = 0.01;

/** Share of a phase in which a schedule is close to the value where it settles; cycles come there several times. */
function shareAtEnd({ at, settledAfter: settled }: Schedule, epochs: number): number {
  const end = at(settled);
  const near = CLOSE * Math.abs(end - at(0));
  let count = 0;
  for (let look = 0; look < LOOKS; look++) {
    if (Math.abs(at(((look + 0.5) / LOOKS) * epochs) - end) <= near) count++;
  }
  return count / LOOKS;
}

function plateauFacts(
  { config, phases, optimizer }: Planned,
  { factor, patience, minDelta, minLearningRate }: Exclude<ExperimentConfig['training']['schedule'], 'none'>,
): PlateauFacts {
  const { everyEpochs } = config.evaluation;
  const { at, constant } = optimizer.learningRate;
  return {
    factor,
    patience,
    minDelta,
    minLearningRate,
    actsAlone: phases.every(({ learningRate }) => learningRate !== undefined || constant !== undefined),
    phases: phases.map(({ name, epochs, learningRate }) => ({
      phase: name,
      evaluations: everyEpochs === 0 ? 1 : Math.ceil(epochs / everyEpochs),
      learningRate: learningRate ?? Math.max(...Array.from({ length: LOOKS + 1 }, (_, i) => at((i / LOOKS) * epochs))),
    })),
  };
}

/** JSON has no infinity: what never comes is left out. */
const finite = <Key extends string>(key: Key, value: number): { readonly [K in Key]?: number } =>
  Number.isFinite(value) ? ({ [key]: value } as { readonly [K in Key]?: number }) : {};
