/** The report of one run: what Elbo found, then what was run, then the numbers and pictures it rests on. */
import { figures, type ReportDocument, table } from './document.ts';
import { findingEntries } from './findings.ts';
import { howToRead } from './how-to-read.ts';
import { latentFigures, modalityFigures } from './latent-figures.ts';
import { lossFigures } from './loss-figures.ts';
import { modelDiagram } from './model-diagram.ts';
import { modelTable } from './model-table.ts';
import type { ReportInput } from './report-input.ts';
import { dataInWords, inBullets, inParagraphs, notComputed, numbersInTables } from './sections.ts';
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
  const { name, config, data, model, evaluation, findings, environment, notices = [] } = input;
  const { splits, modalities } = numbersInTables([evaluation]);
  return {
    title: name,
    notices,
    sections: [
      { title: 'Findings', blocks: [{ kind: 'findings', findings: findingEntries(findings) }] },
      { title: 'Notes', blocks: inParagraphs(input.notes ?? '') },
      { title: 'How to read this', blocks: howToRead(evaluation) },
      { title: 'Config', blocks: [inBullets(config)] },
      { title: 'Data', blocks: [dataInWords(data)] },
      { title: 'Model', blocks: [modelDiagram(model, evaluation), table(modelTable(model))] },
      { title: 'Curves', blocks: [figures(lossFigures([input]))] },
      { title: 'Splits', blocks: splits },
      { title: 'Modalities', blocks: [...modalities, figures(modalityFigures(input))] },
      { title: 'Latent', blocks: [figures(latentFigures(input))] },
      { title: 'Not computed', blocks: notComputed([evaluation]) },
      { title: 'Environment', blocks: environment === undefined ? [] : [inBullets(environment)] },
    ],
  };
}
