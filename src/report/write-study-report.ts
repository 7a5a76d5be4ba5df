/** The report of a study: its runs side by side, and every number as mean and 95 % interval over them. */
import { DataError } from '../base/errors.ts';
import { formatNumber } from '../base/format-number.ts';
import { type Finding, VERDICTS } from '../diagnose/finding.ts';
import { type ClassComparison, comparisonTable } from './class-table.ts';
import { type Block, type FindingEntry, figures, list, type ReportDocument, table, text } from './document.ts';
import { mainSplit } from './evaluation-tables.ts';
import { hiddenSkillBlocks } from './hidden-skill.ts';
import { howToRead } from './how-to-read.ts';
import { labelBlocks } from './label-blocks.ts';
import { labelCurveBlocks } from './label-curve-words.ts';
import { labelCurveFigures } from './label-curves.ts';
import { lossFigures } from './loss-figures.ts';
import { modelDiagrams } from './model-diagram.ts';
import { modelTable } from './model-table.ts';
import { type PairRuns, pairFigures } from './pair-figures.ts';
import { type PairComparison, pairMatrix, pairSplits, pairTable } from './pair-table.ts';
import { publishedBlocks, withoutPublished } from './published.ts';
import type { ReportInput } from './report-input.ts';
import { dataInWords, inBullets, notComputed, numbersInTables } from './sections.ts';
import { flatten } from './words.ts';
import { writeReportFiles } from './write-files.ts';

export interface StudyRun {
  readonly name: string;
  /** Of the run folder, relative to the study folder, with forward slashes. */
  readonly path: string;
  readonly input: ReportInput;
}

export interface Study {
  readonly name: string;
  /** Repeats of one idea: numbers are means over them; with `pairs`, runs of all pairs. At least one. */
  readonly runs: readonly StudyRun[];
  /** Of train rows between repeats, for `meanInterval`. */
  readonly overlap?: number;
  /** Models of one class each, which are no repeats of the others. */
  readonly apart?: readonly StudyRun[];
  readonly classes?: readonly ClassComparison[];
  /** Where each run hides one pair of modalities: pairs are no repeats of each other. */
  readonly pairs?: { readonly comparisons: readonly PairComparison[]; readonly runs: readonly PairRuns[] };
}

/**
 * Writes `report.md`, `report.html` and their figures into a study folder.
 *
 * @param folder - made when absent
 * @param study - at least one run
 * @returns the path of `report.md`
 * @throws DataError when there is no run
 */
export async function writeStudyReport(folder: string, study: Study): Promise<string> {
  const first = study.runs[0]?.input;
  if (first === undefined) {
    throw new DataError(folder, 'this study has no finished run', { expected: 'one or more to report on' });
  }
  return writeReportFiles(folder, studyReport(study, first));
}

function studyReport(study: Study, first: ReportInput): ReportDocument {
  const { name, runs, overlap = 0, apart = [], classes = [], pairs } = study;
  const inputs = runs.map((run) => run.input);
  const evaluations = inputs.map((input) => input.evaluation);
  // Means over different pairs would be numbers of no model.
  const { splits, modalities } =
    pairs === undefined ? numbersInTables(evaluations, overlap) : { splits: [], modalities: [] };
  const isOne = inputs.length === 1;
  return {
    title: `${name}: ${isOne ? '1 run' : `${inputs.length} runs`}`,
    notices: [
      pairs !== undefined
        ? "Each run hides one pair of modalities. Pairs are told apart everywhere; where a pair has several runs, its numbers are means ± half the width of their 95 % interval (Student's t)."
        : isOne
          ? 'One run tells nothing of how far another seed would land.'
          : `Numbers are means over runs ± half the width of their 95 % interval (Student's t), which is about the mean and not about a single run.`,
      ...(overlap > 0
        ? [
            'Folds share train rows, so their numbers are less apart than those of new data would be: intervals are widened for it (Nadeau and Bengio, doi:10.1023/A:1024068626366).',
          ]
        : []),
    ],
    sections: [
      { title: 'Findings', blocks: [{ kind: 'findings', findings: findingsOverRuns(runs) }] },
      { title: 'Hidden modalities', blocks: pairs === undefined ? hiddenSkillBlocks(evaluations, overlap) : [] },
      { title: 'Runs', blocks: [runList(runs), ...differences(inputs)] },
      { title: 'Classes', blocks: classBlocks(classes, apart) },
      { title: 'Pairs', blocks: pairs === undefined ? [] : pairBlocks(pairs.comparisons) },
      {
        title: 'Curves',
        blocks: [figures(pairs === undefined ? lossFigures(inputs) : pairFigures(pairs.runs))],
      },
      { title: 'Splits', blocks: splits },
      { title: 'Modalities', blocks: modalities },
      {
        title: 'Label',
        // A model that hides modalities has no head.
        blocks: [
          ...labelBlocks(evaluations, overlap),
          ...labelCurveBlocks(inputs, overlap),
          figures(labelCurveFigures(inputs)),
        ],
      },
      { title: 'How to read the first run', blocks: howToRead(first.evaluation) },
      { title: 'Published numbers', blocks: publishedBlocks(first.config) },
      { title: 'Config of the first run', blocks: [inBullets(withoutPublished(first.config))] },
      { title: 'Data of the first run', blocks: [dataInWords(first.data)] },
      {
        title: 'Model of the first run',
        blocks: [...modelDiagrams(first.model, first.evaluation, first.phases), table(modelTable(first.model))],
      },
      { title: 'Not computed', blocks: notComputed(evaluations) },
    ],
  };
}

