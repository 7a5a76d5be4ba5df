/** Numbers of an evaluation that are not defined, each with its reason: a number is never 0 because it is missing. */
import { SPLIT_NAMES } from '../data/dataset.ts';
import type { BinaryMetrics } from './binary-metrics.ts';
import { modalitySkill } from './bound-skill.ts';
import type { Evaluation } from './evaluation.ts';
import type { LabelEvaluation } from './label-evaluation.ts';
import { lowestLoss } from './reach.ts';

/** @returns path of the metric, such as `test.perModality.marks.r2`, to a clause that says why it is absent */
export function missingNumbers(evaluation: Omit<Evaluation, 'notComputed'>): Record<string, string> {
  const missing: Record<string, string> = {};
  if (!evaluation.latentIsSampled) missing.skill = 'the latent is not sampled: reconstruction + KL is no bound';
  for (const splitName of SPLIT_NAMES) {
    const split = evaluation.splits[splitName];
    if (split === undefined) continue;
    for (const [name, reason] of undefinedLabelScores(split.label)) missing[`${splitName}.${name}`] = reason;
    for (const modality of evaluation.modalities) {
      const part = split.perModality[modality.name]!;
      const likelihood = evaluation.likelihoods[modality.name]!;
      const say = (name: string, reason: string) => {
        missing[`${splitName}.perModality.${modality.name}.${name}`] = reason;
      };
      if (evaluation.latentIsSampled && modalitySkill(evaluation, split, modality) === undefined) {
        const hasFloor = lowestLoss(modality, likelihood, part.baselines) !== undefined;
        say(
          'skill',
          hasFloor ? 'the rates or means of columns are perfect here' : 'a learned variance has no lowest loss',
        );
      }
      if (part.r2 === undefined) say('r2', 'the column means are exact here');
      if (part.baselines.pcaMse === 0) say('skillOverPca', 'principal components leave no error');
      const sides = [
        ['', part],
        ['hidden.', part.hidden],
        ['seen.', part.seen],
      ] as const;
      for (const [side, entries] of sides) {
        if (entries?.binary === undefined) continue;
        for (const [name, reason] of undefinedScores(entries.binary)) say(`${side}classification.${name}`, reason);
      }
      if (part.binary === undefined && likelihood.kind === 'bernoulli')
        say('classification', 'not all entries are 0 or 1');
    }
  }
  return missing;
}

function undefinedLabelScores(label: LabelEvaluation | undefined): [string, string][] {
  if (label === undefined) return [];
  const { mean, task, chosen } = label;
  if (task === 'regression')
    return mean.regression === undefined
      ? [['regression', 'no row has a label']]
      : mean.regression.r2 === undefined
        ? [['regression.r2', 'the label is the same for all rows']]
        : [];
  const { classification: scores } = mean;
  if (scores === undefined) return [['classification', 'no row has a label']];
  const missing: [string, unknown, string][] = [
    ['f1', scores.f1, 'no row is of the class or answered so'],
    ['mcc', scores.mcc, 'all rows, or all answers, are of one class'],
    ['auroc', scores.auroc, 'all rows are of one class'],
    ['averagePrecision', scores.averagePrecision, 'all rows are of one class'],
    ...(task === 'binary'
      ? [['chosen', chosen, 'there are no validation rows to choose a cut on'] as [string, unknown, string]]
      : []),
  ];
  return missing.flatMap(([name, value, reason]) => (value === undefined ? [[`classification.${name}`, reason]] : []));
}

function undefinedScores({ atHalf, auroc, auprc, bestF1, prevalence }: BinaryMetrics): [string, string][] {
  const isAlike = prevalence === 0 || prevalence === 1;
  const alike = 'all entries are alike';
  const none = 'no entry is 1';
  const scores: [string, number | undefined, string][] = [
    ['precision', atHalf.precision, 'no entry is answered 1'],
    ['recall', atHalf.recall, none],
    ['f1', atHalf.f1, 'no entry is 1 or answered 1'],
    ['mcc', atHalf.mcc, isAlike ? alike : 'all answers are alike'],
    ['balancedAccuracy', atHalf.balancedAccuracy, alike],
    ['auroc', auroc, alike],
    ['auprc', auprc, none],
    ['bestF1', bestF1?.f1, none],
  ];
  return scores.flatMap(([name, value, reason]) => (value === undefined ? [[name, reason]] : []));
}
