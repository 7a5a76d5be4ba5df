import { describe, test } from 'vitest';
import { expectCollapse } from './fixed-mask.ts';

/** All 12,001 columns and the notebook's layers, fewer rows and epochs. */
const WIDE = [
  'data.source.simulated.rows=8000',
  'data.split={by: random, train: 0.6, validation: 0, test: 0.4}',
  'training={optimizer: {kind: adam, learningRate: 1.0e-3}, batchSize: 64, epochs: 50}',
  'evaluation.everyEpochs=0',
];

describe('with all 12,001 columns, KL summed beside a mean over the hidden entries leaves nothing learnt', () => {
  test.each([
    ['dnam', 4000],
    ['k9', 4000],
    ['k27', 4000],
    ['expression', 1],
  ])('of %s, at an effective beta of %d', (modality, beta) => expectCollapse(modality, beta, WIDE));
});
