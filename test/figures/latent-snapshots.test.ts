import { expect, test } from 'vitest';
import { latentEpochs, latentSnapshot, type SplitSnapshot } from '../../src/figures/latent-snapshots.ts';

const split = (latentCount: number, scale: number): SplitSnapshot => ({
  latentCount,
  mean: Array.from({ length: 4 * latentCount }, (_, i) => scale * i),
  sample: Array.from({ length: 4 * latentCount }, (_, i) => scale * i + 0.5),
  classes: [0, 1, 1, -1],
});
const snapshot = (epoch: number, latentCount = 3) => ({
  epoch,
  train: split(latentCount, 0.1),
  test: split(latentCount, 0.2),
});
const classes = ['B', 'M'];

interface Panel {
  readonly title: { readonly text: string };
  readonly encoding: Readonly<Record<'x' | 'y', { readonly title: string; readonly scale: { domain?: number[] } }>>;
}
const panelsOf = ({ spec }: { readonly spec: unknown }): readonly Panel[] => (spec as { concat: Panel[] }).concat;

test('z and means of train and test on fixed and on free axes', () => {
  const figure = latentSnapshot(snapshot(8), { classes });
  const panels = panelsOf(figure);
  expect(panels.map(({ title }) => title.text)).toEqual([
    'z, sampled, train',
    'z, sampled, test',
    'posterior mean, train',
    'posterior mean, test',
    'posterior mean, free axes, train',
    'posterior mean, free axes, test',
  ]);
  const domains = panels.map(({ encoding }) => encoding.x.scale.domain);
  expect(domains).toEqual([[-5, 5], [-5, 5], [-3, 3], [-3, 3], undefined, undefined]);
  expect(figure.data.points0![1]).toEqual({ x: expect.closeTo(0.8, 12), y: expect.closeTo(0.9, 12), class: 'M' });
  expect(figure.data.points3![1]).toEqual({ x: expect.closeTo(0.6, 12), y: expect.closeTo(0.8, 12), class: 'M' });
});

test('two of many units are chosen by their number', () => {
  const figure = latentSnapshot(snapshot(8), { classes, units: [2, 0] });
  expect(panelsOf(figure)[0]!.encoding.x.title).toBe('unit 3');
  expect(figure.data.points4![1]).toEqual({ x: expect.closeTo(0.5, 12), y: expect.closeTo(0.3, 12), class: 'M' });
});

test('of one unit, the class takes the second axis', () => {
  const figure = latentSnapshot(snapshot(8, 1), { classes });
  const [panel] = panelsOf(figure);
  expect(panel!.encoding.y.title).toBe('class, spread out');
  expect(panel!.encoding.y.scale.domain).toEqual([-1.6, 1.6]);
  for (const row of figure.data.points0!) {
    const place = row.class === 'no label' ? -1 : classes.indexOf(row.class as string);
    expect(Math.abs((row.y as number) - place)).toBeLessThanOrEqual(0.35);
  }
});

test('one panel for each epoch, on the same axes', () => {
  const options = { title: 'Means of test rows', classes, split: 'test', block: 'mean', range: [-3, 3] } as const;
  const panels = panelsOf(
    latentEpochs(
      [8, 16, 32].map((epoch) => snapshot(epoch)),
      options,
    ),
  );
  expect(panels.map(({ title }) => title.text)).toEqual(['epoch 8', 'epoch 16', 'epoch 32']);
  for (const { encoding } of panels) expect(encoding.y.scale.domain).toEqual([-3, 3]);
});
