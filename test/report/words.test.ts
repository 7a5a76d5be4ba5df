import { expect, test } from 'vitest';
import { flatten, inWords } from '../../src/report/words.ts';

test('a config reads in words', () => {
  expect(inWords({ optimizer: { kind: 'adam', learningRate: 0.001 }, batchSize: 12800, batchNorm: false })).toBe(
    'optimizer (adam, learning rate 0.001), batch size 12800, batch norm no',
  );
  expect(inWords({ kind: 'dense', encoder: [512, 256], decoder: [] })).toBe('dense, encoder (512, 256), decoder none');
  expect(inWords([{ name: 'joint' }, null])).toBe('(name joint), none');
  expect(inWords({ H3K27ac: '*_x1', modalityWeights: { K9: 2 } })).toBe('H3K27ac *_x1, modality weights (K9 2)');
  expect(inWords({})).toBe('none');
});

test('a config is flattened to paths', () => {
  expect([...flatten({ seed: 1, training: { epochs: 3, hidden: [1, 2] } })]).toEqual([
    ['seed', '1'],
    ['training.epochs', '3'],
    ['training.hidden', '1, 2'],
  ]);
});
