/** A report that a command prints as Markdown, or writes where it is told to. */
import path from 'node:path';
import { requireTarget } from '../lab/write-table.ts';
import type { ReportDocument } from '../report/document.ts';
import { reportAsHtml } from '../report/html.ts';
import { reportAsMarkdown } from '../report/markdown.ts';
import { writeDurably } from '../store/files.ts';
import type { Output } from './output.ts';

export const REPORT_ENDINGS = ['.md', '.html'];

/** @param options - where to, if anywhere; `requireTarget` has been asked before */
export async function answerReport(
  report: ReportDocument,
  { output: target, force = false }: { readonly output?: string; readonly force?: boolean },
  output: Output,
): Promise<void> {
  if (target === undefined) {
    output.say(reportAsMarkdown(report, new Map()).trimEnd());
    return;
  }
  const isPage = path.extname(target).toLowerCase() === '.html';
  const text = isPage ? await reportAsHtml(report, new Map()) : reportAsMarkdown(report, new Map());
  writeDurably(target, [Buffer.from(text)], undefined, () => requireTarget(target, force, REPORT_ENDINGS));
  output.say(target);
}
