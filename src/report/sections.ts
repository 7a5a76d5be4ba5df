/** The parts of a report that a run and a study share. */
import { formatNumber } from '../base/format-number.ts';
import { SPLIT_NAMES } from '../data/dataset.ts';
import type { Evaluation } from '../diagnose/evaluation.ts';
import { everyPart } from '../diagnose/judged-parts.ts';
import { tellsLabelAlone, trivialWords, withoutLabel } from '../diagnose/told-label.ts';
import { answerTable, cutTable, priorTable } from './answer-tables.ts';
import { type Block, type Item, list, table, text } from './document.ts';
import { boundTable, errorTable, modalityTable, partTable, splitTable } from './evaluation-tables.ts';
import { plainText } from './plain-text.ts';
import type { DataSummary } from './report-input.ts';
import { combineTables, type Table } from './tables.ts';
import { inWords, keyWords } from './words.ts';

/** One bullet per top-level key. */
export function inBullets(value: unknown): Block {
  if (typeof value !== 'object' || value === null) return text(inWords(value));
  return list(Object.entries(value).map(([key, part]) => ({ term: keyWords(key), text: inWords(part) })));
}

/** What people wrote, a block for each paragraph. */
export const inParagraphs = (notes: string): readonly Block[] =>
  notes
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map(text);

const NAMED_UP_TO = 20;

export function dataInWords(data: DataSummary): Block {
  const { name, rowCount, featureCount, modalities, splitCounts, fingerprints = {}, notices = [] } = data;
  const named = modalities
    .slice(0, NAMED_UP_TO)
    .map(({ name, start, count }) => `${plainText(name)} (${columns(start, count)})`);
  const more = modalities.length > NAMED_UP_TO ? `, and ${modalities.length - NAMED_UP_TO} more` : '';
  const splits = SPLIT_NAMES.map((split) => `${formatNumber(splitCounts[split])} ${split}`).join(', ');
  const outside = rowCount - SPLIT_NAMES.reduce((sum, split) => sum + splitCounts[split], 0);
  const items: Item[] = [
    { term: name, text: `${formatNumber(rowCount)} rows, ${formatNumber(featureCount)} columns` },
    {
      term: modalities.length === 1 ? '1 modality' : `${modalities.length} modalities`,
      text: `${named.join(', ')}${more}`,
    },
    { term: 'rows by split', text: `${splits}${outside > 0 ? `; ${formatNumber(outside)} in none` : ''}` },
    ...Object.entries(fingerprints).map(([what, hash]) => ({ term: `fingerprint of ${keyWords(what)}`, text: hash })),
    ...notices.map((notice) => ({ text: notice })),
  ];
  return list(items);
}

const columns = (start: number, count: number): string =>
  count === 1 ? `column ${start + 1}` : `columns ${start + 1} to ${start + count}`;

/**
 * Tables of the splits and the modalities; over several runs their mean and 95 % interval.
 *
 * @param overlap - of train rows between runs, for `meanInterval`
 */
