/** What the columns of a table of published results mean, by their names. */
import type { PublishedModality, PublishedRow } from '../diagnose/audit/published.ts';

type Given<T> = { readonly [K in keyof T]-?: NonNullable<T[K]> };
type FieldOf<Row, Value> = { [K in keyof Row]: Given<Row>[K] extends Value ? K : never }[keyof Row];

type Printed = { readonly significantDigits: number };
/** Fields whose printed digits matter. */
export type PrintedField = FieldOf<Given<PublishedRow>, Printed>;
/** Fields that are settings or counts, and exact. */
export type ExactField = 'testRows' | 'klWeight' | 'latentCount' | 'columnCount' | 'alpha' | 'gamma';
export type WordField = 'klReduction' | 'reconstructionReduction';
export type ModalityField = keyof PublishedModality;

export type Meaning =
  | { readonly kind: 'name' | 'text' }
  | { readonly kind: 'printed'; readonly field: PrintedField; readonly isPercent: boolean }
  | { readonly kind: 'exact'; readonly field: ExactField }
  | { readonly kind: 'word'; readonly field: WordField }
  | {
      readonly kind: 'modality';
      readonly modality: string;
      readonly field: ModalityField;
      readonly isPercent: boolean;
    };

/** Each meaning with the names it goes by, the first of them for messages. */
export const PRINTED_NAMES: Readonly<Record<PrintedField, readonly string[]>> = {
  accuracy: ['accuracy', 'acc'],
  precision: ['precision', 'prec', 'ppv', 'positive predictive value'],
  recall: ['recall', 'rec', 'sensitivity', 'tpr', 'true positive rate'],
  f1: ['F1', 'f1 score', 'f score', 'f measure'],
  prevalence: ['prevalence', 'share of ones', 'positive rate', 'base rate'],
  mcc: ['MCC', 'matthews correlation', 'phi'],
  brier: ['label MSE', 'brier', 'brier score'],
  weightedKl: ['weighted KL', 'kl weighted', 'weighted kl loss'],
  kl: ['KL', 'raw kl', 'kl raw', 'kl nats', 'kl loss'],
};
export const EXACT_NAMES: Readonly<Record<ExactField, readonly string[]>> = {
  testRows: ['test rows', 'rows', 'n', 'n test', 'test size', 'test samples'],
  klWeight: ['KL weight', 'weight of kl', 'kl beta', 'beta'],
  latentCount: ['latent', 'latent units', 'latent size', 'latent dim', 'codings size', 'd'],
  columnCount: ['columns', 'features', 'inputs'],
  alpha: ['alpha', 'focal alpha'],
  gamma: ['gamma', 'focal gamma'],
};
export const WORD_NAMES: Readonly<Record<WordField, readonly string[]>> = {
  klReduction: ['KL reduction'],
  reconstructionReduction: ['reconstruction reduction', 'recon reduction'],
};
const ROW_NAMES = ['run', 'model', 'name', 'row', 'experiment', 'method', 'variant'];

/** Endings of columns of a modality, such as `DNAm count MSE`; the spaces may be any other marks. */
export const MODALITY_ENDINGS: Readonly<Record<ModalityField, readonly string[]>> = {
  countMse: ['count MSE'],
  outputMse: ['output MSE', 'probability mse'],
  rate: ['mean', 'rate'],
  columnCount: ['columns', 'entries'],
};

/** A name without its unit, marks and capitals. */
const bare = (name: string): string =>
  name
    .toLowerCase()
    .replace(/%|\(nats[^)]*\)/g, ' ')
    .replace(/α/g, 'alpha')
    .replace(/β/g, 'beta')
    .replace(/γ/g, 'gamma')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

function fieldNamed<F extends string>(table: Readonly<Record<F, readonly string[]>>, name: string): F | undefined {
  return (Object.keys(table) as F[]).find((field) => table[field].some((known) => bare(known) === name));
}

/** @returns the meaning of each column; one of them at most is the name of the row */
export function columnMeanings(columns: readonly string[]): readonly Meaning[] {
  const meanings = columns.map(meaningOf);
  // A mean or a number of columns is one of a modality only where the modality has an error: a learning rate is not.
  const modalities = new Set(
    meanings.flatMap((meaning) =>
      meaning.kind === 'modality' && (meaning.field === 'countMse' || meaning.field === 'outputMse')
        ? [meaning.modality]
        : [],
    ),
  );
  const settled = meanings.map(
    (meaning): Meaning =>
      meaning.kind === 'modality' && !modalities.has(meaning.modality) ? { kind: 'text' } : meaning,
  );
  const isName = (i: number): boolean => settled[i]!.kind === 'text' && ROW_NAMES.includes(bare(columns[i]!));
  const positions = columns.map((_, i) => i);
  const named = positions.find(isName) ?? positions.find((i) => settled[i]!.kind === 'text');
  return settled.map((meaning, i) => (i === named ? { kind: 'name' } : meaning));
}

function meaningOf(column: string): Meaning {
  const name = bare(column);
  const isPercent = /%|\bpercent\b/i.test(column);
  const printed = fieldNamed(PRINTED_NAMES, name);
  if (printed !== undefined) return { kind: 'printed', field: printed, isPercent };
  const exact = fieldNamed(EXACT_NAMES, name);
  if (exact !== undefined) return { kind: 'exact', field: exact };
  const word = fieldNamed(WORD_NAMES, name);
  if (word !== undefined) return { kind: 'word', field: word };
  for (const [field, endings] of Object.entries(MODALITY_ENDINGS) as [ModalityField, readonly string[]][]) {
    for (const ending of endings) {
      if (!name.endsWith(` ${bare(ending)}`)) continue;
      const modality = column.replace(
        new RegExp(`[^\\p{L}\\p{N}]*${ending.replace(' ', '[^\\p{L}\\p{N}]+')}.*$`, 'iu'),
        '',
      );
      if (modality !== '') return { kind: 'modality', modality, field, isPercent };
    }
  }
  return { kind: 'text' };
}

/** What two columns of one meaning share; undefined for texts. */
export function meaningKey(meaning: Meaning): string | undefined {
  if (meaning.kind === 'modality') return `${meaning.modality} ${MODALITY_ENDINGS[meaning.field][0]}`;
  if (meaning.kind === 'printed') return PRINTED_NAMES[meaning.field][0];
  if (meaning.kind === 'exact') return EXACT_NAMES[meaning.field][0];
  return meaning.kind === 'word' ? WORD_NAMES[meaning.field][0] : undefined;
}
