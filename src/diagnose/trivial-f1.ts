/**
 * F1 beside what answering 1 everywhere gets: 2 p / (1 + p) for a share of ones p, which is 0.67 on balanced data
 * without any learning. Matthews correlation and balanced accuracy have no such gift.
 *
 * Try: read Matthews correlation, balanced accuracy and the areas under curves; choose the cut on validation rows.
 */
import { formatNumber } from '../base/format-number.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { SplitEvaluation } from './evaluation.ts';
import { judgedSplit } from './judged-split.ts';
import { listed, ofModality } from './wording.ts';

/** On a few hundred rows F1 is uncertain by about this much. */
const MARGIN = 0.02;
/** An F1 of a trivial answer that reads like success. Of rare ones it is a few hundredths, which flatter nobody. */
const FLATTERING = 0.5;

export const diagnoseTrivialF1: Diagnostic = ({ evaluation }) => {
  const judged = evaluation && judgedSplit(evaluation);
  if (judged === undefined) return undefined;
  const [split, values] = judged;
  const scores = scoresOf(values);
  if (scores.length === 0) return undefined;
  const missing = scores.filter(({ f1, trivial }) => f1 < trivial + MARGIN);
  const modalityCount = evaluation!.modalities.length;
  // A label by itself is spoken of by its class.
  const alone = scores.length === 1 ? scores[0]!.positive : undefined;
  const told = (those: typeof scores): string =>
    listed(
      those.map(({ name, f1, trivial, positive }) =>
        ofModality(
          `${formatNumber(f1)} against ${formatNumber(trivial)}${positive === undefined || alone !== undefined ? '' : ` for "${positive}", sampling off`}`,
          name,
          modalityCount,
        ),
      ),
    );
  const f1 = alone === undefined ? 'F1' : `F1 of "${alone}", sampling off,`;
  const isGood = missing.length === 0;
  return {
    id: 'trivial-f1',
    verdict: isGood ? 'good' : missing.some(({ trivial }) => trivial >= FLATTERING) ? 'warning' : 'note',
    title: `${f1} at a cut of 0.5 on ${split} ${isGood ? 'beats' : 'does not beat'} answering ${alone === undefined ? '1' : 'it'} everywhere: ${told(isGood ? scores : missing)}.`,
    evidence: {
      split,
      ...Object.fromEntries(
        scores.flatMap(({ name, f1, trivial, mcc, balancedAccuracy }) => [
          [`${name}.f1`, f1],
          [`${name}.trivialF1`, trivial],
          ...(mcc === undefined ? [] : [[`${name}.mcc`, mcc]]),
          ...(balancedAccuracy === undefined ? [] : [[`${name}.balancedAccuracy`, balancedAccuracy]]),
        ]),
      ),
    },
    advice: isGood
      ? []
      : [
          'Read Matthews correlation, balanced accuracy and areas under curves in place of F1, or choose the cut on validation rows.',
        ],
  };
};

/** Of a label as its head answers it for use: from the posterior mean. */
function scoresOf({ perModality, label }: SplitEvaluation) {
  return Object.entries(perModality).flatMap(([name, { binary }]) => {
    const trivial = binary?.trivial.one.atHalf.f1;
    const told = name === label?.name ? label.mean.classification : undefined;
    const { f1, mcc, balancedAccuracy } = told ?? binary?.atHalf ?? {};
    if (f1 === undefined || trivial === undefined || binary?.prevalence === 0) return [];
    return { name, f1, trivial, mcc, balancedAccuracy, positive: told?.classes[1] };
  });
}
