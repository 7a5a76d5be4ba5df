/** A plain autoencoder beside means and principal components: squared error with squared error, nothing else. */
import { formatNumber } from '../base/format-number.ts';
import type { SplitName } from '../data/dataset.ts';
import { type Comparison, isMissed, MARGIN, modalityEvidence, phrase } from './comparison.ts';
import type { Evaluation, ModalityEvaluation, SplitEvaluation } from './evaluation.ts';
import type { Finding, Verdict } from './finding.ts';

const ADVICE: Readonly<Record<Exclude<Verdict, 'warning'>, readonly string[]>> = {
  good: [],
  note: ['A linear projection of the same size does better: train longer, or with a higher learning rate.'],
  problem: [
    'Nothing is learnt beyond the means: look at the learning curve, then try another learning rate or a longer training.',
  ],
};

export function judgeAutoencoder(evaluation: Evaluation, split: SplitName, values: SplitEvaluation): Finding {
  const { modalities, latentCount } = evaluation;
  const columns = modalities.reduce((sum, { count }) => sum + count, 0);
  const mean = (of: (entry: ModalityEvaluation) => number): number =>
    modalities.reduce((sum, { name, count }) => sum + of(values.perModality[name]!) * count, 0) / columns;

  const mse = mean((entry) => entry.mse);
  const trivial = [
    beside(
      'the constant',
      mse,
      mean(({ baselines }) => baselines.constantMse),
    ),
    beside(
      'the column means',
      mse,
      mean(({ baselines }) => baselines.perColumnMse),
    ),
  ];
  const linear = Object.values(values.perModality).some(({ baselines }) => baselines.pcaMse === undefined)
    ? []
    : [
        beside(
          componentsOf(latentCount),
          mse,
          mean(({ baselines }) => baselines.pcaMse!),
        ),
      ];
  const parts = modalities.map(({ name }) => {
    const { mse: own, baselines } = values.perModality[name]!;
    const comparisons = [
      beside('the constant', own, baselines.constantMse),
      beside('the column means', own, baselines.perColumnMse),
    ];
    return { name, comparisons };
  });

  const missing = parts.filter(({ comparisons }) => comparisons.some(isMissed)).map(({ name }) => name);
  const verdict: Verdict = trivial.some(isMissed)
    ? 'problem'
    : missing.length > 0
      ? 'warning'
      : linear.some(isMissed)
        ? 'note'
        : 'good';
  const sentence = `On ${split} the squared error, ${formatNumber(mse)} per entry, ${phrase([...trivial, ...linear])}`;
  const each = parts.map(({ name, comparisons }) => `${name} ${phrase(comparisons)}`).join('; ');
  return {
    id: 'beats-baseline',
    verdict,
    title: parts.length > 1 ? `${sentence}; by modality: ${each}.` : `${sentence}.`,
    evidence: { split, mse, ...modalityEvidence(evaluation, values) },
    advice:
      verdict === 'warning'
        ? [`Give ${missing.join(' and ')} more weight (objective.modalityWeights), or a model of its own.`]
        : ADVICE[verdict],
  };
}

const beside = (baseline: string, mse: number, value: number): Comparison => {
  return { baseline, value, standing: mse < (1 - MARGIN) * value ? 'beats' : 'misses' };
};

const componentsOf = (count: number): string => `${count} principal ${count === 1 ? 'component' : 'components'}`;
