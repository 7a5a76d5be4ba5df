/**
 * The lab notebook: runs one after another as a person keeps them by hand. For each what changed against its parent, what
 * that did to the numbers and how sure that is, what people noted, and pictures on shared axes.
 */

import { findMetric, type SideComparison } from '../diagnose/compare/compare-sides.ts';
import type { ComparedSide } from '../diagnose/compare/compared-run.ts';
import { comparedSplit, mainMetric } from '../diagnose/compare/main-metric.ts';
import { METRICS } from '../diagnose/compare/metric-values.ts';
import type { Reading } from '../diagnose/compare/readings.ts';
import { type Finding, VERDICTS, type Verdict } from '../diagnose/finding.ts';
import { listed } from '../diagnose/wording.ts';
import { type ConfigChange, changesInWords } from './config-changes.ts';
import {
  type Block,
  type FindingEntry,
  figures,
  type Item,
  list,
  type ReportDocument,
  type Section,
  text,
} from './document.ts';
import { findingEntries } from './findings.ts';
import { klOverEpochs } from './kl-over-epochs.ts';
import { notebookFigures } from './notebook-figures.ts';
import { comparisonTables, sideBySide } from './notebook-tables.ts';
import type { ReportInput } from './report-input.ts';
import { inParagraphs } from './sections.ts';
import { cellText } from './tables.ts';

export interface NotebookRun {
  /** In its study; empty for a run alone. */
  readonly member: string;
  /** Of its folder. */
  readonly path: string;
  readonly input: ReportInput;
}

/** A run, or a study of runs, and what is said of it against its parent. */
export interface NotebookEntry {
  /** Unlike those of the others. */
  readonly label: string;
  /** The name of its folder. */
  readonly id: string;
  readonly path: string;
  readonly isStudy: boolean;
  readonly side: ComparedSide;
  readonly runs: readonly NotebookRun[];
  /** What people wrote; paragraphs stand apart by an empty line. */
  readonly notes: string;
  /** The parent's label; absent for the first, as all below. */
  readonly against?: string;
  readonly changes?: readonly ConfigChange[];
  readonly comparison?: SideComparison;
  readonly findings?: readonly Finding[];
  readonly readings?: readonly Reading[];
}

/** @param entries - parents before those that are compared with them */
export function labNotebook(entries: readonly NotebookEntry[]): ReportDocument {
  return {
    title: `Lab notebook: ${listed(entries.map(({ label }) => label))}`,
    notices: [],
    sections: [
      { title: 'Findings', blocks: [{ kind: 'findings', findings: entries.flatMap(entryFindings) }] },
      { title: 'Side by side', blocks: [...sideBySide(entries)] },
      ...entries.map((entry) => entrySection(entry, parentOf(entry, entries))),
      { title: 'Figures', blocks: [figures(notebookFigures(entries))] },
      { title: 'How to read this', blocks: howToReadNotebook(entries) },
    ],
  };
}

const parentOf = ({ against }: NotebookEntry, entries: readonly NotebookEntry[]): NotebookEntry | undefined =>
  entries.find(({ label }) => label === against);

const entryFindings = ({ label, findings = [] }: NotebookEntry): FindingEntry[] =>
  findingEntries(findings).map((finding) => ({ ...finding, where: label }));

function entrySection(entry: NotebookEntry, parent: NotebookEntry | undefined): Section {
  const { label, against, changes = [], comparison, readings = [], notes } = entry;
  const title = against === undefined ? label : `${label}, against ${against}`;
  const about: Item[] = [
    { term: entry.isStudy ? 'study' : 'run', text: `${entry.id}, ${trained(entry)}` },
    ...(against === undefined ? [] : [{ term: 'changed', text: changesInWords(changes) }]),
    ...(entry.runs.length === 1 ? klOverEpochs(entry.runs[0]!.input) : []),
  ];
  const own = notes.trim() === '' ? [] : [text('Notes:'), ...inParagraphs(notes)];
  if (comparison === undefined || parent === undefined)
    return { title, blocks: [list(about), ...own, text('Findings:'), list(verdicts(entry))] };
  const differing = differingFindings(parent, entry);
  return {
    title,
    blocks: [
      list(about),
      ...readBlocks(entry, comparison, parent),
      ...own,
      ...(differing.length === 0
        ? [text(`Its findings have the verdicts of ${against}.`)]
        : [text(`Findings whose verdict is not that of ${against}:`), list(differing)]),
      ...(readings.length === 0 ? [] : comparisonTables(comparison, against!, label)),
    ],
  };
}

