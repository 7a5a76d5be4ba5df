/** A model looked at class by class: one that learned all classes, beside models of one class each. */

import { SPLIT_NAMES } from '../data/dataset.ts';
import { rowsOfClasses } from '../data/only-classes.ts';
import type { Evaluation } from '../diagnose/evaluation.ts';
import type { NamedTensors } from '../engine/program.ts';
import { evaluateParameters } from './examine.ts';
import type { Experiment } from './experiment.ts';

/** Evaluations on the held-out rows of each class. Baselines are those of the class's own train rows. */
export interface PerClass {
  readonly label: string;
  readonly classes: Readonly<Record<string, Evaluation>>;
  /** Classes that were not looked at, with the reason. */
  readonly notComputed: Readonly<Record<string, string>>;
}

/** @returns undefined where the config does not ask for it */
export async function evaluatePerClass(
  experiment: Experiment,
  parameters: NamedTensors,
): Promise<PerClass | undefined> {
  const { config, dataset, split: whole } = experiment;
  const { labels } = dataset;
  if (!config.evaluation.perClass || labels === undefined) return undefined;
  const classes: Record<string, Evaluation> = {};
  const notComputed: Record<string, string> = {};
  for (const name of labels.classes) {
    const split = rowsOfClasses(whole, labels, [name]);
    const without = SPLIT_NAMES.find((part) => split[part].length === 0 && whole[part].length > 0);
    if (without === undefined) {
      const splits = ['validation', 'test'] as const;
      classes[name] = (await evaluateParameters(experiment, parameters, { split, splits })).evaluation;
    } else notComputed[name] = `no ${without} row is of this class`;
  }
  return { label: labels.name, classes, notComputed };
}
