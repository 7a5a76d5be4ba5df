/** In what two runs differ so that some numbers of one may not be held beside those of the other. */
import { formatNumber } from '../../base/format-number.ts';
import type { EffectiveBeta } from '../effective-beta.ts';
import { listed } from '../wording.ts';
import type { ComparedRun } from './compared-run.ts';

/**
 * What two runs have to share for a number to compare. `threshold` makes bits of data, `scale` rescales them, `told` is what
 * is told of a row (a classifier tells a label alone), `latent` whether it is sampled, `draws` how many an
 * importance-weighted bound rests on, `trainRows` which rows trained.
 */
export type Aspect =
  | 'data'
  | 'split'
  | 'trainRows'
  | 'labels'
  | 'testLabels'
  | 'threshold'
  | 'scale'
  | 'mask'
  | 'told'
  | 'likelihood'
  | 'objective'
  | 'latent'
  | 'draws';

export interface Difference {
  readonly aspect: Aspect;
  /** A clause with both values, such as `the splits differ`. */
  readonly says: string;
  /** What to do about it, where that is not what the aspect asks for as a rule. */
  readonly advice?: string;
  /** Where it is one of some modalities alone. */
  readonly modalities?: readonly string[];
}

/** The first has the values that come first in each clause. */
export function differences(first: ComparedRun, second: ComparedRun): Difference[] {
  const isSame = (name: string): boolean => first.fingerprints[name] === second.fingerprints[name];
  // Other data have other rows, and what is fitted to those is another too: one reason is enough.
  if (!isSame('data')) return [{ aspect: 'data', says: `the data differ${rowCounts(first, second)}` }];
  const isSameSplit = isSame('split');
  return [
    ...(isSameSplit ? [] : [splitDifference(first, second)]),
    ...(isSame('balance') || !isSameSplit
      ? []
      : [{ aspect: 'trainRows' as const, says: 'classes of the rows that train were balanced otherwise' }]),
    ...(isSameSplit && isSame('balance') ? trainRowDifferences(first, second) : []),
    ...labelDifferences(isSame, isSameSplit),
    ...scaleDifferences(first, second, isSame('preprocessing'), isSameSplit),
    ...maskDifferences(first, second),
    ...toldDifferences(first, second),
    ...likelihoodDifferences(first, second),
    ...objectiveDifferences(first, second),
    ...(first.evaluation.latentIsSampled === second.evaluation.latentIsSampled
      ? []
      : [{ aspect: 'latent' as const, says: 'only one of them samples its latent, so only one has a bound' }]),
    ...drawDifferences(first, second),
  ];
}

function splitDifference({ heldOutBalance: a }: ComparedRun, { heldOutBalance: b }: ComparedRun): Difference {
  if (a === b) return { aspect: 'split', says: 'the split is another one, with other held-out rows' };
  const by =
    a === undefined || b === undefined
      ? `of only one of them were balanced (by ${a ?? b})`
      : `were balanced by ${a} and by ${b}`;
  return {
    aspect: 'split',
    says: `held-out rows ${by}, so they are other rows`,
    advice: 'Set data.balance.splits: train for both: held-out rows stay as they are, and each answers for the same.',
  };
}

function rowCounts(first: ComparedRun, second: ComparedRun): string {
  const [a, b] = [first, second].map(({ evaluation }) =>
    Object.values(evaluation.splits).reduce((sum, split) => sum + split!.rowCount, 0),
  );
  return a === b ? '' : ` (${formatNumber(a!)} and ${formatNumber(b!)} rows were evaluated)`;
}

/** Of many train rows only some are evaluated. */
function trainRowDifferences(first: ComparedRun, second: ComparedRun): Difference[] {
  const [a, b] = [first, second].map(({ evaluation }) => evaluation.splits.train?.rowCount);
  if (a === b || a === undefined || b === undefined) return [];
  return [{ aspect: 'trainRows', says: `${formatNumber(a)} and ${formatNumber(b)} train rows were evaluated` }];
}

function labelDifferences(isSame: (name: string) => boolean, isSameSplit: boolean): Difference[] {
  if (isSame('labels')) return [];
  // Of other test rows the labels are others anyway.
  if (!isSameSplit || isSame('testLabels')) return [{ aspect: 'labels', says: 'the labels differ' }];
  return [
    { aspect: 'labels', says: 'the labels differ' },
    { aspect: 'testLabels', says: 'the labels of the test rows differ' },
  ];
}

function scaleDifferences(first: ComparedRun, second: ComparedRun, isSame: boolean, isSameSplit: boolean) {
  const [a, b] = [first.preprocessing, second.preprocessing];
  if (isSame || (a.kind === b.kind && !isSameSplit)) return [];
  if (a.kind !== 'binarize' && b.kind !== 'binarize') {
    const says =
      a.kind === b.kind
        ? `columns are scaled by ${a.kind} with other numbers`
        : `columns are scaled otherwise (${a.kind} and ${b.kind})`;
    return [{ aspect: 'scale' as const, says }];
  }
  const cut = ({ kind, offset }: typeof a): string => {
    if (kind !== 'binarize') return 'none';
    const cuts = new Set(offset);
    return cuts.size === 1 ? formatNumber(offset[0]!) : 'one per column';
  };
  return [
    { aspect: 'threshold' as const, says: `the threshold that makes bits of data differs (${cut(a)} and ${cut(b)})` },
  ];
}

