/**
 * Mistakes of the real notebooks first, then others that people make, each with the findings that must name it.
 */
import type { ConfigValue } from '../../../src/lab/config-text.ts';
import { EPIGENOME, TABLE } from './experiments.ts';
import { copiedRows, narrowShares } from './made-tables.ts';
import type { Mistake } from './suite.ts';

const at = (base: ConfigValue) => (name: string, overrides: readonly string[], expected: Mistake['expected']) => {
  return { name, base, overrides, expected } satisfies Mistake;
};
const epigenome = at(EPIGENOME);
const table = at(TABLE);

const HIDE_K9 = ['masking.kind=fixed-modality', 'masking.modality=k9'];
const MEANS = 'objective.reduction={reconstruction: mean, kl: mean-over-units}';
const FILE = ['~data.split.by', 'data.split.by=random', 'architecture.latent=2'];

export const wrongExperiments: readonly Mistake[] = [
  epigenome(
    'KL summed against the mean over the hidden entries of one modality',
    [...HIDE_K9, 'objective.reduction.reconstruction=mean', 'masking.shownAs=sentinel'],
    { collapse: 'problem', 'beats-baseline': 'problem', 'effective-beta': 'warning' },
  ),
  epigenome(
    'KL summed against the mean over the hidden entries of any modality',
    ['masking.kind=random-modality', 'objective.reduction.reconstruction=mean'],
    { 'effective-beta': 'warning', collapse: 'problem', 'beats-baseline': 'problem' },
  ),
  epigenome('KL averaged over units against a mean over columns', [MEANS], { 'effective-beta': 'warning' }),
  epigenome(
    'KL averaged over units against a sum over columns',
    ['objective.reduction={kl: mean-over-units}', 'architecture.latent=20'],
    { 'effective-beta': 'warning' },
  ),
  epigenome('KL summed over the batch, the reconstruction averaged', ['objective.reduction={klBatch: sum}'], {
    'effective-beta': 'warning',
    collapse: 'warning',
  }),
  epigenome('beta 10,000', ['objective.beta=10000'], {
    collapse: 'problem',
    'beats-baseline': 'problem',
    'effective-beta': 'warning',
    'constant-predictor': 'warning',
  }),
  epigenome('a perfectly normal histogram taken for good news', ['objective.beta=300'], {
    'latent-normality': 'warning',
    collapse: 'problem',
  }),
  epigenome('no KL at all, and samples from the prior', ['objective.beta=0'], {
    'effective-beta': 'warning',
    'latent-normality': 'warning',
  }),
  epigenome('a weighted KL read as KL', ['objective.beta=0.001'], { 'weighted-kl': 'note' }),
  epigenome(
    'alpha of the focal loss without class balancing',
    ['likelihood={kind: focal-bernoulli, gamma: 2, alpha: 0.75}'],
    { 'alpha-no-effect': 'warning' },
  ),
  epigenome(
    'alpha of the focal loss at a half',
    ['likelihood={kind: focal-bernoulli, gamma: 2, alpha: 0.5, classBalancing: true}'],
    { 'alpha-no-effect': 'note' },
  ),
  epigenome(
    'probabilities that the focal loss presses below the cut, so that counts are always 0',
    ['likelihood={kind: focal-bernoulli, gamma: 2, alpha: 0.1, classBalancing: true}', 'objective.beta=0.02'],
    { threshold: 'warning' },
  ),
  epigenome('probabilities that the focal loss lifts above any constant', ['likelihood=focal-bernoulli'], {
    'beats-baseline': 'problem',
  }),
  table('a scale fitted on all rows', ['data.standardize={kind: z-score, fitOn: all}'], { data: 'warning' }),
  epigenome('a decoder asked for the label alone', ['objective.modalityWeights={dnam: 0, k9: 0, k27: 0}'], {
    'target-not-input': 'warning',
  }),
  epigenome(
    'a warm-up longer than training',
    ['objective.beta={kind: linear-warm-up, epochs: 100}', '~training.earlyStopping'],
    { 'warm-up-too-long': 'warning' },
  ),
  epigenome(
    'early stopping that waits for the end of training',
    ['objective.beta={kind: linear-warm-up, epochs: 60}'],
    {
      'warm-up-too-long': 'warning',
    },
  ),
  epigenome(
    'a plateau with more patience than epochs',
    ['training.schedule={kind: reduce-on-plateau, patience: 100}'],
    {
      'plateau-too-coarse': 'warning',
    },
  ),
  epigenome(
    'a plateau whose least improvement is larger than any',
    [
      'objective.reduction={reconstruction: mean, kl: mean-over-features}',
      'training.schedule={kind: reduce-on-plateau, patience: 1, minDelta: 0.01}',
      '~training.earlyStopping',
    ],
    { 'plateau-too-coarse': 'warning' },
  ),
  epigenome(
    'one bit of expression beside 600 columns',
    ['data.source.simulated={rows: 600, columns: 200, strength: 0}', 'architecture.latent=2'],
    { 'ignored-modality': 'warning' },
  ),
  epigenome('a learning rate that moves nothing', ['training.optimizer.learningRate=1.0e-7'], {
    'beats-baseline': 'problem',
    collapse: 'warning',
  }),
  table(
    'a learning rate that throws everything about',
    ['training.optimizer.learningRate=0.3', '~training.earlyStopping', 'training.epochs=60'],
    { 'beats-baseline': 'problem', collapse: 'problem' },
  ),
  epigenome('an autoencoder whose activations died', ['objective=autoencoder', 'training.optimizer.learningRate=1.0'], {
    collapse: 'problem',
    'constant-predictor': 'warning',
  }),
  epigenome('training cut off on its way', ['training.optimizer.learningRate=1.0e-4', 'training.epochs=25'], {
    'learning-curve': 'warning',
    'beats-baseline': 'problem',
  }),
  table(
    'a large model of 48 rows, trained for 400 epochs',
    [
      'data.source.simulatedTable.rows=120',
      'data.split={by: random, train: 0.4, validation: 0.3, test: 0.3}',
      'architecture={kind: dense, encoder: [256], latent: 10, decoder: [256]}',
      'training.epochs=400',
      '~training.earlyStopping',
    ],
    { 'learning-curve': 'warning', 'beats-baseline': 'warning' },
  ),
  epigenome('all parts of the split balanced', ['data.balance={by: expression, splits: all}'], {
    comparability: 'warning',
  }),
  epigenome(
    'F1 of balanced expression, never set beside what answering 1 gets',
    [
      'data.balance={by: expression, splits: all}',
      'masking={kind: fixed-modality, modality: expression}',
      'objective.beta=10',
    ],
    { 'trivial-f1': 'warning', 'constant-predictor': 'warning' },
  ),
  epigenome('twenty test rows', ['data.split={by: random, train: 0.96, validation: 0.02, test: 0.02}'], {
    data: 'warning',
  }),
  epigenome(
    'no held-out rows',
    ['data.split={by: random, train: 1, validation: 0, test: 0}', '~training.earlyStopping'],
    { data: 'warning' },
  ),
  { ...table('copies of samples on both sides of the split', FILE, { data: 'warning' }), source: copiedRows },
  table('beta 100 on standardized columns', ['objective.beta=100'], {
    collapse: 'problem',
    'constant-predictor': 'problem',
    'effective-beta': 'warning',
  }),
  table(
    'a mean over columns beside a mean over two units, and a weight of 2',
    ['likelihood=gaussian', `${MEANS}`, 'objective.beta=2', 'architecture.latent=2'],
    { 'effective-beta': 'warning', collapse: 'problem' },
  ),
  {
    ...table('a sigmoid on shares of a few percent', [...FILE, 'data.standardize=none', 'likelihood=bernoulli'], {
      'unscaled-sigmoid': 'warning',
    }),
    source: narrowShares,
  },
  table('a sigmoid on columns of any size', ['data.standardize=none', 'likelihood=bernoulli'], {
    refused: 'problem',
  }),
  {
    ...table('another seed taken for an improvement', ['training.epochs=20'], { 'seed-noise': 'note' }),
    beside: ['seed=1000'],
  },
  {
    ...table('two runs on two splits held beside each other', ['training.epochs=20'], { comparability: 'warning' }),
    beside: ['data.split.by=random'],
  },
];
