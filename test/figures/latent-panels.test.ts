import { expect, test } from 'vitest';
import { latentPanels } from '../../src/figures/latent-panels.ts';

const titles = { title: 'Latent', xTitle: 'unit 1', yTitle: 'unit 2', columns: 2 };

test('points beyond the axes are counted, not hidden in silence', () => {
  const points = { x: [0, 4, 1, Number.NaN], y: [0, 0, -9, 0], classes: [0, 0, 1, 1] };
  const figure = latentPanels({
    ...titles,
    classes: ['a', 'b'],
    panels: [{ title: 'fixed', points, xRange: [-3, 3], yRange: [-3, 3] }],
  });
  expect(figure.data.points0).toEqual([{ x: 0, y: 0, class: 'a' }]);
  expect(JSON.stringify(figure.spec)).toContain('"4 rows, 3 beyond the axes"');
});

test('of very many points some are drawn, evenly', () => {
  const x = Float64Array.from({ length: 6000 }, (_, i) => i);
  const panels = [{ title: 'all', points: { x, y: x, classes: new Int32Array(6000) } }];
  const { data, spec } = latentPanels({ ...titles, classes: ['a'], panels });
  expect(JSON.stringify(spec)).toContain('"1500 of 6000 rows"');
  expect(data.points0!.map((row) => row.x)).toEqual(Array.from({ length: 1500 }, (_, i) => 4 * i));
});
