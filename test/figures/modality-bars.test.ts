import { expect, test } from 'vitest';
import { modalityBars } from '../../src/figures/modality-bars.ts';
import { renderSvg } from '../../src/figures/render.ts';

test('modalities beyond the twentieth are counted in words', async () => {
  const modalities = Array.from({ length: 23 }, (_, i) => ({
    name: `m${i}`,
    bars: [{ label: 'constant', value: i, role: 'trivial model' as const }],
  }));
  const svg = await renderSvg(modalityBars({ title: 'Reconstruction', xTitle: 'nats per row', modalities }));
  expect(svg).toContain('3 more modalities are not drawn.');
  expect(svg).toContain('>m19<');
  expect(svg).not.toContain('>m20<');
});
