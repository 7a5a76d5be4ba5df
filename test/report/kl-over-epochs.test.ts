import { expect, test } from 'vitest';
import { klOverEpochs } from '../../src/report/kl-over-epochs.ts';
import { sampleInput } from './sample-input.ts';

const { evaluation, epochs } = sampleInput();
const evaluated = epochs.filter(({ validation }) => validation !== undefined);

test('every epoch of a short run is listed', () => {
  const [item] = klOverEpochs({ evaluation, epochs: evaluated.slice(0, 3) });
  const values = evaluated.slice(0, 3).map(({ validation }) => Number(validation!.kl.toPrecision(3)));
  expect(item).toEqual({ term: 'KL over epochs', text: `${values.join(', ')} nats per row (validation)` });
});

test('of a long run some epochs are, the first and the last among them, and which they are', () => {
  expect(klOverEpochs({ evaluation, epochs })[0]!.text).toMatch(
    / nats per row \(validation, epochs 1, 5, 9, 13, 17, 23, 27, 31, 35, 39\)$/,
  );
});

test('without validation rows those of train are, and without a sampled latent or a second evaluation nothing', () => {
  const train = evaluated.slice(0, 2).map(({ validation, ...rest }) => ({ ...rest, train: validation! }));
  expect(klOverEpochs({ evaluation, epochs: train })[0]!.text).toContain('(train)');
  expect(klOverEpochs({ evaluation: { ...evaluation, latentIsSampled: false }, epochs })).toEqual([]);
  expect(klOverEpochs({ evaluation, epochs: epochs.slice(0, 1) })).toEqual([]);
});
