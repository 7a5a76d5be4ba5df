/** In words and numbers: which epoch was best, when the latent fell to one dimension, and scores over the epochs of a study. */
import { meanInterval } from '../base/statistics.ts';
import { ACTIVE_VARIANCE } from '../diagnose/evaluation.ts';
import type { EpochRecord, LabelRecord, TermAverages } from '../store/run-record.ts';
import { type Block, table, text } from './document.ts';
import { type BestEpoch, bestEpoch, CURVE_SPLITS, labelEpochs, valuesAt } from './label-series.ts';
import type { ReportInput } from './report-input.ts';
import { type Cell, cellText, type Table } from './tables.ts';

const UNITS_UP_TO = 8;
/** So few directions are one: the second has under a twentieth of the spread of the first. */
const ONE_DIMENSION = 1.1;
/** Rows of a table over epochs, spread as their logarithms are: much happens early. */
const EPOCHS_UP_TO = 10;

/**
 * @param inputs - one run, or all of a study
 * @param overlap - of train rows between runs, for `meanInterval`
 */
export function labelCurveBlocks(inputs: readonly ReportInput[], overlap = 0): readonly Block[] {
  const label = inputs[0]?.evaluation.label;
  const runs = labelEpochs(inputs);
  if (label === undefined || runs.every((run) => run.length === 0)) return [];
  const best = bestEpoch(runs);
  if (inputs.length === 1)
    return [
      ...(best === undefined ? [] : [text(bestOfOne(best, bestEpoch(runs, ['f1'])))]),
      ...dimensionSentence(labelRecords(runs[0]!)),
    ];
  return [
    ...(best === undefined ? [] : [text(bestOfMany(runs, best, overlap))]),
    ...narrowingSentence(runs),
    text(
      `Over epochs, means over runs ± half the width of their 95 % interval, sampling off unless it says on${
        best === undefined ? '' : `; marked: the epoch of the best mean on ${best.split}`
      }.`,
    ),
    table(scoreTable(runs, label.name, best, overlap)),
  ];
}

const words = { accuracy: 'highest accuracy', f1: 'highest F1', rootMeanSquare: 'least error' } as const;

const inWords = (score: BestEpoch['score'], value: number): string =>
  score === 'accuracy' ? `${(100 * value).toFixed(2)} %` : value.toPrecision(4);

const READ_OFF = ' This is read off, not chosen: as a choice it would have been made on test.';

const reached = ({ epoch, score, value }: BestEpoch): string =>
  `the ${words[score]}, ${inWords(score, value)}, is first reached at epoch ${epoch}`;

const bestOfOne = (best: BestEpoch, f1: BestEpoch | undefined): string =>
  `With sampling off ${reached(best)} on ${best.split}${f1 === undefined ? '' : `, ${reached(f1)}`}.${
    best.split === 'test' ? READ_OFF : ''
  }`;

/** The best of many looks is no epoch's own: so both are told. */
function bestOfMany(runs: readonly (readonly EpochRecord[])[], best: BestEpoch, overlap: number): string {
  const { epoch, split, score } = best;
  const percent = score === 'accuracy' ? 100 : 1;
  const there = meanInterval(
    valuesAt(runs, epoch, split, ({ label }) => label?.mean[score]).map((value) => percent * value),
    0.95,
    overlap,
  );
  const own = runs.flatMap((run) => bestEpoch([run]) ?? []);
  const epochs = own.map((each) => each.epoch);
  const mean = own.reduce((sum, { value }) => sum + value, 0) / own.length;
  return [
    `With sampling off the mean over runs on ${split} is best at epoch ${epoch}: ${cellText(there)}${score === 'accuracy' ? ' %' : ''}.`,
    `Single runs are best at epochs ${Math.min(...epochs)} to ${Math.max(...epochs)}, where they have ${inWords(score, mean)} on average:`,
    `the best of many looks, which no epoch keeps for all runs.${split === 'test' ? READ_OFF : ''}`,
  ].join(' ');
}

const labelRecords = (run: readonly EpochRecord[]): readonly EpochLabel[] =>
  run.flatMap(({ epoch, train }) => (train?.label ? [{ epoch, ...train.label }] : []));

type EpochLabel = LabelRecord & { readonly epoch: number };

/** The epoch from which rows lie on a line for good; undefined where they do not at the end. */
function onALineSince(records: readonly EpochLabel[]): number | undefined {
  return records[records.findLastIndex(({ dimensions }) => dimensions >= ONE_DIMENSION) + 1]?.epoch;
}

const activeAtEnd = (records: readonly EpochLabel[]): number =>
  records.at(-1)?.meanVariancePerUnit.filter((variance) => variance > ACTIVE_VARIANCE).length ?? 0;

