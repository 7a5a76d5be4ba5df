/**
 * Has a model that hides entries learnt anything? A hidden entry is predicted from others, so its reconstruction alone
 * stands beside trivial models; of seen entries the bound does, for the latent tells of them and is paid for.
 */
import { formatNumber } from '../base/format-number.ts';
import type { SplitName } from '../data/dataset.ts';
import { type Comparison, isMissed, MARGIN, modalityEvidence, phrase, type Standing } from './comparison.ts';
import { isEmpty } from './empty-latent.ts';
import type { Evaluation, SplitEvaluation } from './evaluation.ts';
import type { Finding, Verdict } from './finding.ts';
import type { JudgedEvaluation, Part } from './judged-parts.ts';
import { lowestLoss, reachNats } from './reach.ts';
import { skill } from './skill.ts';
import { listed } from './wording.ts';

export function judgeMasked(evaluation: JudgedEvaluation, split: SplitName, values: SplitEvaluation): Finding {
  const hidden = evaluation.modalities.filter(({ side }) => side === 'hidden');
  const seen = evaluation.modalities.filter(({ side }) => side === 'seen');
  const told = hidden.map((part) => ({ part, comparisons: compareHidden(evaluation, values, part) }));
  const bound = seen.length === 0 ? [] : [compareSeen(evaluation, values, seen)];
  const missed = told.filter(({ comparisons }) => comparisons.some(isMissed));
  const boundMissed = bound.some(({ comparisons }) => comparisons.some(isMissed));
  const all = told.length + bound.length;
  const missedCount = missed.length + (boundMissed ? 1 : 0);
  const verdict: Verdict = missedCount === all ? 'problem' : missedCount > 0 ? 'warning' : 'good';
  const sentences = [
    ...told.map(
      ({ part, comparisons }) =>
        `${part.name}, ${formatNumber(values.perModality[part.name]!.reconstruction)} nats, ${phrase(comparisons)}`,
    ),
    ...bound.map(
      ({ nats, comparisons }) => `the bound on what is seen, ${formatNumber(nats)} nats, ${phrase(comparisons)}`,
    ),
  ];
  return {
    id: 'beats-baseline',
    verdict,
    title: `On ${split} ${sentences.join('; ')}.`,
    evidence: {
      split,
      klNats: values.kl,
      ...Object.fromEntries(
        hidden.flatMap((part) => {
          const own = skillOf(evaluation, values, part);
          return own === undefined ? [] : [[`${part.name}.skill`, own] as const];
        }),
      ),
      ...modalityEvidence(evaluation as Evaluation, values),
    },
    advice: advise(
      verdict,
      missed.map(({ part }) => part.name),
      boundMissed,
    ),
  };
}

/** 1 - (loss - floor) / (column means - floor), of the reconstruction alone. */
export function skillOf(
  { likelihoods }: Pick<JudgedEvaluation, 'likelihoods'>,
  values: SplitEvaluation,
  part: Part,
): number | undefined {
  const { reconstruction, baselines } = values.perModality[part.name]!;
  const lowest = lowestLoss(part, likelihoods[part.name]!, baselines);
  return lowest === undefined ? undefined : skill(reconstruction, baselines.perColumn, lowest);
}

function compareHidden(evaluation: JudgedEvaluation, values: SplitEvaluation, part: Part): Comparison[] {
  const { reconstruction, baselines } = values.perModality[part.name]!;
  const margin = MARGIN * reachNats(part, evaluation.likelihoods[part.name]!, baselines);
  const beside = (baseline: string, value: number, below: Standing): Comparison => ({
    baseline,
    value,
    standing: reconstruction < value - margin ? below : 'misses',
  });
  return [
    beside('the constant', baselines.constant, 'beats'),
    beside('the column means', baselines.perColumn, isEmpty(evaluation, values) ? 'beats by chance' : 'beats'),
  ];
}

/** All seen parts together with the KL of the latent that tells of them. */
function compareSeen(evaluation: JudgedEvaluation, values: SplitEvaluation, parts: readonly Part[]) {
  // A part counts as often as it is seen: then nats add up to those of a row.
  const sum = (of: (part: Part) => number): number =>
    parts.reduce((total, part) => total + part.rowShare * of(part), 0);
  const numbers = ({ name }: Part) => values.perModality[name]!;
  const reconstruction = sum((part) => numbers(part).reconstruction);
  const margin = MARGIN * sum((part) => reachNats(part, evaluation.likelihoods[part.name]!, numbers(part).baselines));
  const nats = reconstruction + values.kl;
  const beside = (baseline: string, value: number, below: Standing = 'beats'): Comparison => ({
    baseline,
    value,
    standing: nats < value - margin ? below : reconstruction < value - margin ? 'beats before KL' : 'misses',
  });
  return {
    nats,
    comparisons: [
      beside(
        'the constant',
        sum((part) => numbers(part).baselines.constant),
      ),
      beside(
        'the column means',
        sum((part) => numbers(part).baselines.perColumn),
        isEmpty(evaluation, values) ? 'beats by chance' : 'beats',
      ),
    ],
  };
}

function advise(verdict: Verdict, missed: readonly string[], boundMissed: boolean): string[] {
  if (verdict === 'good') return [];
  if (verdict === 'problem')
    return [
      'Nothing is told of what is hidden that its column means do not tell: read the collapse and effective-beta findings, then try a lower beta or a longer training.',
    ];
  return [
    ...(missed.length > 0
      ? [
          `Whether ${listed(missed)} can be told from the rest at all, nearest neighbours and logistic regression say: elbo masks.`,
        ]
      : []),
    ...(boundMissed ? ['The latent does not pay for what is seen: try trains: hidden, or a lower beta.'] : []),
  ];
}
