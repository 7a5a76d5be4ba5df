import { expect, test } from 'vitest';
import { withoutFigures } from '../../src/report/document.ts';
import { type LatentSnapshots, snapshotAnimation, snapshotFigures } from '../../src/report/snapshot-figures.ts';
import { sampleInput } from './sample-input.ts';

const side = (scale: number) => ({
  latentCount: 3,
  mean: Float32Array.of(0, 2 * scale, scale, 0, -2 * scale, -scale),
  sample: Float32Array.of(0, 1, 2, 3, 4, 5),
  classes: [0, 1],
});
const snapshots: LatentSnapshots = {
  classes: ['a', 'b'],
  heldOut: 'validation',
  snapshots: [8, 16].map((epoch) => ({ epoch, train: side(epoch), test: side(epoch) })),
};
const { evaluation } = sampleInput();
const given = { snapshots, evaluation };

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
  expect(
    snapshotAnimation({ ...given, snapshots: { ...snapshots, snapshots: snapshots.snapshots.slice(0, 1) } }),
  ).toEqual([]);
});

test('a run without snapshots has no such figures', () => {
  expect(snapshotFigures({ evaluation })).toEqual({});
  expect(snapshotAnimation({ evaluation })).toEqual([]);
});

test('where early stopping went back, the panels are of the epoch that is kept, and later ones are called given up', () => {
  const figures = snapshotFigures({ ...given, restoredEpoch: 8 });
  expect(figures['latent-panels']!.title).toBe('Latent after epoch 8');
  expect(figures['latent-panels']!.subtitle).toContain('the model of this run: early stopping went back to this epoch');
  expect(JSON.stringify(figures['latent-epochs-free']!.spec)).toContain('"epoch 8, kept"');
  const [animation] = snapshotAnimation({ ...given, restoredEpoch: 8 });
  expect(animation!.kind === 'animation' && animation!.frames[1]!.subtitle).toContain(
    'given up: the model of this run is that of epoch 8',
  );
});

test('a latent that is its mean has no z to draw', () => {
  const figures = snapshotFigures({ ...given, evaluation: { ...evaluation, latentIsSampled: false } });
  expect(Object.keys(figures)).not.toContain('latent-epochs-sampled');
  expect(JSON.stringify(figures['latent-panels']!.spec)).not.toContain('z, sampled');
});

test('rows without labels are of one colour, and need no legend', () => {
  const blank = { ...side(1), classes: [-1, -1] };
  const unlabelled = { ...snapshots, classes: [], snapshots: [{ epoch: 8, train: blank, test: blank }] };
  const figure = snapshotFigures({ ...given, snapshots: unlabelled })['latent-panels']!;
  expect(figure.data.points0!.map((point) => point.class)).toEqual(['rows', 'rows']);
  expect(JSON.stringify(figure.spec)).toContain('"legend":null');
});