function pairBlocks(pairs: readonly PairComparison[]): Block[] {
  return [
    text(
      'Skill of the modality of a row, hidden and predicted, with the modality of a column hidden beside it: 1 - (nats - floor) / (nats of column means - floor). 0 is as good as the column means of train, 1 is perfect, below 0 is worse. Every cell is a model of its own.',
    ),
    ...pairSplits(pairs).map((split) => table(pairMatrix(pairs, split))),
    text('Nats per row, of hidden entries alone beside trivial models of the same entries:'),
    table(pairTable(pairs)),
  ];
}

function classBlocks(classes: readonly ClassComparison[], apart: readonly StudyRun[]): Block[] {
  if (apart.length === 0) return [];
  const isWithheld = classes.some(({ difference }) => difference === undefined);
  return [
    text(
      'Nats per row, on held-out rows of one class at a time: a model of that class alone beside the joint model, which learned all. Negative differences speak for the model of the class. All other numbers of this report are those of the joint model.',
    ),
    table(comparisonTable(classes)),
    ...(isWithheld
      ? [text('The two were scaled by other rows, so their nats are not the same and no difference is given.')]
      : []),
    text('Models of one class:'),
    runList(apart),
  ];
}

/** The same finding of several runs is one entry with their number; where its words differ they are the first run's, which is named. */
function findingsOverRuns(runs: readonly StudyRun[]): FindingEntry[] {
  const groups = new Map<string, { finding: Finding; first: string; runCount: number; differs: boolean }>();
  for (const { name, input } of runs)
    for (const finding of input.findings) {
      const key = `${finding.verdict} ${finding.id}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { finding, first: name, runCount: 1, differs: false });
      else {
        group.runCount++;
        group.differs ||= group.finding.title !== finding.title;
      }
    }
  return [...groups.values()]
    .sort(
      (a, b) => VERDICTS.indexOf(b.finding.verdict) - VERDICTS.indexOf(a.finding.verdict) || b.runCount - a.runCount,
    )
    .map(({ finding: { verdict, id, title, advice }, first, runCount, differs }) => ({
      verdict,
      where: `in ${runCount} of ${runs.length} runs${differs ? `, such as ${first}` : ''}`,
      id,
      title,
      evidence: '',
      advice,
    }));
}

const runList = (runs: readonly StudyRun[]): Block =>
  list(
    runs.map(({ name, path: folder, input }) => {
      const main = mainSplit(input.evaluation);
      const result =
        main === undefined
          ? 'no split evaluated'
          : `${main[0]} negative ELBO ${formatNumber(main[1].negativeElbo)} nats per row`;
      return { link: { text: name, folder }, text: `${result}, ${input.epochs.at(-1)?.epoch ?? 0} epochs` };
    }),
  );

const LISTED_UP_TO = 12;

/** Keys in which the configs of the runs differ, with their values in the order of the runs. */
function differences(inputs: readonly ReportInput[]): Block[] {
  const configs = inputs.map((input) => flatten(input.config));
  const keys = new Set(configs.flatMap((config) => [...config.keys()]));
  const differing = [...keys].filter((key) => new Set(configs.map((config) => config.get(key))).size > 1);
  if (differing.length === 0) return [];
  const shown = differing.slice(0, LISTED_UP_TO).map((key) => ({
    term: key,
    text: configs.map((config) => config.get(key) ?? 'absent').join('; '),
  }));
  const more = differing.length - shown.length;
  return [text('The runs differ in:'), list([...shown, ...(more > 0 ? [{ text: `and ${more} more keys` }] : [])])];
}