export function numbersInTables(
  evaluations: readonly Evaluation[],
  overlap = 0,
): {
  readonly splits: readonly Block[];
  readonly modalities: readonly Block[];
} {
  const combineAll = (tables: readonly Table[]): Block =>
    table(tables.length === 1 ? tables[0]! : combineTables(tables, overlap));
  const combined = (make: (evaluation: Evaluation) => Table): Block => combineAll(evaluations.map(make));
  const isBound = evaluations.every((evaluation) => evaluation.latentIsSampled);
  const hasMarkov = evaluations.some(({ splits }) =>
    Object.values(splits).some(({ perModality }) =>
      Object.values(perModality).some(({ baselines }) => baselines.markov !== undefined),
    ),
  );
  const isMasked = evaluations.every(({ masking }) => masking !== undefined);
  // Predictions of hidden and of seen entries are two things.
  const apart = evaluations.map((evaluation) => withoutLabel(everyPart(evaluation)));
  const isLabelAlone = evaluations.every(tellsLabelAlone);
  const hasAnswers = apart.some((evaluation) => answerTable(evaluation).rows.length > 0);
  const combinedParts = (make: (evaluation: Evaluation) => Table): Block => combineAll(apart.map(make));
  return {
    splits: [
      text('Nats per row, but for the loss and the weighted KL, which are in the units of the configured objective.'),
      combined(splitTable),
      text(
        isBound
          ? [
              isLabelAlone
                ? `The bound pays for the latent, so it may be compared with a model that has none and knows ${trivialWords(evaluations[0]!)}.`
                : 'All modalities together: the bound pays for the latent, so it may be compared with models that have none.',
              ...(isMasked
                ? [
                    'It holds for any encoder, one that sees only part of a row too; what does not enter the objective is not learned, and counts all the same.',
                  ]
                : []),
              'Skill is 1 at the floor, 0 at the trivial model and negative when worse than it.',
              ...(hasMarkov ? ['Modalities without a Markov chain count their rates per column there.'] : []),
            ].join(' ')
          : isLabelAlone
            ? 'The latent is not sampled: reconstruction + KL is no bound on a likelihood here. What other simple models get is below.'
            : 'The latent is not sampled: reconstruction + KL is no bound on a likelihood here and is not compared with trivial models. Errors against PCA are below.',
      ),
      ...(isBound ? [combined(boundTable)] : []),
    ],
    // What is told of the label stands with the other classifiers.
    modalities: isLabelAlone
      ? []
      : [
          ...(isMasked
            ? [
                text(
                  `Hidden entries are predicted from what the encoder saw: their reconstruction alone stands beside trivial models of the same entries, and skill is 1 at the floor, 0 at the rates per column. Seen entries are told through a latent that costs KL. Nats per row that has such entries, averaged over ${masks(evaluations)}.`,
                ),
                combined(partTable),
              ]
            : []),
          text(
            'Nats per row. All modalities share one KL, so it cannot be divided among them: these reconstructions do not pay for it, and one below a trivial model does not by itself show skill.',
          ),
          combined(modalityTable),
          text(
            'Errors per entry. Principal components get a latent as free as the reconstruction does, so these two compare.',
          ),
          combinedParts(errorTable),
          ...(hasAnswers
            ? [
                text(
                  'Entries of 0 and 1, the hidden ones where a model hides some: precision to balanced accuracy are of probabilities cut at 0.5; areas rank entries of all columns together, so a rate per column is above chance wherever columns differ; counts are ones of a row, by cutting probabilities or by summing them.',
                ),
                combinedParts(answerTable),
              ]
            : []),
          ...(apart.every((evaluation) => cutTable(evaluation).rows.length > 0)
            ? [
                text(
                  'The same entries cut at a half and where validation says: at its highest F1, and where it has as many ones answered as there are. A cut chosen on the rows it is judged on would flatter itself.',
                ),
                combinedParts(cutTable),
              ]
            : []),
          ...(evaluations.every((evaluation) => priorTable(evaluation).rows.length > 0)
            ? [
                text(
                  'Train rows were balanced by this label, so its probabilities are too high for the rarer class elsewhere. Corrected: with the share of ones that train rows had before, for a label that is predicted from other columns.',
                ),
                combined(priorTable),
              ]
            : []),
        ],
  };
}

function masks(evaluations: readonly Evaluation[]): string {
  const counts = new Set(evaluations.map(({ masking }) => masking?.cases ?? 1));
  const [count] = counts;
  return counts.size === 1 && count === 1
    ? 'one mask'
    : `${[...counts].map((each) => formatNumber(each)).join(' or ')} masks`;
}

/** Reasons for what is missing; what is missing for one reason is one item. */
export function notComputed(evaluations: readonly Evaluation[]): readonly Block[] {
  const reasons = new Map(evaluations.flatMap((evaluation) => Object.entries(evaluation.notComputed)));
  const groups = new Map<string, string[]>();
  for (const [name, reason] of reasons) groups.set(reason, [...(groups.get(reason) ?? []), name]);
  const items = [...groups].map(([reason, names]) =>
    names.length === 1 ? { term: names[0]!, text: reason } : { term: reason, text: names.join(', ') },
  );
  return items.length === 0 ? [] : [list(items)];
}
