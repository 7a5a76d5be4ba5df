/** What of a run compares with another: the finding `comparability`, said of two. */
import type { Finding } from '../finding.ts';
import { listed } from '../wording.ts';
import type { Aspect } from './aspects.ts';
import type { SideComparison } from './compare-sides.ts';
import type { ComparedSide } from './compared-run.ts';
import { METRICS } from './metric-values.ts';

const ADVICE: Partial<Record<Aspect, string>> = {
  data: 'Train both on the same file with the same columns.',
  split: 'Give both the same split: a random one follows the seed; one by position, column or given does not.',
  threshold: 'Make bits with one threshold for both.',
  scale: 'Scale both alike, or compare what does not depend on the scale, such as KL.',
  labels: 'Use one rule for labels.',
  mask: 'Compare models that are asked for the same, with masking of one kind.',
  told: 'Compare modality by modality: sums over what each tells are of different things.',
  likelihood: 'Compare errors of predicted values: nats of a density and of bits are different things.',
  objective: 'Compare the terms in nats, which do not depend on weights and reductions.',
};

/** Units of a loss are a choice; measuring something else is a mistake to be seen. */
const CHOICES: readonly Aspect[] = ['objective', 'trainRows', 'draws'];

/** Of more kinds of numbers a sentence is no help; the table has them. */
const MOST_TOLD = 4;

export function compareComparability({ differences, metrics }: SideComparison, before: ComparedSide): Finding {
  const withheld = metrics.filter(({ change }) => change === 'withheld');
  const finding = (verdict: Finding['verdict'], title: string, advice: readonly string[]): Finding => ({
    id: 'comparability',
    verdict,
    title,
    evidence: {
      against: before.label,
      ...(differences.length === 0 ? {} : { differs: listed(differences.map(({ aspect }) => aspect)) }),
      numbers: metrics.length,
      withheld: withheld.length,
    },
    advice,
  });
  if (differences.length === 0)
    return finding(
      'good',
      `It compares with ${before.label}: data, split, labels, scale, masks and objective are the same.`,
      [],
    );
  const why = listed(differences.map(({ says }) => says));
  const advice = differences.flatMap(({ aspect, advice: own }) => own ?? ADVICE[aspect] ?? []);
  const verdict = differences.every(({ aspect }) => CHOICES.includes(aspect)) ? 'note' : 'warning';
  if (withheld.length === metrics.length)
    return finding(verdict, `Nothing compares with ${before.label}: ${why}. Every difference is withheld.`, advice);
  if (withheld.length === 0)
    return finding('note', `It compares with ${before.label}, although ${why}: no number here depends on it.`, []);
  const told = [...new Set(withheld.map(({ name }) => METRICS[name].label))];
  const what =
    told.length > MOST_TOLD
      ? `${withheld.length} of ${metrics.length} differences are withheld`
      : `differences of ${listed(told)} are withheld`;
  return finding(verdict, `Not everything compares with ${before.label}: ${why}. So ${what}.`, advice);
}
