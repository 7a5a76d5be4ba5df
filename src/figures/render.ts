/** Figures as pictures: SVG by vega, without a browser and without code made at run time; PNG by resvg with our own font. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { slug } from '../base/slug.ts';
import { type Figure, toVegaLite } from './figure.ts';
import { encodeGif, type GifFrame, type GifOptions } from './gif.ts';
import { textWidth } from './text-width.ts';
import { FONT_FAMILY } from './theme.ts';

// The folder lies beside both `src` and `dist`.
const FONT_FILE = fileURLToPath(new URL('../../assets/fonts/Inter-Regular.ttf', import.meta.url));

// Control characters, halves of a surrogate pair and two characters that Unicode gives no meaning.
const FORBIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu;

/** Pixels of a PNG per unit of its SVG: sharp on dense screens and in print. */
export const PNG_ZOOM = 2;

/** Draws a figure. @returns a whole SVG document */
export async function renderSvg(figure: Figure): Promise<string> {
  const [vega, vegaLite, { expressionInterpreter }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('vega-interpreter'),
  ]);
  const logger = vega.logger(vega.Error);
  const { spec } = vegaLite.compile(toVegaLite(figure), { logger });
  // `ast` with the interpreter keeps vega from building functions out of text.
  const runtime = vega.parse(spec, undefined, { ast: true });
  // Names of gradients and clips count up over the process; the same figure must give the same bytes.
  vega.resetSVGDefIds();
  // A hook vega keeps for programs without a canvas; its types leave it out.
  (vega as unknown as { textMetrics: { width: typeof textWidth } }).textMetrics.width = textWidth;
  const view = new vega.View(runtime, { renderer: 'none', logger, expr: expressionInterpreter });
  try {
    return withoutForbiddenCharacters(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** Draws an SVG document with the font that ships with Elbo, whatever the system has. @returns the bytes of a PNG */
export async function renderPng(svg: string): Promise<Uint8Array> {
  return (await draw(svg, PNG_ZOOM)).asPng();
}

/** Figures one after another, as one animated picture. @returns the bytes of a GIF */
export async function renderGif(figures: readonly Figure[], options: GifOptions): Promise<Uint8Array> {
  const frames: GifFrame[] = [];
  for (const figure of figures) {
    const { width, height, pixels } = await draw(await renderSvg(figure), 1);
    frames.push({ width, height, pixels });
  }
  return encodeGif(frames, options);
}

async function draw(svg: string, zoom: number) {
  const { Resvg } = await import('@resvg/resvg-js');
  const font = { loadSystemFonts: false, fontFiles: [FONT_FILE], defaultFontFamily: FONT_FAMILY };
  return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: zoom }, background: 'white' }).render();
}

/** A figure as it is written. */
export interface DrawnFigure {
  /** Paths relative to the folder it is written to. */
  readonly files: { readonly spec: string; readonly svg: string; readonly png: string };
  /** What the files hold. */
  readonly svg: string;
  readonly png: Uint8Array;
}

/** @param name - turned into a safe file name */
export async function drawFigure(name: string, figure: Figure): Promise<DrawnFigure> {
  const stem = slug(name);
  const svg = await renderSvg(figure);
  const png = await renderPng(svg);
  return { files: { spec: `${stem}.vl.json`, svg: `${stem}.svg`, png: `${stem}.png` }, svg, png };
}

/** Writes `<name>.vl.json`, `.svg` and `.png`, making the folder if need be. */
export async function writeFigure(folder: string, name: string, figure: Figure): Promise<DrawnFigure> {
  const drawn = await drawFigure(name, figure);
  const { files, svg, png } = drawn;
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(path.join(folder, files.spec), `${JSON.stringify(toVegaLite(figure))}\n`),
    writeFile(path.join(folder, files.svg), svg),
    writeFile(path.join(folder, files.png), png),
  ]);
  return drawn;
}

// Names in data may hold what XML 1.0 forbids even as an entity; one such character would make the file unreadable.
const withoutForbiddenCharacters = (svg: string): string => svg.replace(FORBIDDEN, '\ufffd');
