/** A report before it has a format: what stands in it, in order. `markdown.ts` and `html.ts` print it. */
import type { Verdict } from '../diagnose/finding.ts';
import type { Figure } from '../figures/figure.ts';
import type { GifOptions } from '../figures/gif.ts';
import type { NamedFigures } from './loss-figures.ts';
import type { Table } from './tables.ts';

/** A finding of one run, or the same finding of several. */
export interface FindingEntry {
  readonly verdict: Verdict;
  /** Such as `in 2 of 3 runs`. */
  readonly where?: string;
  readonly id: string;
  readonly title: string;
  /** Empty where there is none. */
  readonly evidence: string;
  readonly advice: readonly string[];
  /** Where its numbers are seen: names of figures of the same report, and their titles. */
  readonly figures?: readonly { readonly name: string; readonly title: string }[];
}

export interface Item {
  /** Stands in front of the text; the folder is relative to the report and holds a report of its own. */
  readonly link?: { readonly text: string; readonly folder: string };
  /** A word or two that say what the text is about. */
  readonly term?: string;
  readonly text: string;
}

/** Texts are plain: whatever is markup in a format is escaped when it is printed. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | { readonly kind: 'findings'; readonly findings: readonly FindingEntry[] }
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'figures'; readonly figures: NamedFigures }
  /** Figures one after another, as one picture that moves. */
  | {
      readonly kind: 'animation';
      readonly name: string;
      readonly title: string;
      readonly frames: readonly Figure[];
      readonly timing: GifOptions;
    }
  /** A whole SVG document without names in it that another could carry. */
  | { readonly kind: 'drawing'; readonly name: string; readonly title: string; readonly svg: string };

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface ReportDocument {
  readonly title: string;
  /** What happened: whole sentences in front of everything else. */
  readonly notices: readonly string[];
  /** Findings first. */
  readonly sections: readonly Section[];
}

export const text = (sentences: string): Block => ({ kind: 'text', text: sentences });
export const list = (items: readonly Item[]): Block => ({ kind: 'list', items });
export const table = (content: Table): Block => ({ kind: 'table', table: content });
export const figures = (named: NamedFigures): Block => ({ kind: 'figures', figures: named });

/** The sections with something in them, each with only such blocks. */
export const filledSections = ({ sections }: ReportDocument): readonly Section[] =>
  sections
    .map(({ title, blocks }) => ({ title, blocks: blocks.filter((block) => !isEmpty(block)) }))
    .filter(({ blocks }) => blocks.length > 0);

/** For where figures have no place. */
export const withoutFigures = (report: ReportDocument): ReportDocument => ({
  ...report,
  sections: report.sections.map(({ title, blocks }) => ({
    title,
    blocks: blocks.filter(({ kind }) => kind !== 'figures' && kind !== 'drawing' && kind !== 'animation'),
  })),
});

function isEmpty(block: Block): boolean {
  if (block.kind === 'list') return block.items.length === 0;
  return block.kind === 'figures' && Object.keys(block.figures).length === 0;
}
