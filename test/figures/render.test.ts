import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { modalityBars } from '../../src/figures/modality-bars.ts';
import { renderGif, renderPng, renderSvg, writeFigure } from '../../src/figures/render.ts';
import { darkPixels, readPng } from './png.ts';
import { readGif } from './read-gif.ts';
import { samples } from './samples.ts';

const textsOf = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]!);

for (const [name, { figure, title, axes }] of Object.entries(samples)) {
  test(`${name}: title and axis titles are in the picture`, async () => {
    const svg = await renderSvg(figure);
    const texts = textsOf(svg).join('\n');
    for (const text of [title, ...axes]) expect(texts).toContain(text);
    expect(texts).not.toMatch(/NaN|undefined|null|Infinity/);
    // Without a font resvg leaves all text out: a title of over ten letters then has no dark pixel.
    const drawn = readPng(await renderPng(svg));
    const bare = readPng(await renderPng(svg.replace(/<text[\s\S]*?<\/text>/g, '')));
    expect(darkPixels(drawn, 0, 0, 1, 0.1)).toBeGreaterThan(darkPixels(bare, 0, 0, 1, 0.1) + 100);
    expect(darkPixels(drawn, 0, 0.85, 1, 1)).toBeGreaterThan(darkPixels(bare, 0, 0.85, 1, 1) + 20);
  });
}

test('the same figure gives the same bytes', async () => {
  const figure = samples.histograms!.figure;
  const first = await renderSvg(figure);
  expect(await renderSvg(figure)).toBe(first);
  expect(Buffer.from(await renderPng(first)).equals(await renderPng(first))).toBe(true);
});

test('figures one after another become one moving picture', async () => {
  const figures = [samples.confusion!.figure, samples.latents!.figure];
  const { frames, width } = readGif(await renderGif(figures, { delayMs: 500, lastDelayMs: 3000 }));
  expect(frames.map(({ delayMs }) => delayMs)).toEqual([500, 3000]);
  const wider = readPng(await renderPng(await renderSvg(figures[1]!)));
  // A PNG has two pixels for each of these, for dense screens.
  expect(Math.abs(width - wider.width / 2)).toBeLessThanOrEqual(1);
  expect(Buffer.from(frames[0]!.pixels).equals(frames[1]!.pixels)).toBe(false);
});

test('a name full of traps neither breaks the picture nor enters it as markup', async () => {
  const name = `<script>alert(1)</script>|\n\0\ud800&"' ${'x'.repeat(10_000)}`;
  const bars = [{ label: name, value: 1, role: 'model' as const }];
  const svg = await renderSvg(modalityBars({ title: name, xTitle: 'nats', modalities: [{ name, bars }] }));
  expect(svg).not.toContain('<script');
  const { width } = readPng(await renderPng(svg));
  expect(width).toBeLessThan(3000);
});

test('writeFigure writes the specification with its data, the drawing and the picture', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'elbo-figures-'));
  try {
    const { files, svg } = await writeFigure(path.join(folder, 'figures'), '../Loss, log', samples.logarithmic!.figure);
    expect(files).toEqual({ spec: 'loss-log.vl.json', svg: 'loss-log.svg', png: 'loss-log.png' });
    expect((await readdir(path.join(folder, 'figures'))).sort()).toEqual(Object.values(files).sort());
    expect(await readFile(path.join(folder, 'figures', files.svg), 'utf8')).toBe(svg);
    const spec = JSON.parse(await readFile(path.join(folder, 'figures', files.spec), 'utf8'));
    expect(spec.datasets.lines).toHaveLength(8);
    expect(spec.config.font).toContain('Inter');
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('drawing builds no code out of text', () => {
  const script = `
    const { renderSvg } = await import('./src/figures/render.ts');
    const { samples } = await import('./test/figures/samples.ts');
    for (const { figure } of Object.values(samples)) await renderSvg(figure);
    try { new Function('1'); } catch { console.log('drawn'); }`;
  const flags = ['--disallow-code-generation-from-strings', '--import', 'tsx', '--input-type=module', '-e', script];
  expect(execFileSync(process.execPath, flags, { encoding: 'utf8' }).trim()).toBe('drawn');
});
