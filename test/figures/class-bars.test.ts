import { expect, test } from 'vitest';
import { classBars, shareText } from '../../src/figures/class-bars.ts';
import { renderSvg } from '../../src/figures/render.ts';

test('no probability is said to be 0 or 1', async () => {
  expect([0, 0.0004, 0.5, 0.9995, 1].map(shareText)).toEqual(['< 0.1 %', '< 0.1 %', '50.0 %', '> 99.9 %', '> 99.9 %']);
  const svg = await renderSvg(
    classBars({ title: 'Bars', xTitle: 'probability', classes: ['ill', 'well'], probabilities: [0.25, 0.75] }),
  );
  for (const words of ['ill', 'well', '25.0 %', '75.0 %']) expect(svg).toContain(words);
});
