/** The `training` and `evaluation` sections of a config. */
import { z } from 'zod';
import { boolean, choice, integer, number } from '../base/options.ts';
import { CONVENTIONS } from '../nn/conventions.ts';
import { plateauOption } from './plateau.ts';
import { stoppingOption } from './stopping.ts';

export const trainingOptions = z.strictObject({
  optimizer: z
    .union([z.string(), z.looseObject({})])
    .default('adam')
    .meta({ description: 'adam, adamw, rmsprop or sgd, with its options', choosesFrom: 'optimizers' }),
  clipGradient: z
    .union([z.literal('none'), z.strictObject({ norm: number({ above: 0, help: 'largest norm' }) })])
    .default('none')
    .meta({ description: '`{norm}`: shorten the gradient of all trained parameters together to this norm' }),
  batchSize: z
    .union([z.literal('all'), z.number().int().min(1)])
    .default(128)
    .meta({ description: 'rows of a step, or `all`' }),
  lastBatch: choice(['keep', 'drop'], { default: 'keep', help: "what to do with rows left over at an epoch's end" }),
  epochs: integer({ default: 100, min: 1, help: 'passes over the train rows' }),
  schedule: z
    .union([z.literal('none'), plateauOption])
    .default('none')
    .meta({ description: 'reduce-on-plateau: lower the learning rate when validation stops improving' }),
  earlyStopping: z
    .union([z.literal('none'), stoppingOption])
    .default('none')
    .meta({ description: 'stop when validation stops improving' }),
  conventions: choice(CONVENTIONS, {
    default: 'keras',
    help: "whose defaults: initializers, Adam's epsilon, batch-norm rules",
  }),
  outputBias: choice(['zeros', 'train-means'], {
    default: 'zeros',
    help: "where the decoder's last biases begin; train-means: where each entry is answered by its column's mean, so that rare marks need not be learnt to be rare first",
  }),
  checkpoint: z
    .strictObject({
      everySeconds: z.number().positive().default(60).meta({ description: 'time between checkpoints' }),
      everySteps: integer({ default: 0, min: 0, help: 'also at every n-th step; 0: no' }),
    })
    .default({ everySeconds: 60, everySteps: 0 })
    .meta({ description: 'how often the whole state is written' }),
  logSteps: boolean({ default: false, help: 'keep a line per step in steps.jsonl' }),
});
export type TrainingOptions = z.output<typeof trainingOptions>;

export const evaluationOptions = z.strictObject({
  everyEpochs: integer({ default: 1, min: 0, help: 'epochs between evaluations; 0: only at the end' }),
  trainRows: integer({
    default: 10_000,
    min: 1,
    help: 'train rows looked at in an evaluation, at most, spread evenly over all',
  }),
  samples: integer({ default: 1, min: 1, help: 'draws of the latent a row; its numbers are their means' }),
  importanceSamples: integer({
    default: 0,
    min: 0,
    help: 'draws a validation or test row for the importance-weighted bound at the end; 0: none',
  }),
  testCurve: boolean({
    default: false,
    help: 'evaluate test rows too after epochs, for curves; a choice made by looking at them is a choice made on test',
  }),
  latentSnapshots: choice(['auto', 'always', 'never'], {
    default: 'auto',
    help: 'keep latents of some rows at epochs 8, 16, 32, ..., for pictures of how they move; auto: of models that tell classes',
  }),
  perClass: boolean({ default: false, help: 'look at held-out rows of each class of the label by themselves too' }),
});
export type EvaluationOptions = z.output<typeof evaluationOptions>;
