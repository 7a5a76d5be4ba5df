/** Whether somebody has swapped the names of two classes: never guessed, but said where answers are the other way round. */
import type { ClassificationMetrics } from '../diagnose/classification/classification-metrics.ts';
import { percent } from '../diagnose/wording.ts';

/** Standard errors of an accuracy below one half that chance does not explain. */
const NO_CHANCE = 4;

/**
 * A model that is nearly always wrong about two classes has learned them.
 *
 * @param where - what the labels were read from
 * @returns a sentence, or nothing
 */
export function turnedRound(metrics: ClassificationMetrics | undefined, where: string): string[] {
  if (metrics?.classes.length !== 2 || metrics.auroc === undefined || metrics.auroc >= 0.5) return [];
  const { accuracy, rowCount, classes } = metrics;
  if ((0.5 - accuracy) * 2 * Math.sqrt(rowCount) < NO_CHANCE) return [];
  return [
    `${percent(1 - accuracy)} of the answers are the other class than ${where} says: its label may have ${classes.join(' and ')} turned round.`,
  ];
}