/** How a hidden entry looks to the encoder, and which entries train, changes what is asked of nobody. */
const NOT_THE_TASK: readonly string[] = ['trains', 'shownAs', 'sentinel', 'dummySentinel', 'validation', 'per'];

function maskDifferences(first: ComparedRun, second: ComparedRun): Difference[] {
  const task = ({ masking }: ComparedRun): string =>
    JSON.stringify(
      Object.entries(masking)
        .filter(([key]) => !NOT_THE_TASK.includes(key))
        .sort(),
    );
  if (task(first) === task(second)) return [];
  const hidden = ({ evaluation: { masking } }: ComparedRun): string =>
    masking === undefined ? 'nothing' : `${masking.kind} of ${listed(masking.hides)}`;
  const [a, b] = [hidden(first), hidden(second)];
  return [{ aspect: 'mask', says: `what is hidden from the encoder differs${a === b ? '' : ` (${a}; ${b})`}` }];
}

function toldDifferences(first: ComparedRun, second: ComparedRun): Difference[] {
  const [a, b] = [first, second].map(({ evaluation }) => listed(evaluation.modalities.map(({ name }) => name)));
  return a === b ? [] : [{ aspect: 'told', says: `what is told of a row differs (${a}; ${b})` }];
}

function likelihoodDifferences(first: ComparedRun, second: ComparedRun): Difference[] {
  const [a, b] = [first.evaluation.likelihoods, second.evaluation.likelihoods];
  const modalities = Object.keys(a).filter((name) => b[name] !== undefined && a[name]!.kind !== b[name].kind);
  if (modalities.length === 0) return [];
  const kinds = [a, b].map((of) => of[modalities[0]!]!.kind).join(' and ');
  return [{ aspect: 'likelihood', says: `the likelihood of ${listed(modalities)} differs (${kinds})`, modalities }];
}

function objectiveDifferences(first: ComparedRun, second: ComparedRun): Difference[] {
  const [a, b] = [unitsOf(first), unitsOf(second)];
  const differing = Object.keys(a).filter((key) => b[key] !== undefined && a[key] !== b[key]);
  if (differing.length === 0) return [];
  const clauses = differing.map((key) => `${key} ${a[key]} and ${b[key]}`);
  return [{ aspect: 'objective', says: `the units of the objective differ (${clauses.join('; ')})` }];
}

/** What says in which units a loss is, by a name for people. */
function unitsOf({
  effectiveBeta: beta,
  objective,
  likelihood,
  lossTerms,
  masking,
}: ComparedRun): Record<string, string> {
  const sumsBatch = beta.klBatch === 'sum' || beta.reconstructionBatch === 'sum';
  return {
    'weight of KL': beta.klWeight === 0 ? 'none' : formatNumber(beta.klWeight),
    capacity: beta.capacity === undefined ? 'none' : formatNumber(beta.capacity),
    'KL over units': reduced(beta.klReduction, beta),
    'reconstruction over entries': reduced(beta.reconstructionReduction, beta),
    'KL over the batch': beta.klBatch ?? 'mean',
    'reconstruction over the batch': beta.reconstructionBatch ?? 'mean',
    ...(sumsBatch ? { 'rows of a batch': formatNumber(beta.batchSize) } : {}),
    'weights of modalities': weights(objective.modalityWeights),
    'what trains is': trainedOn(likelihood),
    // Runs from before they were kept have none.
    ...(lossTerms.length === 0 ? {} : { 'terms of the loss': listed([...lossTerms].sort()) }),
    'entries that train': String(masking.trains ?? 'all'),
  };
}

/** Focal losses are in units of their own, which depend on their options. */
function trainedOn(likelihood: unknown): string {
  const { kind, gamma, alpha, classBalancing, ...perModality } = likelihood as Readonly<Record<string, unknown>>;
  if (typeof kind !== 'string') {
    const all = Object.entries(perModality).map(([name, own]) => `${trainedOn(own)} for ${name}`);
    return all.some((each) => !each.startsWith(NATS)) ? all.join(', ') : NATS;
  }
  if (kind !== 'focal-bernoulli' || (gamma === 0 && classBalancing !== true)) return NATS;
  return `focal of gamma ${gamma}${classBalancing === true ? ` and alpha ${alpha}` : ''}`;
}

const NATS = 'nats';

/** A mean over units is another unit of KL for another number of them. */
function reduced(reduction: string, { latentCount }: EffectiveBeta): string {
  const words = reduction.replaceAll('-', ' ');
  return reduction === 'mean-over-units' ? `${words} (${latentCount})` : words;
}

function weights(given: unknown): string {
  if (typeof given !== 'object' || given === null) return given === undefined ? 'equal' : String(given);
  const entries = Object.entries(given).filter(([, weight]) => weight !== 1);
  return entries.map(([name, weight]) => `${name} ${weight}`).join(', ') || 'equal';
}

function drawDifferences(first: ComparedRun, second: ComparedRun): Difference[] {
  const draws = ({ evaluation }: ComparedRun): number | undefined =>
    Object.values(evaluation.splits).flatMap((split) => split?.importanceWeighted?.samples ?? [])[0];
  const [a, b] = [draws(first), draws(second)];
  if (a === b || a === undefined || b === undefined) return [];
  return [{ aspect: 'draws', says: `the importance-weighted bounds rest on ${a} and ${b} draws a row` }];
}
