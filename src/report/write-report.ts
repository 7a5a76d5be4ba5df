/** The report of one run: what Elbo found, then what was run, then the numbers and pictures it rests on. */
import { perClassTable } from './class-table.ts';
import { figures, type ReportDocument, table, text } from './document.ts';
import { exampleBlocks } from './example-tables.ts';
import { withFigures } from './finding-figures.ts';
import { findingEntries } from './findings.ts';
import { howToRead } from './how-to-read.ts';
import { labelBlocks, labelFigures } from './label-blocks.ts';
import { labelCurveBlocks } from './label-curve-words.ts';
import { labelCurveFigures } from './label-curves.ts';
import { latentDotFigures } from './latent-dots.ts';
import { latentFigures, modalityFigures } from './latent-figures.ts';
import { lossFigures, type NamedFigures } from './loss-figures.ts';
import { modelDiagrams } from './model-diagram.ts';
import { modelTable } from './model-table.ts';
import { priorSampleFigures } from './prior-sample-figures.ts';
import { publishedBlocks, withoutPublished } from './published.ts';
import type { ReportInput } from './report-input.ts';
import { reconstructionFigures, rowFigures, rowTable } from './row-figures.ts';
import { dataInWords, inBullets, inParagraphs, notComputed, numbersInTables } from './sections.ts';
import { snapshotAnimation, snapshotFigures } from './snapshot-figures.ts';
import { writeReportFiles } from './write-files.ts';

/**
 * Writes `report.md`, `report.html` and their figures into a run folder, over those of an earlier report.
 *
 * @param folder - made when absent
 * @returns the path of `report.md`
 */
export const writeReport = (folder: string, input: ReportInput): Promise<string> =>
  writeReportFiles(folder, runReport(input));

export function runReport(input: ReportInput): ReportDocument {
  const { name, config, data, model, evaluation, findings, environment, rows, phases, perClass, notices = [] } = input;
  const { splits, modalities } = numbersInTables([evaluation]);
  const drawn = {
    curves: lossFigures([input]),
    samples: priorSampleFigures(input),
    modalities: { ...modalityFigures(input), ...reconstructionFigures(input) },
    rows: rowFigures(input),
    latent: { ...latentFigures(input), ...latentDotFigures(input) },
    label: labelFigures(evaluation),
    labelCurves: labelCurveFigures([input]),
    snapshots: snapshotFigures(input),
  };
  const all = Object.assign({}, ...Object.values(drawn)) as NamedFigures;
  return {
    title: name,
    notices,
    sections: [
      { title: 'Findings', blocks: [{ kind: 'findings', findings: withFigures(findingEntries(findings), all) }] },
      { title: 'Notes', blocks: inParagraphs(input.notes ?? '') },
      { title: 'How to read this', blocks: howToRead(evaluation) },
      { title: 'Published numbers', blocks: publishedBlocks(config) },
      { title: 'Config', blocks: [inBullets(withoutPublished(config))] },
      { title: 'Data', blocks: [dataInWords(data)] },
      { title: 'Model', blocks: [...modelDiagrams(model, evaluation, phases), table(modelTable(model))] },
      { title: 'Curves', blocks: [figures(drawn.curves)] },
      { title: 'Samples', blocks: [figures(drawn.samples)] },
      { title: 'Splits', blocks: splits },
      { title: 'Modalities', blocks: [...modalities, figures(drawn.modalities)] },
      {
        title: 'Label',
        blocks: [
          ...labelBlocks([evaluation]),
          figures(drawn.label),
          ...labelCurveBlocks([input]),
          figures(drawn.labelCurves),
        ],
      },
      {
        title: 'Classes',
        blocks:
          perClass === undefined
            ? []
            : [
                text(
                  'Nats per row, on held-out rows of one class at a time, beside the column means of its train rows.',
                ),
                table(perClassTable(perClass)),
              ],
      },
      {
        title: 'Rows',
        blocks: [
          ...exampleBlocks(input.examples),
          ...(rows === undefined || rows.best.length === 0 ? [] : [figures(drawn.rows), table(rowTable(rows))]),
        ],
      },
      {
        title: 'Latent',
        blocks: [figures(drawn.latent), figures(drawn.snapshots), ...snapshotAnimation(input)],
      },
      { title: 'Not computed', blocks: notComputed([evaluation]) },
      { title: 'Environment', blocks: environment === undefined ? [] : [inBullets(environment)] },
    ],
  };
}
