/** KL as published, freed from its weight and reduction, and the beta that these amount to. */
import { effectiveBeta, type KlReduction } from '../effective-beta.ts';
import type { PublishedRow } from './published.ts';

export interface PublishedKl {
  /** As it was added to the loss. */
  readonly weighted?: number;
  readonly weight?: number;
  /** Divided by the weight; summed or averaged over units as it was. */
  readonly raw: number;
  /** What the raw KL is in nats per row, by how it may have been reduced. */
  readonly nats: Readonly<Partial<Record<KlReduction, number>>>;
}

/** The weight of KL in nats against the reconstruction in nats, by how KL may have been reduced. */
export interface PublishedBeta {
  readonly values: Readonly<Partial<Record<KlReduction, number>>>;
  /** A focal loss is not in nats: the values only say how the reductions compare. */
  readonly isFocal: boolean;
}

/** Both are seen where a table does not say which. */
const USUAL: readonly KlReduction[] = ['mean-over-units', 'sum'];

const reductionsOf = ({ klReduction }: PublishedRow): readonly KlReduction[] =>
  klReduction === undefined ? USUAL : [klReduction];

export function publishedKl(row: PublishedRow): PublishedKl | undefined {
  const { weightedKl, klWeight, latentCount, columnCount } = row;
  const raw = row.kl?.value ?? (klWeight! > 0 && weightedKl !== undefined ? weightedKl.value / klWeight! : undefined);
  if (raw === undefined) return undefined;
  const sizes = { sum: 1, 'mean-over-units': latentCount, 'mean-over-features': columnCount };
  const nats = reductionsOf(row).flatMap((reduction) => {
    const size = sizes[reduction];
    return size === undefined ? [] : [[reduction, raw * size] as const];
  });
  return {
    ...(weightedKl === undefined ? {} : { weighted: weightedKl.value }),
    ...(klWeight === undefined ? {} : { weight: klWeight }),
    raw,
    nats: Object.fromEntries(nats),
  };
}

export function publishedBeta(row: PublishedRow): PublishedBeta | undefined {
  const { klWeight, reconstructionReduction, latentCount, columnCount, gamma, alpha } = row;
  if (klWeight === undefined || reconstructionReduction === undefined) return undefined;
  const needsColumns = reconstructionReduction === 'mean-over-features';
  const values = reductionsOf(row).flatMap((klReduction) => {
    const isKnown =
      (klReduction !== 'mean-over-units' || latentCount !== undefined) &&
      ((!needsColumns && klReduction !== 'mean-over-features') || columnCount !== undefined);
    if (!isKnown) return [];
    const { value } = effectiveBeta({
      klWeight,
      klReduction,
      reconstructionReduction,
      featureCount: columnCount ?? 1,
      latentCount: latentCount ?? 1,
      batchSize: 1,
    });
    return [[klReduction, value!] as const];
  });
  if (values.length === 0) return undefined;
  return { values: Object.fromEntries(values), isFocal: (gamma ?? 0) > 0 || alpha !== undefined };
}
