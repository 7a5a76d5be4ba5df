/** The parts of a report that a run and a study share, as Markdown. */
import { formatNumber } from '../base/format-number.ts';
import { SPLIT_NAMES } from '../data/dataset.ts';
import type { Evaluation } from '../diagnose/evaluation.ts';
import { writeFigure } from '../figures/render.ts';
import { boundTable, errorTable, modalityTable, splitTable } from './evaluation-tables.ts';
import type { NamedFigures } from './loss-figures.ts';
import { markdownText, SENTENCE } from './plain-text.ts';
import type { DataSummary } from './report-input.ts';
import { combineTables, markdownTable, type Table } from './tables.ts';
import { inWords, keyWords } from './words.ts';

/** One bullet per top-level key. */
export function inBullets(value: unknown): string {
  if (typeof value !== 'object' || value === null) return markdownText(inWords(value), SENTENCE);
  return Object.entries(value)
    .map(([key, part]) => `- ${markdownText(keyWords(key))}: ${markdownText(inWords(part), SENTENCE)}`)
    .join('\n');
}

const NAMED_UP_TO = 20;

export function dataInWords(data: DataSummary): string {
  const { name, rowCount, featureCount, modalities, splitCounts, fingerprints = {}, notices = [] } = data;
  const named = modalities
    .slice(0, NAMED_UP_TO)
    .map(({ name, start, count }) => `${markdownText(name)} (${columns(start, count)})`);
  const more = modalities.length > NAMED_UP_TO ? `, and ${modalities.length - NAMED_UP_TO} more` : '';
  const splits = SPLIT_NAMES.map((split) => `${formatNumber(splitCounts[split])} ${split}`).join(', ');
  const outside = rowCount - SPLIT_NAMES.reduce((sum, split) => sum + splitCounts[split], 0);
  return [
    `- ${markdownText(name)}: ${formatNumber(rowCount)} rows, ${formatNumber(featureCount)} columns`,
    `- ${modalities.length === 1 ? '1 modality' : `${modalities.length} modalities`}: ${named.join(', ')}${more}`,
    `- rows by split: ${splits}${outside > 0 ? `; ${formatNumber(outside)} in none` : ''}`,
    ...Object.entries(fingerprints).map(
      ([what, hash]) => `- fingerprint of ${markdownText(keyWords(what))}: ${markdownText(hash)}`,
    ),
    ...notices.map((notice) => `- ${markdownText(notice, SENTENCE)}`),
  ].join('\n');
}

const columns = (start: number, count: number): string =>
  count === 1 ? `column ${start + 1}` : `columns ${start + 1} to ${start + count}`;

/** Tables of the splits and the modalities; over several runs their mean and 95 % interval. */
export function numbersInTables(evaluations: readonly Evaluation[]): { splits: string; modalities: string } {
  const table = (make: (evaluation: Evaluation) => Table): string => {
    const tables = evaluations.map(make);
    return markdownTable(tables.length === 1 ? tables[0]! : combineTables(tables));
  };
  const isBound = evaluations.every((evaluation) => evaluation.latentIsSampled);
  const hasMarkov = evaluations.some(({ splits }) =>
    Object.values(splits).some(({ perModality }) =>
      Object.values(perModality).some(({ baselines }) => baselines.markov !== undefined),
    ),
  );
  return {
    splits: paragraphs(
      'Nats per row, but for the loss and the weighted KL, which are in the units of the configured objective.',
      table(splitTable),
      isBound
        ? [
            'All modalities together: the bound pays for the latent, so it may be compared with models that have none.',
            'Skill is 1 at the floor, 0 at the trivial model and negative when worse than it.',
            ...(hasMarkov ? ['Modalities without a Markov chain count their rates per column there.'] : []),
          ].join(' ')
        : 'The latent is not sampled: reconstruction + KL is no bound on a likelihood here and is not compared with trivial models. Errors against PCA are below.',
      isBound ? table(boundTable) : '',
    ),
    modalities: paragraphs(
      'Nats per row. All modalities share one KL, so it cannot be divided among them: these reconstructions do not pay for it, and one below a trivial model does not by itself show skill.',
      table(modalityTable),
      'Errors per entry. Principal components get a latent as free as the reconstruction does, so these two compare.',
      table(errorTable),
    ),
  };
}

/** Reasons for what is missing. */
export function notComputed(evaluations: readonly Evaluation[]): string {
  const reasons = new Map(evaluations.flatMap((evaluation) => Object.entries(evaluation.notComputed)));
  return [...reasons]
    .map(([metric, reason]) => `- ${markdownText(metric)}: ${markdownText(reason, SENTENCE)}`)
    .join('\n');
}

/** Writes figures to `<folder>/figures`. @returns Markdown that shows each, linked to its SVG */
export async function writeFigures(folder: string, figures: NamedFigures): Promise<string> {
  const shown: string[] = [];
  for (const [name, figure] of Object.entries(figures)) {
    const files = await writeFigure(`${folder}/figures`, name, figure);
    shown.push(`[![${markdownText(figure.title)}](figures/${files.png})](figures/${files.svg})`);
  }
  return shown.join('\n\n');
}

/** A heading with what stands below it; nothing when nothing does. */
export const section = (title: string, ...parts: readonly string[]): string => {
  const body = paragraphs(...parts);
  return body === '' ? '' : `## ${title}\n\n${body}`;
};

export const paragraphs = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');
