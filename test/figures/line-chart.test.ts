import { expect, test } from 'vitest';
import { lineChart } from '../../src/figures/line-chart.ts';
import { renderSvg } from '../../src/figures/render.ts';
import { lossChart } from './samples.ts';

test('a logarithmic figure draws only what lies above 0 and says what it left out', async () => {
  const figure = lineChart({
    ...lossChart,
    scale: 'log',
    lines: [{ name: 'train', points: [5, 0, -1, Number.NaN, 2].map((y, i) => ({ x: i + 1, y })) }],
    baselines: [
      { label: 'floor', value: 0 },
      { label: 'constant', value: 9 },
    ],
  });
  expect(figure.data.lines!.map((row) => row.y)).toEqual([5, 2]);
  const svg = await renderSvg(figure);
  expect(svg).toContain('Not drawn: 3 values not above 0, which a logarithmic axis cannot show.');
  expect(svg).toContain('Not drawn: floor (0); not above 0, which a logarithmic axis cannot show.');
  expect(svg).toContain('constant 9');
});

test('a linear figure says which values are not finite', async () => {
  const figure = lineChart({
    ...lossChart,
    lines: [{ name: 'train', points: [{ x: 1, y: Number.POSITIVE_INFINITY }] }],
  });
  expect(await renderSvg(figure)).toContain('Not drawn: 1 value not finite.');
});

test('with nothing to draw the figure says so', async () => {
  const figure = lineChart({ ...lossChart, scale: 'log', lines: [], baselines: [] });
  expect(await renderSvg(figure)).toContain('Nothing to draw');
});

test('a band is drawn down to its line where a logarithmic axis cannot show its lower edge', () => {
  const figure = lineChart({
    ...lossChart,
    scale: 'log',
    lines: [{ name: 'train', points: [{ x: 1, y: 2, low: -1, high: 3 }] }],
  });
  expect(figure.data.lines).toEqual([{ line: 'train', x: 1, y: 2, low: 2, high: 3 }]);
});

test('baselines that lie together have labels that do not', async () => {
  const svg = await renderSvg(lineChart(lossChart));
  const places = [...svg.matchAll(/translate\([\d.]+,([\d.]+)\)"[^>]*>(constant|per column|floor) /g)].map((m) =>
    Number(m[1]),
  );
  expect(places).toHaveLength(3);
  places.sort((a, b) => a - b);
  for (let i = 1; i < places.length; i++) expect(places[i]! - places[i - 1]!).toBeGreaterThan(14.9);
});

test('lines of one name in the legend share a colour, and dashes tell them apart', async () => {
  const points = [1, 2, 3].map((x) => ({ x, y: x }));
  const figure = lineChart({
    ...lossChart,
    baselines: [],
    lines: [
      { name: 'with a, train', color: 'with a', points },
      { name: 'with a, validation', color: 'with a', isDashed: true, points },
      { name: 'with b, train', color: 'with b', points },
    ],
  });
  expect(new Set(figure.data.lines!.map((row) => row.group))).toEqual(new Set(['with a', 'with b']));
  const svg = await renderSvg(figure);
  for (const name of ['with a', 'with b']) expect(svg).toContain(`>${name}</text>`);
  expect(svg).not.toContain('>with a, train</text>');
  // The three dots of the dashed line are drawn as it is.
  expect(svg.match(/stroke-dasharray="5,4"/g)).toHaveLength(1 + points.length);
});
