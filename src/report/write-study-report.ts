/** The report of a study: its runs side by side, and every number as mean and 95 % interval over them. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DataError } from '../base/errors.ts';
import { formatNumber } from '../base/format-number.ts';
import { type Finding, VERDICTS } from '../diagnose/finding.ts';
import { mainSplit } from './evaluation-tables.ts';
import { verdictText } from './findings.ts';
import { lossFigures } from './loss-figures.ts';
import { modelTable } from './model-table.ts';
import { markdownText, SENTENCE } from './plain-text.ts';
import type { ReportInput } from './report-input.ts';
import { dataInWords, inBullets, notComputed, numbersInTables, paragraphs, section, writeFigures } from './sections.ts';
import { markdownTable } from './tables.ts';
import { flatten } from './words.ts';

export interface StudyRun {
  readonly name: string;
  /** Of the run folder, relative to the study folder, with forward slashes. */
  readonly path: string;
  readonly input: ReportInput;
}

/**
 * Writes `report.md` and its figures into a study folder.
 *
 * @param folder - made when absent
 * @param study - at least one run
 * @returns the path of `report.md`
 * @throws DataError when there is no run
 */
export async function writeStudyReport(
  folder: string,
  study: { readonly name: string; readonly runs: readonly StudyRun[] },
): Promise<string> {
  const { name, runs } = study;
  const inputs = runs.map((run) => run.input);
  const first = inputs[0];
  if (first === undefined) {
    throw new DataError(folder, 'this study has no finished run', { expected: 'one or more to report on' });
  }
  const evaluations = inputs.map((input) => input.evaluation);
  const { splits, modalities } = numbersInTables(evaluations);
  const count = inputs.length === 1 ? '1 run' : `${inputs.length} runs`;
  const text = paragraphs(
    `# ${markdownText(name)}: ${count}`,
    inputs.length === 1
      ? 'One run tells nothing of how far another seed would land.'
      : `Numbers are means over runs ± half the width of their 95 % interval (Student's t), which is about the mean and not about a single run.`,
    section('Findings', findingsOverRuns(inputs)),
    section('Runs', runList(runs), differences(inputs)),
    section('Curves', await writeFigures(folder, lossFigures(inputs))),
    section('Splits', splits),
    section('Modalities', modalities),
    section('Config of the first run', inBullets(first.config)),
    section('Data of the first run', dataInWords(first.data)),
    section('Model of the first run', markdownTable(modelTable(first.model))),
    section('Not computed', notComputed(evaluations)),
  );
  const file = path.join(folder, 'report.md');
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${text}\n`);
  return file;
}

/** The same finding of several runs is one line with their number; its title is the first run's. */
function findingsOverRuns(inputs: readonly ReportInput[]): string {
  const groups = new Map<string, { finding: Finding; runCount: number }>();
  for (const finding of inputs.flatMap((input) => input.findings)) {
    const key = `${finding.verdict} ${finding.id}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { finding, runCount: 1 });
    else group.runCount++;
  }
  const worstFirst = [...groups.values()].sort(
    (a, b) => VERDICTS.indexOf(b.finding.verdict) - VERDICTS.indexOf(a.finding.verdict) || b.runCount - a.runCount,
  );
  if (worstFirst.length === 0) return 'No findings.';
  return worstFirst
    .map(({ finding: { verdict, id, title, advice }, runCount }) =>
      [
        `- **${verdictText(verdict)}** in ${runCount} of ${inputs.length} runs: ${markdownText(title, SENTENCE)} (${markdownText(id)})`,
        ...advice.map((sentence) => `  - Try: ${markdownText(sentence, SENTENCE)}`),
      ].join('\n'),
    )
    .join('\n');
}

const runList = (runs: readonly StudyRun[]): string =>
  runs
    .map(({ name, path: folder, input }) => {
      const main = mainSplit(input.evaluation);
      const link = folder.split('/').map(urlSegment).join('/');
      const result =
        main === undefined
          ? 'no split evaluated'
          : `${main[0]} negative ELBO ${formatNumber(main[1].negativeElbo)} nats per row`;
      return `- [${markdownText(name)}](${link}/report.md): ${result}, ${input.epochs.at(-1)?.epoch ?? 0} epochs`;
    })
    .join('\n');

// Parentheses would end the link.
const urlSegment = (text: string): string => encodeURIComponent(text).replace(/\(/g, '%28').replace(/\)/g, '%29');

const LISTED_UP_TO = 12;

/** Keys in which the configs of the runs differ, with their values in the order of the runs. */
function differences(inputs: readonly ReportInput[]): string {
  const configs = inputs.map((input) => flatten(input.config));
  const keys = new Set(configs.flatMap((config) => [...config.keys()]));
  const differing = [...keys].filter((key) => new Set(configs.map((config) => config.get(key))).size > 1);
  if (differing.length === 0) return '';
  const shown = differing.slice(0, LISTED_UP_TO).map((key) => {
    const values = configs.map((config) => config.get(key) ?? 'absent').join('; ');
    return `- ${markdownText(key)}: ${markdownText(values, SENTENCE)}`;
  });
  const more = differing.length - shown.length;
  return paragraphs('The runs differ in:', [...shown, ...(more > 0 ? [`- and ${more} more keys`] : [])].join('\n'));
}
