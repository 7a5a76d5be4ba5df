/** Puts a report and its figures into a folder, over those of an earlier one. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type DrawnFigure, renderGif, writeFigure } from '../figures/render.ts';
import type { ReportDocument } from './document.ts';
import { reportAsHtml } from './html.ts';
import { reportAsMarkdown } from './markdown.ts';

/**
 * Writes `report.md`, `report.html` and `figures/`.
 *
 * @param folder - made when absent
 * @returns the path of `report.md`
 */
export async function writeReportFiles(folder: string, report: ReportDocument): Promise<string> {
  const figures = path.join(folder, 'figures');
  await mkdir(figures, { recursive: true });
  const drawn = new Map<string, DrawnFigure>();
  const animations = new Map<string, Uint8Array>();
  for (const block of report.sections.flatMap(({ blocks }) => blocks)) {
    if (block.kind === 'drawing') await writeFile(path.join(figures, `${block.name}.svg`), block.svg);
    if (block.kind === 'animation') {
      const gif = await renderGif(block.frames, block.timing);
      animations.set(block.name, gif);
      await writeFile(path.join(figures, `${block.name}.gif`), gif);
    }
    if (block.kind !== 'figures') continue;
    for (const [name, figure] of Object.entries(block.figures)) {
      drawn.set(name, await writeFigure(figures, name, figure));
    }
  }
  const file = path.join(folder, 'report.md');
  await writeFile(file, reportAsMarkdown(report, drawn));
  await writeFile(path.join(folder, 'report.html'), await reportAsHtml(report, drawn, animations));
  return file;
}
