/** Trivial models fitted on the train rows, so that every loss can be read beside what no learning at all would give. */
import type { Dataset, Modality } from '../../data/dataset.ts';
import type { FixedAnswers } from '../binary-metrics.ts';
import type { Baselines, LikelihoodDescription } from '../evaluation.ts';
import { columnRateNats, constantRateNats, entropyFloor, fixedAnswers, markovNats } from './bernoulli-rates.ts';
import { type ColumnSums, columnSums } from './column-sums.ts';
import { columnMean, columnMeanNats, constantMeanNats, meanSquaredError, modalityMean } from './gaussian-means.ts';
import { fitPrincipalComponents, projectionErrors } from './principal-components.ts';

export interface FittedBaselines {
  /** What the trivial models reach on rows, per modality. @param rows - at least one */
  readonly evaluate: (rows: Int32Array) => Promise<Readonly<Record<string, ModalityBaselines>>>;
}

export interface ModalityBaselines extends Baselines {
  /** Mean of the entries that trained. */
  readonly trainMean: number;
  /** 0 / 1 data only. */
  readonly answers?: FixedAnswers;
}

/**
 * @param trainRows - at least one
 * @param likelihoods - modality name to how its entries are modelled
 * @param latentCount - number of principal components
 */
export async function fitBaselines(
  dataset: Dataset,
  trainRows: Int32Array,
  likelihoods: Readonly<Record<string, LikelihoodDescription>>,
  latentCount: number,
): Promise<FittedBaselines> {
  const train = columnSums(dataset, trainRows);
  const mean = Float64Array.from({ length: dataset.featureCount }, (_, j) => columnMean(train, j));
  const components = await fitPrincipalComponents(dataset, trainRows, mean, latentCount);

  return {
    evaluate: async (rows) => {
      const target = columnSums(dataset, rows, train.pivot);
      const pcaErrors = await projectionErrors(dataset, rows, components);
      return Object.fromEntries(
        dataset.modalities.map((modality) => {
          const pcaMse = meanOver(pcaErrors, modality) / rows.length;
          return [modality.name, { ...compare(train, target, modality, likelihoods[modality.name]!), pcaMse }];
        }),
      );
    },
  };
}

/** What trivial models of one modality reach. @param train - sums over train rows. @param target - over the rows compared */
export function compare(
  train: ColumnSums,
  target: ColumnSums,
  modality: Modality,
  likelihood: LikelihoodDescription,
): Omit<ModalityBaselines, 'pcaMse'> {
  const binary = isBinary(train, modality) && isBinary(target, modality);
  const mean = modalityMean(train, modality);
  return {
    ...(likelihood.kind === 'bernoulli'
      ? {
          constant: constantRateNats(train, target, modality),
          perColumn: columnRateNats(train, target, modality),
          floor: entropyFloor(target, modality),
          ...(binary && modality.count > 1 ? { markov: markovNats(train, target, modality) } : {}),
        }
      : {
          constant: constantMeanNats(train, target, modality, likelihood),
          perColumn: columnMeanNats(train, target, modality, likelihood),
        }),
    trainMean: mean,
    zeroMse: meanSquaredError(target, modality, () => 0),
    constantMse: meanSquaredError(target, modality, () => mean),
    perColumnMse: meanSquaredError(target, modality, (j) => columnMean(train, j)),
    ...(binary
      ? {
          zeroBitAccuracy: 1 - modalityMean(target, modality),
          answers: fixedAnswers(train, target, modality),
        }
      : {}),
  };
}

const isBinary = ({ isBinary: flags }: ColumnSums, { start, count }: Modality): boolean =>
  flags.subarray(start, start + count).every((flag) => flag === 1);

function meanOver(values: Float64Array, { start, count }: Modality): number {
  return values.subarray(start, start + count).reduce((sum, value) => sum + value, 0) / count;
}
