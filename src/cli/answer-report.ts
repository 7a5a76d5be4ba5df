/** A report that a command prints as Markdown, or writes where it is told to. */
import path from 'node:path';
import { drawFigure } from '../figures/render.ts';
import { requireTarget } from '../lab/write-table.ts';
import { type ReportDocument, withoutFigures } from '../report/document.ts';
import { reportAsHtml } from '../report/html.ts';
import { reportAsMarkdown } from '../report/markdown.ts';
import { writeDurably } from '../store/files.ts';
import type { Output } from './output.ts';

export const REPORT_ENDINGS = ['.md', '.html'];

/** A page holds its figures; Markdown would need files beside it, and is written without. @param options - where to, if anywhere; `requireTarget` has been asked before */
export async function answerReport(
  report: ReportDocument,
  { output: target, force = false }: { readonly output?: string; readonly force?: boolean },
  output: Output,
): Promise<void> {
  if (target === undefined) {
    output.say(asMarkdown(report).trimEnd());
    return;
  }
  const isPage = path.extname(target).toLowerCase() === '.html';
  const text = isPage ? await reportAsHtml(report, await drawn(report)) : asMarkdown(report);
  writeDurably(target, [Buffer.from(text)], undefined, () => requireTarget(target, force, REPORT_ENDINGS));
  output.say(target);
}

const asMarkdown = (report: ReportDocument): string => reportAsMarkdown(withoutFigures(report), new Map());

async function drawn({ sections }: ReportDocument) {
  const pictures = new Map<string, Awaited<ReturnType<typeof drawFigure>>>();
  for (const block of sections.flatMap(({ blocks }) => blocks)) {
    if (block.kind !== 'figures') continue;
    for (const [name, figure] of Object.entries(block.figures)) pictures.set(name, await drawFigure(name, figure));
  }
  return pictures;
}
