/**
 * What a head tells of rows, and how far each answer may be trusted: whether the row lies where the model was trained, by
 * every measure there is. The run's own data are not needed for new rows.
 */
import { DataError } from '../base/errors.ts';
import type { LoadContext } from '../data/find-file.ts';
import { matchLabels } from '../data/match-labels.ts';
import { mostProbable } from '../diagnose/classification/class-predictions.ts';
import {
  type ClassificationMetrics,
  classificationMetrics,
} from '../diagnose/classification/classification-metrics.ts';
import { rankingCurves } from '../diagnose/classification/ranking-curves.ts';
import { type RegressionMetrics, regressionMetrics } from '../diagnose/classification/regression-metrics.ts';
import type { DomainTrain } from '../diagnose/domain/index.ts';
import type { DomainScores, Points } from '../diagnose/domain/measure.ts';
import { fitRowDomain, type RowDomain } from '../diagnose/domain/row-domain.ts';
import type { Finding } from '../diagnose/finding.ts';
import { diagnose } from '../diagnose/index.ts';
import { bothClasses } from '../diagnose/label-evaluation.ts';
import type { RunFolder } from '../store/run-folder.ts';
import type { ModelLabel } from '../vae/label.ts';
import { rowNamesOf } from './row-names.ts';
import { readSummary } from './run-files.ts';
import { placeTable } from './table-domain.ts';
import { type ChosenRows, openWithRows, type RowChoice } from './trained-run.ts';
import { turnedRound } from './turned-round.ts';
import { encodeRows, predictLabels, reconstructionLosses, requireHead } from './use-model.ts';
import type { NumberTable } from './write-table.ts';

export interface ClassifyOptions {
  readonly context: LoadContext;
  /** N: how many standard deviations count as inside. */
  readonly sigmas?: number;
}

export interface ClassifiedRows {
  readonly label: Pick<ModelLabel, 'task' | 'classes'> & { readonly name: string };
  readonly rowNames: NumberTable['rowNames'];
  /** Place of the most probable class of each row; absent where the label is a number. */
  readonly answers?: Int32Array;
  /** `[rows, classes]` probabilities, or `[rows, 1]` the number in the label's own units. */
  readonly told: Float64Array;
  /** `[rows, latent]` posterior means. */
  readonly means: Points;
  /** Of the run: what rows are compared with. */
  readonly train: DomainTrain;
  /** Absent where the train latents have no shape to compare with; `notFitted` says why. */
  readonly domain?: readonly RowDomain[];
  /** Measure to what it says of each row. */
  readonly scores: Readonly<Record<string, DomainScores>>;
  /** What was not computed, with the reason. */
  readonly notFitted: Readonly<Record<string, string>>;
  /** Where the data say it: the label of each row, as they call it; undefined where it is missing. */
  readonly known?: readonly (string | undefined)[];
  /** Where labels are known and were trained on. */
  readonly metrics?: ClassificationMetrics;
  readonly regression?: RegressionMetrics;
  /** Where rows have classes that were not trained on: how well each measure ranks them above the others. */
  readonly unseen?: UnseenClasses;
  readonly findings: readonly Finding[];
  /** Whole sentences. */
  readonly notices: readonly string[];
}

export interface UnseenClasses {
  readonly classes: readonly string[];
  /** Their rows, and the others. */
  readonly rowCount: number;
  readonly otherCount: number;
  /** Measure to the chance that a row of theirs lies further out than another, ties counted half. */
  readonly auroc: Readonly<Record<string, number>>;
}

