/** A report as Markdown, beside the files of its figures. */
import type { DrawnFigure } from '../figures/render.ts';
import { type Block, type FindingEntry, filledSections, type Item, type ReportDocument } from './document.ts';
import { verdictText } from './findings.ts';
import { markdownText, SENTENCE } from './plain-text.ts';
import { markdownTable } from './tables.ts';

/** @param drawn - name of a figure to its files in `figures/` */
export function reportAsMarkdown(report: ReportDocument, drawn: ReadonlyMap<string, DrawnFigure>): string {
  const parts = [
    `# ${markdownText(report.title)}`,
    report.notices.map((notice) => `> ${markdownText(notice, SENTENCE)}`).join('\n>\n'),
    ...filledSections(report).flatMap(({ title, blocks }) => [
      `## ${title}`,
      ...blocks.map((block) => printBlock(block, drawn)),
    ]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function printBlock(block: Block, drawn: ReadonlyMap<string, DrawnFigure>): string {
  switch (block.kind) {
    case 'text':
      return markdownText(block.text, SENTENCE);
    case 'list':
      return block.items.map((item) => `- ${printItem(item)}`).join('\n');
    case 'findings':
      return block.findings.length === 0
        ? 'No findings.'
        : block.findings.map((finding) => printFinding(finding, drawn)).join('\n');
    case 'table':
      return markdownTable(block.table);
    case 'figures':
      return Object.entries(block.figures)
        .map(([name, { title }]) => {
          const { svg, png } = drawn.get(name)!.files;
          return `[![${markdownText(title)}](figures/${png})](figures/${svg})`;
        })
        .join('\n\n');
    case 'animation':
      return `![${markdownText(block.title)}](figures/${block.name}.gif)`;
    case 'drawing':
      return `![${markdownText(block.title)}](figures/${block.name}.svg)`;
  }
}

function printItem({ link, term, text }: Item): string {
  if (link !== undefined) {
    const folder = link.folder.split('/').map(urlSegment).join('/');
    return `[${markdownText(link.text)}](${folder}/report.md): ${markdownText(text, SENTENCE)}`;
  }
  return term === undefined ? markdownText(text, SENTENCE) : `${markdownText(term)}: ${markdownText(text, SENTENCE)}`;
}

const printFinding = (
  { verdict, where, title, id, evidence, advice, figures = [] }: FindingEntry,
  drawn: ReadonlyMap<string, DrawnFigure>,
): string =>
  [
    `- **${verdictText(verdict)}**${where === undefined ? '' : ` ${where}`}: ${markdownText(title, SENTENCE)} (${markdownText(id)})`,
    ...(evidence === '' ? [] : [`  - Evidence: ${markdownText(evidence, SENTENCE)}`]),
    ...advice.map((sentence) => `  - Try: ${markdownText(sentence, SENTENCE)}`),
    ...figures.map(({ name, title }) => `  - See [${markdownText(title)}](figures/${drawn.get(name)!.files.png})`),
  ].join('\n');

// Parentheses would end the link.
const urlSegment = (part: string): string => encodeURIComponent(part).replace(/\(/g, '%28').replace(/\)/g, '%29');
