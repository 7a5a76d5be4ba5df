import { describe, test } from 'vitest';
import { expectCollapse } from './fixed-mask.ts';

/** So many rows that the rare ones with K9 and K27 are as many on either side of the split. */
const SMALL = [
  'data.source.simulated={rows: 3000, columns: 50}',
  'data.split={by: random, train: 0.6, validation: 0, test: 0.4}',
  'architecture={kind: dense, encoder: [64], latent: 8, decoder: [64]}',
  'training={optimizer: {kind: adam, learningRate: 0.002}, batchSize: 128, epochs: 60}',
  'evaluation.everyEpochs=0',
  'threads=1',
];

describe('KL summed beside a mean over the hidden entries leaves nothing learnt beyond a constant rate', () => {
  test.each([
    ['dnam', 50],
    ['k9', 50],
    ['k27', 50],
    ['expression', 1],
  ])('of %s, at an effective beta of %d', (modality, beta) => expectCollapse(modality, beta, SMALL));
});