/** @throws ConfigError when the run has no head, DataError when new data lack a column of the run */
export async function classifyRows(
  run: RunFolder,
  choice: RowChoice,
  { context, sigmas }: ClassifyOptions,
): Promise<ClassifiedRows> {
  const { trained, chosen } = await openWithRows(run, choice, context, 'when-there');
  const { model } = trained.experiment;
  const label = requireHead(model);
  const { evaluation } = readSummary(run);
  const { latentCount } = model.sizes;
  const means = {
    rowCount: chosen.rows.length,
    unitCount: latentCount,
    data: await encodeRows(trained, chosen, 'mean'),
  };
  const latent = evaluation.latentIsSampled ? 'sampled' : 'mean';
  const losses =
    model.architecture.decode === undefined ? undefined : await reconstructionLosses(trained, chosen, latent);
  const placed = placeTable(run, model, { means, ...(losses === undefined ? {} : { losses }) });
  const domain = fitRowDomain(placed.train, sigmas === undefined ? {} : { sigmas });
  const told = inOwnUnits(label, Float64Array.from(await predictLabels(trained, chosen)));
  const targets = Int32Array.from(chosen.rows, () => -1);
  const answers = label.task === 'regression' ? undefined : mostProbable({ ...label, targets, probabilities: told });
  const name = 'source' in choice ? chosen.dataset.name : `the ${choice.split} split`;
  const beside = knownLabels(label, chosen, name, told, placed.scores);
  return {
    label: { name: label.modality.name, task: label.task, classes: label.classes },
    rowNames: rowNamesOf(chosen),
    ...(answers === undefined ? {} : { answers }),
    told,
    means,
    train: placed.train,
    ...('notFitted' in domain ? {} : { domain: domain(means) }),
    scores: placed.scores,
    notFitted: { ...placed.notFitted, ...('notFitted' in domain ? { domain: domain.notFitted } : {}) },
    ...beside,
    findings: 'source' in choice ? diagnose({ domain: { tableName: name, comparisons: placed.comparisons } }) : [],
    notices: [...trained.notices, ...chosen.notices, ...turnedRound(beside.metrics, name)],
  };
}

/** `[rows, classes]`, or the number. */
function inOwnUnits({ task, scale }: ModelLabel, predicted: Float64Array): Float64Array {
  if (task === 'regression') return predicted.map((value) => value * scale!.deviation + scale!.mean);
  return task === 'binary' ? bothClasses(predicted) : predicted;
}

type Beside = Pick<ClassifiedRows, 'known' | 'metrics' | 'regression' | 'unseen'>;

/** @throws DataError when no class of the data is one of the model's */
function knownLabels(
  label: ModelLabel,
  { dataset: { labels }, rows }: ChosenRows,
  where: string,
  told: Float64Array,
  scores: ClassifiedRows['scores'],
): Beside {
  if (labels === undefined) return {};
  const known = Array.from(rows, (row) => labels.classes[labels.values[row]!]);
  if (label.task === 'regression') {
    const regression = regressionMetrics(Float64Array.from(known, toNumber), told);
    return { known, ...(regression === undefined ? {} : { regression }) };
  }
  const { classes, trainCounts } = label;
  const isTrained = (name: string): boolean => (trainCounts[classes.indexOf(name)] ?? 0) > 0;
  const present = labels.classes.filter((_, index) => rows.some((row) => labels.values[row] === index));
  // Another column than the label meets no class at all: the error names those there are.
  if (present.length > 0 && !present.some((name) => classes.includes(name)))
    matchLabels(labels, { ...labels, classes }, where);
  const targets = Int32Array.from(known, (name) =>
    name !== undefined && isTrained(name) ? classes.indexOf(name) : -1,
  );
  const metrics = classificationMetrics({ classes, targets, probabilities: told });
  const unseen = present.filter((name) => !isTrained(name));
  return {
    known,
    ...(metrics === undefined ? {} : { metrics }),
    ...(unseen.length === 0 ? {} : { unseen: rankUnseen(unseen, known, scores) }),
  };
}

const toNumber = (text: string | undefined): number => (text === undefined ? Number.NaN : Number(text));

function rankUnseen(
  classes: readonly string[],
  known: readonly (string | undefined)[],
  scores: ClassifiedRows['scores'],
): UnseenClasses {
  const labelled = [...known.keys()].filter((row) => known[row] !== undefined);
  const isUnseen = labelled.map((row) => classes.includes(known[row]!));
  const rowCount = isUnseen.filter(Boolean).length;
  const auroc = Object.entries(scores).flatMap(([measure, { distance }]) => {
    const curves = rankingCurves(
      isUnseen,
      Float64Array.from(labelled, (row) => distance[row]!),
    );
    return curves === undefined ? [] : [[measure, curves.auroc] as const];
  });
  return { classes, rowCount, otherCount: labelled.length - rowCount, auroc: Object.fromEntries(auroc) };
}

/** @throws DataError when there is no such row, or two */
export function rowNamed({ rowNames }: Pick<ClassifiedRows, 'rowNames'>, name: string): number {
  const found = rowNames.names.flatMap((each, row) => (String(each) === name ? [row] : []));
  if (found.length === 1) return found[0]!;
  throw new DataError(
    '--row',
    found.length === 0 ? `no row is named "${name}"` : `${found.length} rows are named "${name}"`,
    { expected: `one of the ${rowNames.names.length} names in the column "${rowNames.header}"` },
  );
}
