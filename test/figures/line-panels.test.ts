import { expect, test } from 'vitest';
import { linePanels } from '../../src/figures/line-panels.ts';
import { renderSvg } from '../../src/figures/render.ts';

const line = (name: string, ...ys: number[]) => ({ name, points: ys.map((y, i) => ({ x: i + 1, y })) });
const panels = [
  { title: 'base', lines: [line('train', 90, 80, 70), line('validation', 95, 85, 75)] },
  { title: 'strong KL', lines: [line('train', 190, 180)] },
];
const figure = (scale: 'linear' | 'log', more = {}) =>
  linePanels({ title: 'Bound', xTitle: 'epoch', yTitle: 'nats per row', scale, panels, ...more });

interface Axis {
  readonly scale: { readonly domain: readonly number[]; readonly type: string };
}
const axes = (given: ReturnType<typeof figure>, channel: 'x' | 'y'): readonly Axis['scale'][] => {
  const { concat } = given.spec as unknown as {
    concat: { layer: { mark: { type: string }; encoding: Record<'x' | 'y', Axis> }[] }[];
  };
  return concat.map(({ layer }) => layer.find(({ mark }) => mark.type === 'line')!.encoding[channel].scale);
};

test('all panels have the same axes, which hold every line and rule', () => {
  const drawn = figure('linear', { baselines: [{ label: 'per column', value: 206 }] });
  const [first, second] = axes(drawn, 'y');
  expect(first).toEqual(second);
  expect(first!.domain[0]).toBeLessThan(70);
  expect(first!.domain[1]).toBeGreaterThan(206);
  expect(axes(drawn, 'x').map(({ domain }) => domain)).toEqual([
    [1, 3],
    [1, 3],
  ]);
});

test('what a logarithmic axis cannot show is left out', () => {
  const drawn = figure('log', {
    panels: [{ title: 'gaussian', lines: [line('train', -5, 5, Number.NaN)] }],
    baselines: [{ label: 'floor', value: 0 }],
  });
  expect(drawn.data.lines0).toEqual([{ line: 'train', x: 2, y: 5, low: 5, high: 5 }]);
  expect(drawn.data.baselines).toEqual([]);
  expect(axes(drawn, 'y')[0]!.type).toBe('log');
});

test('each panel is titled, and one legend names the lines', async () => {
  const svg = await renderSvg(figure('linear'));
  for (const text of ['Bound', 'base', 'strong KL', 'train', 'validation', 'epoch', 'nats per row'])
    expect(svg).toContain(`>${text}<`);
  expect(svg.match(/>validation</g)).toHaveLength(1);
  expect(svg).not.toMatch(/NaN|undefined/);
});
