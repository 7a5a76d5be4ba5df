/** Experiments without a mistake: no warning may be raised on them. */
import { EPIGENOME, TABLE } from './experiments.ts';
import type { Healthy } from './suite.ts';

const MASKED = 'masking.shownAs=zero-and-mask';

export const healthyExperiments: readonly Healthy[] = [
  { name: 'a plain VAE of sparse marks', base: EPIGENOME, overrides: [] },
  {
    name: 'K9 from the others',
    base: EPIGENOME,
    overrides: ['masking.kind=fixed-modality', 'masking.modality=k9', MASKED],
  },
  {
    name: 'any modality from the others',
    base: EPIGENOME,
    overrides: [
      'masking={kind: random-modality, per: row, trains: all}',
      MASKED,
      'data.source.simulated.rows=2000',
      'architecture={kind: dense, encoder: [128], latent: 16, decoder: [128], dropout: 0.5}',
      'objective={kind: beta, beta: 0.5, modalityWeights: {expression: 10}}',
      'training.optimizer.learningRate=0.001',
      'training.epochs=150',
    ],
  },
  {
    name: 'a warm-up of a third of training',
    base: EPIGENOME,
    overrides: ['objective.beta={kind: linear-warm-up, epochs: 20}'],
  },
  { name: 'train rows balanced', base: EPIGENOME, overrides: ['data.balance={by: expression, splits: train}'] },
  {
    name: 'both terms divided by the number of columns',
    base: EPIGENOME,
    overrides: ['objective.reduction={reconstruction: mean, kl: mean-over-features}'],
  },
  {
    name: 'a learning rate that follows validation',
    base: EPIGENOME,
    overrides: ['training.schedule={kind: reduce-on-plateau, patience: 4, factor: 0.5, minDelta: 0}'],
  },
  { name: 'a VAE of standardized columns', base: TABLE, overrides: [] },
  { name: 'a plain autoencoder of standardized columns', base: TABLE, overrides: ['objective=autoencoder'] },
  {
    name: 'a sigmoid on columns brought to its range',
    base: TABLE,
    overrides: ['data.standardize=min-max', 'likelihood=bernoulli', 'objective=autoencoder'],
  },
  {
    name: 'a linear model of standardized columns',
    base: TABLE,
    overrides: ['architecture={kind: dense, encoder: [], latent: 5, decoder: [], activation: linear}'],
  },
  {
    name: 'some columns of K9 from all others',
    base: EPIGENOME,
    overrides: [
      'masking={kind: within-modality, modality: k9, fraction: 0.3, trains: all}',
      'data.source.simulated.rows=2000',
    ],
  },
];