function narrowingSentence(runs: readonly (readonly EpochRecord[])[]): readonly Block[] {
  const all = runs.map(labelRecords).filter((records) => (records.at(-1)?.meanVariancePerUnit.length ?? 0) > 1);
  if (all.length === 0) return [];
  const empty = all.filter((records) => activeAtEnd(records) === 0).length;
  const since = all.flatMap((records) => (activeAtEnd(records) === 0 ? [] : (onALineSince(records) ?? [])));
  return [
    ...(empty === 0
      ? []
      : [text(`In ${empty} of ${all.length} runs no latent unit is active at the end: the head reads nothing.`)]),
    text(
      since.length === 0
        ? `In none of ${all.length} runs do train rows end on a line of the latent.`
        : `In ${since.length} of ${all.length} runs train rows lie on a line at the end, from epoch ${
            Math.min(...since) === Math.max(...since) ? since[0] : `${Math.min(...since)} to ${Math.max(...since)}`
          } on: the latent has fallen to one dimension.`,
    ),
  ];
}

function dimensionSentence(records: readonly EpochLabel[]): readonly Block[] {
  const last = records.at(-1);
  if (last === undefined || last.meanVariancePerUnit.length < 2) return [];
  const units = last.meanVariancePerUnit.length;
  const active = activeAtEnd(records);
  if (active === 0) return [text(`At the end none of the ${units} latent units is active: the head reads nothing.`)];
  const dying = last.meanVariancePerUnit.flatMap((variance, unit) => {
    if (variance > ACTIVE_VARIANCE) return [];
    const lived = records.findLastIndex(({ meanVariancePerUnit }) => meanVariancePerUnit[unit]! > ACTIVE_VARIANCE);
    return lived < 0 ? [] : [`unit ${unit + 1} is not active from epoch ${records[lived + 1]!.epoch} on`];
  });
  const died = dying.length === 0 ? '' : ` By units: ${dying.slice(0, UNITS_UP_TO).join(', ')}.`;
  const spread = `${last.dimensions.toFixed(2)} directions, with ${active} of ${units} units active`;
  const since = onALineSince(records);
  if (since === undefined) return [text(`At the end train rows spread in ${spread}.${died}`)];
  return [
    text(
      `${since === records[0]!.epoch ? `At every evaluated epoch, from ${since} on,` : `From epoch ${since} on`} train rows lie on a line: the latent has fallen to one dimension (at the end ${spread}).${died}`,
    ),
  ];
}

/** A row for each of some epochs and each split. */
function scoreTable(
  runs: readonly (readonly EpochRecord[])[],
  label: string,
  best: BestEpoch | undefined,
  overlap: number,
): Table {
  const columns: readonly (readonly [string, (terms: TermAverages) => number | undefined])[] = [
    ['accuracy', ({ label }) => label?.mean.accuracy],
    ['accuracy, on', ({ label }) => label?.sampled?.accuracy],
    ['F1', ({ label }) => label?.mean.f1],
    ['F1, on', ({ label }) => label?.sampled?.f1],
    ['error', ({ label }) => label?.mean.rootMeanSquare],
    ['error, on', ({ label }) => label?.sampled?.rootMeanSquare],
    ['prediction, nats', ({ perModality }) => perModality[label]],
    ['KL, nats', ({ kl }) => kl],
    ['directions', ({ label }) => label?.dimensions],
  ];
  const rows = spreadEpochs(runs, best?.epoch).flatMap((epoch) =>
    CURVE_SPLITS.flatMap((split): Cell[][] => {
      const values = columns.map(([, value]) => valuesAt(runs, epoch, split, value));
      const count = Math.max(...values.map((own) => own.length));
      if (count === 0) return [];
      return [
        [
          epoch,
          split,
          ...(epoch === best?.epoch && split === best.split ? ['best'] : [undefined]),
          count === runs.length ? undefined : count,
          ...values.map((own) => (own.length === 0 ? undefined : meanInterval(own, 0.95, overlap))),
        ],
      ];
    }),
  );
  return { header: ['epoch', 'split', 'best mean', 'of runs', ...columns.map(([name]) => name)], rows };
}

/** The first, the last, the best, and some between, evenly by their logarithms. */
function spreadEpochs(runs: readonly (readonly EpochRecord[])[], best: number | undefined): number[] {
  const all = [...new Set(runs.flatMap((run) => run.map(({ epoch }) => epoch)))].sort((a, b) => a - b);
  const [first, last] = [all[0]!, all.at(-1)!];
  const chosen = Array.from({ length: EPOCHS_UP_TO }, (_, k) => {
    const wanted = first * (last / first) ** (k / (EPOCHS_UP_TO - 1));
    return all.reduce((near, epoch) => (Math.abs(epoch - wanted) < Math.abs(near - wanted) ? epoch : near), first);
  });
  return [...new Set([...chosen, ...(best === undefined ? [] : [best])])].sort((a, b) => a - b);
}
