/** The report of one run: what Elbo found, then what was run, then the numbers and pictures it rests on. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { markdownFindings } from './findings.ts';
import { latentFigures, modalityFigures } from './latent-figures.ts';
import { lossFigures } from './loss-figures.ts';
import { modelTable } from './model-table.ts';
import { markdownText, SENTENCE } from './plain-text.ts';
import type { ReportInput } from './report-input.ts';
import { dataInWords, inBullets, notComputed, numbersInTables, paragraphs, section, writeFigures } from './sections.ts';
import { markdownTable } from './tables.ts';

/**
 * Writes `report.md` and its figures into a run folder, over those of an earlier report.
 *
 * @param folder - made when absent
 * @returns the path of `report.md`
 */
export async function writeReport(folder: string, input: ReportInput): Promise<string> {
  const { name, config, data, model, evaluation, findings, environment, notices = [] } = input;
  const { splits, modalities } = numbersInTables([evaluation]);
  const text = paragraphs(
    `# ${markdownText(name)}`,
    notices.map((notice) => `> ${markdownText(notice, SENTENCE)}`).join('\n>\n'),
    section('Findings', markdownFindings(findings)),
    section('Config', inBullets(config)),
    section('Data', dataInWords(data)),
    section('Model', markdownTable(modelTable(model))),
    section('Curves', await writeFigures(folder, lossFigures([input]))),
    section('Splits', splits),
    section('Modalities', modalities, await writeFigures(folder, modalityFigures(input))),
    section('Latent', await writeFigures(folder, latentFigures(input))),
    section('Not computed', notComputed([evaluation])),
    environment === undefined ? '' : section('Environment', inBullets(environment)),
  );
  const file = path.join(folder, 'report.md');
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${text}\n`);
  return file;
}
