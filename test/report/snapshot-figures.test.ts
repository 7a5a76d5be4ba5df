import { expect, test } from 'vitest';
import { withoutFigures } from '../../src/report/document.ts';
import { type LatentSnapshots, snapshotAnimation, snapshotFigures } from '../../src/report/snapshot-figures.ts';

const side = (scale: number) => ({
  latentCount: 3,
  mean: Float32Array.of(0, 2 * scale, scale, 0, -2 * scale, -scale),
  sample: Float32Array.of(0, 1, 2, 3, 4, 5),
  classes: [0, 1],
});
const given: LatentSnapshots = {
  classes: ['a', 'b'],
  heldOut: 'validation',
  snapshots: [8, 16].map((epoch) => ({ epoch, train: side(epoch), test: side(epoch) })),
};

test('panels of the last epoch and one for each epoch, of the two units that vary most', () => {
  const figures = snapshotFigures(given);
  expect(Object.keys(figures)).toEqual([
    'latent-panels',
    'latent-epochs-train',
    'latent-epochs-validation',
    'latent-epochs-free',
    'latent-epochs-sampled',
  ]);
  expect(figures['latent-panels']!.title).toBe('Latent after epoch 16');
  expect(figures['latent-epochs-free']!.title).toBe('Posterior means, while training went on: validation, free axes');
  const text = JSON.stringify(figures['latent-panels']!.spec);
  expect(text).toContain('"z, sampled, validation"');
  expect(text).toContain('"unit 2"');
  expect(text).toContain('"unit 3"');
  expect(text).not.toContain('"unit 1"');
});

test('they move one after another, and a report without figures leaves them out', () => {
  const blocks = snapshotAnimation(given);
  expect(blocks).toMatchObject([{ kind: 'animation', title: 'The latent from epoch 8 to 16' }]);
  const report = { title: 'r', notices: [], sections: [{ title: 'Latent', blocks }] };
  expect(withoutFigures(report).sections[0]!.blocks).toEqual([]);
  expect(snapshotAnimation({ ...given, snapshots: given.snapshots.slice(0, 1) })).toEqual([]);
});

test('a run without snapshots has no such figures', () => {
  expect(snapshotFigures(undefined)).toEqual({});
  expect(snapshotAnimation(undefined)).toEqual([]);
});
