/**
 * A report as one web page that needs nothing beside it and no network: style, pictures, the figures' data and the
 * program that makes them answer a pointer are all inside. Without JavaScript the pictures stay.
 */
import { createHash } from 'node:crypto';
import { slug } from '../base/slug.ts';
import { interactiveSpec } from '../figures/interactive.ts';
import { type DrawnFigure, PNG_ZOOM } from '../figures/render.ts';
import {
  type Block,
  type FindingEntry,
  filledSections,
  type Item,
  type ReportDocument,
  type Section,
} from './document.ts';
import { verdictText } from './findings.ts';
import { htmlTable } from './html-table.ts';
import { markupText } from './markup-text.ts';
import { pageAssets } from './page-assets.ts';

/** Characters of all interactive figures together; those beyond it stay pictures, so that long runs make no huge page. */
const INTERACTIVE_UP_TO = 700_000;

/**
 * @param drawn - name of a figure to its pictures
 * @param animations - name of an animation to its GIF
 */
export async function reportAsHtml(
  report: ReportDocument,
  drawn: ReadonlyMap<string, DrawnFigure>,
  animations: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<string> {
  const sections = filledSections(report);
  const figures = await interactiveFigures(sections);
  const { style, programs } = await pageAssets();
  const title = markupText(report.title, 200);
  return `${[
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy(programs)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${title}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<a class="skip" href="#content">Skip to the content</a>',
    `<header><h1>${title}</h1>`,
    ...report.notices.map((notice) => `<p class="notice">${markupText(notice)}</p>`),
    `<nav aria-label="Sections"><ul>${sections.map((section) => `<li><a href="#${slug(section.title)}">${markupText(section.title)}</a></li>`).join('')}</ul></nav>`,
    '</header>',
    '<main id="content" tabindex="-1">',
    ...sections.map((section) => printSection(section, drawn, animations)),
    '</main>',
    '<div id="tooltip" role="status" hidden></div>',
    `<script type="application/json" id="figures">${figures}</script>`,
    ...programs.map((program) => `<script>${program}</script>`),
    '</body>',
    '</html>',
  ].join('\n')}\n`;
}

const printSection = (
  { title, blocks }: Section,
  drawn: ReadonlyMap<string, DrawnFigure>,
  animations: ReadonlyMap<string, Uint8Array>,
): string => {
  const id = slug(title);
  return [
    `<section aria-labelledby="${id}">`,
    `<h2 id="${id}">${markupText(title)}</h2>`,
    ...blocks.map((block) => printBlock(block, drawn, animations)),
    '</section>',
  ].join('\n');
};

function printBlock(
  block: Block,
  drawn: ReadonlyMap<string, DrawnFigure>,
  animations: ReadonlyMap<string, Uint8Array>,
): string {
  switch (block.kind) {
    case 'text':
      return `<p>${markupText(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map(printItem).join('\n')}\n</ul>`;
    case 'findings':
      return block.findings.length === 0 ? '<p>No findings.</p>' : block.findings.map(printFinding).join('\n');
    case 'table':
      return htmlTable(block.table);
    case 'figures':
      return Object.entries(block.figures)
        .map(([name, figure]) => {
          const alt = markupText([figure.title, ...(figure.subtitle ?? [])].join('. '));
          const kind = figure.keepsColours === true ? ' class="as-is"' : '';
          return `<figure id="${figureId(name)}"${kind} data-figure="${markupText(name)}"><img alt="${alt}" ${picture(drawn.get(name)!)}></figure>`;
        })
        .join('\n');
    case 'animation': {
      const gif = Buffer.from(animations.get(block.name)!).toString('base64');
      const title = markupText(block.title);
      // Its colours lie in the picture: a dark page must not turn them over.
      return `<figure id="${figureId(block.name)}" class="as-is"><img alt="${title}" src="data:image/gif;base64,${gif}"></figure>`;
    }
    case 'drawing':
      return `<figure class="drawing" tabindex="0" aria-label="${markupText(block.title)}">\n${block.svg}</figure>`;
  }
}

/** No section has such an id. */
const figureId = (name: string): string => `figure-${slug(name)}`;

function printItem({ link, term, text }: Item): string {
  const words = markupText(text);
  if (link !== undefined) {
    const folder = link.folder.split('/').map(encodeURIComponent).join('/');
    return `<li><a href="${markupText(folder)}/report.html">${markupText(link.text, 200)}</a>: ${words}</li>`;
  }
  return term === undefined ? `<li>${words}</li>` : `<li><strong>${markupText(term, 200)}</strong>: ${words}</li>`;
}

const printFinding = ({ verdict, where, title, id, evidence, advice, figures = [] }: FindingEntry): string =>
  [
    `<article class="finding ${verdict}">`,
    `<h3><span class="verdict">${verdictText(verdict)}</span>${where === undefined ? '' : ` ${markupText(where)}`}</h3>`,
    `<p>${markupText(title)} <small>(${markupText(id, 200)})</small></p>`,
    ...(advice.length === 0
      ? []
      : [`<ul>${advice.map((sentence) => `<li>Try: ${markupText(sentence)}</li>`).join('')}</ul>`]),
    ...(figures.length === 0
      ? []
      : [
          `<p class="see">See ${figures.map((figure) => `<a href="#${figureId(figure.name)}">${markupText(figure.title, 200)}</a>`).join(', ')}</p>`,
        ]),
    ...(evidence === '' ? [] : [`<details><summary>Evidence</summary><p>${markupText(evidence)}</p></details>`]),
    '</article>',
  ].join('\n');

/** Bytes up to which a drawing is taken, whatever the size of its PNG. */
const SHARP_UP_TO = 100_000;
/** Where a PNG says how many pixels wide it is. */
const WIDTH_AT = 16;

/** The sharper drawing, unless it is so full of marks that its PNG is smaller; that is shown as wide as the drawing. */
function picture({ svg, png }: DrawnFigure): string {
  const drawing = Buffer.from(svg);
  if (drawing.length <= Math.max(SHARP_UP_TO, png.length))
    return `src="data:image/svg+xml;base64,${drawing.toString('base64')}"`;
  const bytes = Buffer.from(png);
  return `width="${Math.round(bytes.readUInt32BE(WIDTH_AT) / PNG_ZOOM)}" src="data:image/png;base64,${bytes.toString('base64')}"`;
}

/** @returns JSON of name to specification, safe inside a script element */
async function interactiveFigures(sections: readonly Section[]): Promise<string> {
  const kept: string[] = [];
  let length = 0;
  for (const block of sections.flatMap(({ blocks }) => blocks)) {
    if (block.kind !== 'figures') continue;
    for (const [name, figure] of Object.entries(block.figures)) {
      const entry = `${JSON.stringify(name)}:${JSON.stringify(await interactiveSpec(figure))}`;
      if (length + entry.length > INTERACTIVE_UP_TO) continue;
      length += entry.length;
      kept.push(entry);
    }
  }
  // No name in the data can then end the element, whatever it holds.
  return `{${kept.join(',')}}`.replace(/</g, '\\u003c');
}

/** Nothing may be loaded, and no script runs but those written here: each is named by its hash. */
function policy(programs: readonly string[]): string {
  const hashes = programs.map((program) => `'sha256-${createHash('sha256').update(program).digest('base64')}'`);
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
