/**
 * What trivial and linear classifiers reach on the same rows: a network that does not beat them has found nothing that
 * needed a network.
 */
import { RandomStreams } from '../../base/random.ts';
import { type Dataset, type Labels, readRows } from '../../data/dataset.ts';
import { type ClassificationMetrics, classificationMetrics } from '../classification/classification-metrics.ts';
import { skill } from '../skill.ts';
import { columnSums } from './column-sums.ts';
import { columnMean } from './gaussian-means.ts';
import { fitLogisticRegression } from './logistic-regression.ts';
import { classShares } from './majority.ts';
import { type Matrix, matrixProduct } from './matrix-product.ts';
import { fitNearestNeighbours } from './nearest-neighbours.ts';
import { fitPrincipalComponents, type PrincipalComponents } from './principal-components.ts';

export const CLASS_BASELINES = {
  majority: 'the most frequent class',
  logistic: 'logistic regression',
  neighbours: 'nearest neighbours',
  components: 'principal components, then logistic regression',
} as const;

export type ClassBaseline = keyof typeof CLASS_BASELINES;

export interface ClassBaselines {
  /** Chosen on validation. */
  readonly neighbourCount: number;
  readonly componentCount: number;
  /** Train rows fitted on, where a fixed random part had to do. */
  readonly rowsUsed: { readonly logistic: number; readonly neighbours: number };
  /** `[rows, classes]` probabilities of each baseline. */
  readonly predict: (rows: Int32Array) => Promise<Readonly<Record<ClassBaseline, Float64Array>>>;
  /** What each gets on rows whose classes are known; undefined where none is. */
  readonly evaluate: (rows: Int32Array) => Promise<Readonly<Record<ClassBaseline, ClassificationMetrics>> | undefined>;
}

/** Numbers a logistic regression is fitted on at most: 60 000 images of 784 pixels still fit. */
const MOST_NUMBERS = 6e7;

/**
 * Fitted on the train rows whose class is known, in the scale the model sees. Logistic regression gives the columns of
 * tables equal variance first; its penalty, 1, is scikit-learn's default.
 *
 * @param latentCount - principal components: as many as the model has latent units
 */
export async function fitClassBaselines(
  dataset: Dataset & { readonly labels: Labels },
  split: { readonly train: Int32Array; readonly validation: Int32Array },
  latentCount: number,
): Promise<ClassBaselines> {
  const { labels, featureCount } = dataset;
  const classCount = labels.classes.length;
  const known = (rows: Int32Array): Int32Array => rows.filter((row) => labels.values[row]! >= 0);
  const targetsOf = (rows: Int32Array): Int32Array => rows.map((row) => labels.values[row]!);
  const matrixOf = (rows: Int32Array): Matrix => ({
    rows: rows.length,
    columns: featureCount,
    data: readRows(dataset, rows),
  });

  const trainRows = randomPart(known(split.train), Math.max(1, Math.floor(MOST_NUMBERS / featureCount)));
  const validationRows = known(split.validation);
  const train = matrixOf(trainRows);
  const targets = targetsOf(trainRows);
  const shares = classShares(targets, classCount);
  // Bits and pixels have a scale in common, which a rare one must not leave; columns of a table each have their own.
  const standardize = dataset.values.kind === 'float32';
  const logistic = await fitLogisticRegression(train, targets, classCount, { standardize });
  const neighbours = await fitNearestNeighbours(train, targets, classCount, {
    rows: matrixOf(validationRows),
    targets: targetsOf(validationRows),
  });
  const sums = columnSums(dataset, trainRows);
  const mean = Float64Array.from({ length: featureCount }, (_, j) => columnMean(sums, j));
  const components = await fitPrincipalComponents(dataset, trainRows, mean, latentCount);
  const onComponents = await fitLogisticRegression(await scoresOf(train, components), targets, classCount, {
    // The components stand in any order and turn: only one scale for all of them leaves the fit the same.
    standardize: false,
  });

  const predict = async (rows: Int32Array): Promise<Record<ClassBaseline, Float64Array>> => {
    const matrix = matrixOf(rows);
    return {
      majority: Float64Array.from({ length: rows.length * classCount }, (_, i) => shares[i % classCount]!),
      logistic: await logistic.probabilities(matrix),
      neighbours: await neighbours.probabilities(matrix),
      components: await onComponents.probabilities(await scoresOf(matrix, components)),
    };
  };
  return {
    neighbourCount: neighbours.neighbourCount,
    componentCount: components.components.columns,
    rowsUsed: { logistic: trainRows.length, neighbours: neighbours.rowsUsed },
    predict,
    evaluate: async (rows) => {
      const judged = known(rows);
      if (judged.length === 0) return undefined;
      const { classes } = labels;
      const named = Object.entries(await predict(judged)).map(([name, probabilities]) => {
        return [name, classificationMetrics({ classes, targets: targetsOf(judged), probabilities })!];
      });
      return Object.fromEntries(named) as Record<ClassBaseline, ClassificationMetrics>;
    },
  };
}

function randomPart(rows: Int32Array, most: number): Int32Array {
  if (rows.length <= most) return rows;
  const order = new RandomStreams(0).of('class-baselines').permutation(rows.length);
  return order
    .subarray(0, most)
    .map((i) => rows[i]!)
    .sort();
}

async function scoresOf(matrix: Matrix, { mean, components }: PrincipalComponents): Promise<Matrix> {
  const data = matrix.data.map((value, i) => value - mean[i % mean.length]!);
  return matrixProduct({ ...matrix, data }, components);
}

/** How much better than the best of the baselines, and which that is. */
export interface ClassSkill {
  readonly best: ClassBaseline;
  /** Of the best baseline. */
  readonly value: number;
  /** 1 is perfect, 0 the best baseline, negative worse; absent where the baseline is perfect already. */
  readonly skill?: number;
}

/**
 * By log loss (least is best, 0 perfect) and by Matthews correlation (most is best, 1 perfect); a correlation that is not
 * defined, as of an answer that is always the same, counts as 0: no better than chance.
 */
export function classSkill(
  model: ClassificationMetrics,
  baselines: Readonly<Record<ClassBaseline, ClassificationMetrics>>,
): { readonly logLoss: ClassSkill; readonly mcc: ClassSkill } {
  return {
    logLoss: besideBest(baselines, ({ logLoss }) => logLoss, model),
    mcc: besideBest(
      baselines,
      ({ mcc = 0 }) => 1 - mcc,
      model,
      (lost) => 1 - lost,
    ),
  };
}

function besideBest(
  baselines: Readonly<Record<ClassBaseline, ClassificationMetrics>>,
  lossOf: (metrics: ClassificationMetrics) => number,
  model: ClassificationMetrics,
  toValue = (loss: number): number => loss,
): ClassSkill {
  const losses = Object.entries(baselines).map(([name, metrics]) => [name as ClassBaseline, lossOf(metrics)] as const);
  const [best, loss] = losses.reduce((a, b) => (b[1] < a[1] ? b : a));
  const value = skill(lossOf(model), loss);
  return { best, value: toValue(loss), ...(value === undefined ? {} : { skill: value }) };
}
