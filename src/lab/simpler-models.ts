/** What simpler models tell of a hidden modality from those that are seen: the yardsticks of imputation. */
import { type Dataset, type Modality, readRows, type Split } from '../data/dataset.ts';
import { fitColumnNeighbours } from '../diagnose/baselines/column-neighbours.ts';
import { fitColumnRegressions } from '../diagnose/baselines/column-regressions.ts';
import { fitCopiedColumns, samePositions } from '../diagnose/baselines/copied-columns.ts';
import { type HiddenColumns, hiddenNats, type SeenAndHidden } from '../diagnose/baselines/hidden-columns.ts';
import type { Matrix } from '../diagnose/baselines/matrix-product.ts';
import { spreadRows } from '../vae/term-evaluator.ts';

export const SIMPLER_MODELS = ['copy', 'neighbours', 'logistic'] as const;
export type SimplerModel = (typeof SIMPLER_MODELS)[number];

export interface SimplerModels {
  /** Nats a row on the same rows. */
  readonly nats: Readonly<Partial<Record<SimplerModel, number>>>;
  /** What each chose on validation, such as `25 neighbours`. */
  readonly chose: Readonly<Partial<Record<SimplerModel, string>>>;
  /** Why one is missing. */
  readonly notComputed: Readonly<Partial<Record<SimplerModel, string>>>;
}

/** Train rows that they are fitted on, at most; validation rows too. */
const MOST_ROWS = 4000;
/** Seen columns times hidden columns times rows of logistic regressions: a minute or so. */
const MOST_WORK = 4e8;
/** Numbers of a block of rows. */
const MOST_NUMBERS = 64e6;

/**
 * @param rows - what is predicted
 * @param hidden - a modality of 0 / 1 entries
 * @param seen - the modalities that tell of it, at least one
 */
export async function simplerModels(
  dataset: Dataset,
  split: Split,
  rows: Int32Array,
  hidden: Modality,
  seen: readonly Modality[],
): Promise<SimplerModels> {
  const width = dataset.featureCount;
  const most = Math.max(1, Math.min(MOST_ROWS, Math.floor(MOST_NUMBERS / width)));
  const of = (some: Int32Array): SeenAndHidden => blocks(dataset, some, hidden, seen);
  const train = of(spreadRows(split.train, most));
  const validation = of(spreadRows(split.validation, most));
  const asked = of(rows);
  const nats: Partial<Record<SimplerModel, number>> = {};
  const chose: Partial<Record<SimplerModel, string>> = {};
  const notComputed: Partial<Record<SimplerModel, string>> = {};
  const measure = async (name: SimplerModel, model: HiddenColumns, choice: string): Promise<void> => {
    nats[name] = hiddenNats(asked.hidden, await model.probabilities(asked.seen));
    chose[name] = choice;
  };

  const sources = copySources(dataset, hidden, seen);
  if (sources.length === 0) notComputed.copy = 'no seen modality has columns at the same positions';
  else {
    const model = await fitCopiedColumns(train, validation, sources);
    await measure('copy', model, `copied from ${model.source}`);
  }
  const nearest = await fitColumnNeighbours(train, validation);
  await measure('neighbours', nearest, `${nearest.neighbourCount} neighbours`);
  const work = train.seen.columns * hidden.count * train.seen.rows;
  if (work > MOST_WORK) notComputed.logistic = `${hidden.count} columns from ${train.seen.columns} would take too long`;
  else {
    const model = await fitColumnRegressions(train, validation);
    await measure('logistic', model, `penalty ${model.penalty}`);
  }
  return { nats, chose, notComputed };
}

function copySources(dataset: Dataset, hidden: Modality, seen: readonly Modality[]) {
  const namesOf = ({ start, count }: Modality) => dataset.columns.slice(start, start + count);
  let first = 0;
  return seen.flatMap((modality) => {
    const places = samePositions(namesOf(hidden), namesOf(modality));
    const columns = places.map((place) => (place < 0 ? -1 : first + place));
    first += modality.count;
    return columns.some((column) => column >= 0) ? [{ name: modality.name, columns }] : [];
  });
}

/** The columns of modalities side by side. */
function blocks(dataset: Dataset, rows: Int32Array, hidden: Modality, seen: readonly Modality[]): SeenAndHidden {
  const all = readRows(dataset, rows);
  const width = dataset.featureCount;
  const take = (modalities: readonly Modality[]): Matrix => {
    const columns = modalities.reduce((total, { count }) => total + count, 0);
    const data = new Float32Array(rows.length * columns);
    for (let row = 0; row < rows.length; row++) {
      let at = row * columns;
      for (const { start, count } of modalities) {
        data.set(all.subarray(row * width + start, row * width + start + count), at);
        at += count;
      }
    }
    return { rows: rows.length, columns, data };
  };
  return { seen: take(seen), hidden: take([hidden]) };
}