function readBlocks({ readings = [] }: NotebookEntry, comparison: SideComparison, parent: NotebookEntry): Block[] {
  if (readings.length === 0) {
    const { differences, metrics } = comparison;
    const isWithheld = metrics.length > 0 && metrics.every(({ change }) => change === 'withheld');
    return isWithheld ? [text(`Every difference is withheld: ${listed(differences.map(({ says }) => says))}.`)] : [];
  }
  return [
    text(`Read on ${comparedSplit(comparison)}:`),
    list([
      ...boundReading(comparison, parent),
      ...readings.map(({ part, text: says }) => ({ term: part, text: says })),
    ]),
  ];
}

/** The number of all modalities together, which alone pays for KL. */
function boundReading(comparison: SideComparison, { side }: NotebookEntry): Item[] {
  const split = comparedSplit(comparison);
  const main = split === undefined ? undefined : mainMetric(comparison, split, side);
  if (main === undefined || main.change === 'withheld') return [];
  const kl = findMetric(comparison, split!, 'kl');
  const paid =
    main.name !== 'negativeElbo' || kl === undefined
      ? ''
      : `; KL, which no modality below counts, ${cellText(kl.before)} → ${cellText(kl.now)}`;
  const { label } = METRICS[main.name];
  return [{ term: 'all', text: `${label} ${cellText(main.before)} → ${cellText(main.now)} nats per row${paid}` }];
}

function trained({ runs, isStudy }: NotebookEntry): string {
  const epochs = runs.map(({ input }) => input.epochs.at(-1)?.epoch ?? 0);
  const [least, most] = [Math.min(...epochs), Math.max(...epochs)];
  const told = least === most ? `${most} epochs` : `${least} to ${most} epochs`;
  return isStudy ? `${runs.length} runs (${listed(runs.map(({ member }) => member))}), ${told}` : told;
}

/** The worst verdict of each finding over the runs. */
function worst({ runs }: NotebookEntry): Map<string, Finding> {
  const found = new Map<string, Finding>();
  for (const finding of runs.flatMap(({ input }) => input.findings)) {
    const before = found.get(finding.id);
    if (before === undefined || rank(finding.verdict) > rank(before.verdict)) found.set(finding.id, finding);
  }
  return found;
}

const rank = (verdict: Verdict): number => VERDICTS.indexOf(verdict);

const verdicts = (entry: NotebookEntry): Item[] =>
  [...worst(entry).values()]
    .sort((a, b) => rank(b.verdict) - rank(a.verdict))
    .map(({ id, verdict, title }) => ({ term: `${id}, ${verdict}`, text: title }));

function differingFindings(parent: NotebookEntry, entry: NotebookEntry): Item[] {
  const [before, now] = [worst(parent), worst(entry)];
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((id): Item[] => {
    const [a, b] = [before.get(id), now.get(id)];
    if (a?.verdict === b?.verdict) return [];
    const verdict = `${a?.verdict ?? 'not said'} → ${b?.verdict ?? 'not said'}`;
    return [{ term: `${id}, ${verdict}`, text: (b ?? a)!.title }];
  });
}

function howToReadNotebook(entries: readonly NotebookEntry[]): Block[] {
  const hasSeeds = entries.some(({ comparison }) =>
    comparison?.metrics.some(({ overSeeds }) => overSeeds !== undefined),
  );
  return [
    list([
      {
        term: 'difference',
        text: 'Of the run minus its parent. It is withheld where the two do not measure the same; what is withheld is never a small difference, it is none.',
      },
      {
        term: 'over rows',
        text: 'A 95 % interval of the difference, from up to 2,000 draws of the held-out rows, each with what it costs in both runs (paired bootstrap). Where it contains 0, other rows might have turned the difference round. It knows nothing of seeds. Terms of single rows are kept of what is a sum of nats; of other numbers only seeds tell, and without either chance may be of any size.',
      },
      {
        term: 'over seeds',
        text: hasSeeds
          ? 'A 95 % interval (Student) from runs that were repeated: in pairs where two studies have the same seeds or folds, else from the spread of the repeats, taken to be alike on both sides.'
          : 'Absent here: no config was repeated with other seeds on the same split.',
      },
      {
        term: 'choosing',
        text: 'Whoever chooses a run by its numbers should choose by validation, and read test once.',
      },
    ]),
  ];
}
