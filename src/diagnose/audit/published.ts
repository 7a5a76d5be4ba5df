/**
 * What a table of published results says, as printed. A printed number stands for every number that rounds to it: 0.7117
 * may be anything from 0.71165 to 0.71175, and whatever follows from it is an interval too.
 */
import type { KlReduction, ReconstructionReduction } from '../effective-beta.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A printed number: its value, and the interval of numbers that are printed so. */
export interface Published extends Interval {
  readonly value: number;
  readonly significantDigits: number;
}

/** What is published of one modality, or of any named group of outputs. */
export interface PublishedModality {
  /** Mean squared error of the number of ones of a row. */
  readonly countMse?: Published;
  /** Mean squared error per entry. */
  readonly outputMse?: Published;
  /** Share of ones among its entries. */
  readonly rate?: Published;
  /** Entries of a row. */
  readonly columnCount?: number;
}

/** One row of the table; whatever the table leaves empty is absent. */
export interface PublishedRow {
  readonly name: string;
  readonly accuracy?: Published;
  readonly precision?: Published;
  readonly recall?: Published;
  readonly f1?: Published;
  /** Share of ones among the labels of the test rows. */
  readonly prevalence?: Published;
  readonly mcc?: Published;
  /** Mean squared error of the probability of the label. */
  readonly brier?: Published;
  readonly testRows?: number;
  /** KL as it was added to the loss. */
  readonly weightedKl?: Published;
  /** KL without its weight. */
  readonly kl?: Published;
  readonly klWeight?: number;
  readonly klReduction?: KlReduction;
  readonly reconstructionReduction?: ReconstructionReduction;
  readonly latentCount?: number;
  /** Columns of the data, all modalities together. */
  readonly columnCount?: number;
  /** Of a focal loss. */
  readonly alpha?: number;
  /** Of a focal loss; 0 is the cross-entropy. */
  readonly gamma?: number;
  readonly modalities: Readonly<Record<string, PublishedModality>>;
  /** Columns that mean nothing to the audit. */
  readonly texts: Readonly<Record<string, string>>;
}

const NUMBER = /^[+-]?(?:(\d+)\.?(\d*)|\.(\d+))(?:e([+-]?\d+))?$/i;

/**
 * @param text - such as `0.7117`, `.7117`, `71.2 %` or `5.1e-4`
 * @param isPercent - whether the number is in percent although the text does not say so
 * @returns undefined where the text is no number
 */
export function published(text: string, isPercent = false): Published | undefined {
  const bare = text.replace(/\s*%$/, '');
  const match = NUMBER.exec(bare);
  if (match === null) return undefined;
  const [, whole = '', tenths = '', fraction = tenths, exponent = '0'] = match;
  const scale = isPercent || bare !== text ? 0.01 : 1;
  const value = Number(bare) * scale;
  const half = 0.5 * 10 ** (Number(exponent) - fraction.length) * scale;
  const significantDigits = `${whole}${fraction}`.replace(/^0+/, '').length;
  return { value, low: value - half, high: value + half, significantDigits };
}

export const overlap = (a: Interval, b: Interval): boolean => a.low <= b.high && b.low <= a.high;

/** The numbers in both; low above high where there are none. */
export const intersection = (a: Interval, b: Interval): Interval => ({
  low: Math.max(a.low, b.low),
  high: Math.min(a.high, b.high),
});
