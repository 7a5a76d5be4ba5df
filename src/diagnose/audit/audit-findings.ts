/** What an audit finds over the whole table, in sentences. */
import { formatNumber } from '../../base/format-number.ts';
import { isUsualBeta } from '../effective-beta.ts';
import type { Finding, Verdict } from '../finding.ts';
import { listed } from '../wording.ts';
import type { RowAudit, TestSetAudit } from './audit.ts';
import type { PublishedRow } from './published.ts';
import type { Against, TrivialAnswer } from './trivial-answers.ts';

export function auditFindings(
  rows: readonly PublishedRow[],
  audits: readonly RowAudit[],
  sets: readonly TestSetAudit[],
  undecided: readonly string[],
): readonly Finding[] {
  return [
    comparability(rows.length, sets, undecided),
    consistency(audits),
    trivialF1(audits),
    beatsBaseline(audits),
    constantPredictor(sets),
    weightedKl(audits),
    effectiveBetaFinding(audits),
  ].filter((finding) => finding !== undefined);
}

/** Such as `4 of 14 rows`. */
const outOf = (some: number, all: number): string => `${some} of ${formatNumber(all)} ${all === 1 ? 'row' : 'rows'}`;

/** Such as `"+1536" (0.3615), tied with "gamma 1"`. */
export const bestInWords = ({ row, mcc, tiedWith }: NonNullable<TestSetAudit['best']>): string =>
  `"${row}" (${formatNumber(mcc)})${tiedWith.length === 0 ? '' : `, tied with ${listed(tiedWith.map((name) => `"${name}"`))}`}`;

function comparability(
  rowCount: number,
  sets: readonly TestSetAudit[],
  undecided: readonly string[],
): Finding | undefined {
  if (sets.length === 0) return undefined;
  const prevalences = sets.map(({ prevalence }) =>
    prevalence === undefined ? 'not agreed on' : ((prevalence.low + prevalence.high) / 2).toFixed(4),
  );
  const evidence = {
    rows: rowCount,
    testSets: sets.length,
    prevalences: prevalences.join(', '),
    ...(undecided.length === 0 ? {} : { undecided: listed(undecided) }),
  };
  const best = sets.flatMap(({ number, best: winner }) =>
    winner === undefined ? [] : [`in set ${number} ${bestInWords(winner)}`],
  );
  const open =
    undecided.length === 0
      ? ''
      : ` Of ${undecided.length} it cannot be told: ${listed(undecided.map((name) => `"${name}"`))}.`;
  if (sets.length === 1) {
    const only = sets[0]!.rows.length;
    const winner = only === 1 || best.length === 0 ? '' : ` Best by MCC is ${bestInWords(sets[0]!.best!)}.`;
    return {
      id: 'comparability',
      verdict: undecided.length === 0 ? 'good' : 'note',
      title: `${only > 1 ? `Nothing published tells the test rows of ${formatNumber(only)} rows apart.` : 'One row alone has test rows that are known of.'}${winner}${open}`,
      evidence,
      advice: [],
    };
  }
  return {
    id: 'comparability',
    verdict: 'problem',
    title: `The ${formatNumber(rowCount)} rows come from at least ${sets.length} test sets, with shares of ones of ${listed(prevalences)}: no row is best of all, and a difference between sets says nothing of the models.${open}`,
    evidence,
    advice: [
      'Compare rows of one test set only.',
      ...(best.length === 0 ? [] : [`Best by MCC within each: ${best.join('; ')}.`]),
    ],
  };
}

function consistency(audits: readonly RowAudit[]): Finding | undefined {
  const wrong = audits.filter(({ contradictions }) => contradictions.length > 0);
  const checked = audits.filter(({ implied, contradictions }) => implied !== undefined || contradictions.length > 0);
  if (checked.length === 0) return undefined;
  const evidence = { rowsChecked: checked.length, rowsWrong: wrong.length };
  if (wrong.length === 0) {
    const title =
      checked.length === 1
        ? 'The one row does not contradict itself.'
        : `No row of ${formatNumber(checked.length)} contradicts itself or its test set.`;
    return { id: 'consistency', verdict: 'good', title, evidence, advice: [] };
  }
  return {
    id: 'consistency',
    verdict: 'problem',
    title: `${outOf(wrong.length, checked.length)} cannot be right: ${wrong.map(({ name, contradictions }) => `"${name}": ${contradictions.join(' ')}`).join(' ')}`,
    evidence,
    advice: ['Look these numbers up again; until then the row is left out where a best one is named.'],
  };
}

const answersOf = (audits: readonly RowAudit[], wanted: (answer: TrivialAnswer) => boolean) =>
  audits.flatMap(({ name, trivial }) => trivial.filter(wanted).map((answer) => ({ name, ...answer })));

const withStanding = <T extends { readonly against: Against }>(answers: readonly T[], against: Against): T[] =>
  answers.filter((answer) => answer.against === against);

function trivialF1(audits: readonly RowAudit[]): Finding | undefined {
  const answers = answersOf(audits, ({ what }) => what === 'F1');
  if (answers.length === 0) return undefined;
  const beating = withStanding(answers, 'beats');
  const tied = withStanding(answers, 'ties');
  const others = answers.filter(({ against }) => against !== 'beats');
  const isGood = others.length === 0;
  const shown = others.map(
    ({ name, value, trivialValue }) => `"${name}" ${formatNumber(value)} against ${formatNumber(trivialValue)}`,
  );
  const ties = tied.length === 0 ? '' : `, ${tied.length} tie`;
  return {
    id: 'trivial-f1',
    verdict: isGood ? 'good' : 2 * beating.length >= answers.length ? 'note' : 'warning',
    title: `F1 beats answering 1 everywhere in ${outOf(beating.length, answers.length)}${ties}${isGood ? '.' : `: ${shown.length === 1 ? 'the other is' : 'the others are'} ${listed(shown)}.`}`,
    evidence: { rows: answers.length, beating: beating.length, tied: tied.length },
    advice: isGood ? [] : ['Read MCC and balanced accuracy in place of F1: answering alike everywhere gets 0 and 0.5.'],
  };
}

function beatsBaseline(audits: readonly RowAudit[]): Finding | undefined {
  const answers = answersOf(audits, ({ what }) => what !== 'F1');
  const names = [...new Set(answers.map(({ what }) => what))];
  if (names.length === 0) return undefined;
  const parts = names.map((name) => {
    const all = answers.filter(({ what }) => what === name);
    const judged = all.filter(({ against }) => against !== 'unknown');
    const counts = { beats: withStanding(all, 'beats').length, loses: withStanding(all, 'loses').length };
    return { name, all, judged: judged.length, ...counts, ties: judged.length - counts.beats - counts.loses };
  });
  const lost = parts.filter(({ loses }) => loses > 0);
  const verdict: Verdict = lost.length > 0 ? 'problem' : parts.some(({ ties }) => ties > 0) ? 'warning' : 'good';
  return {
    id: 'beats-baseline',
    verdict,
    title: `Beside answers without a model: ${parts.map(inWords).join('; ')}.`,
    evidence: Object.fromEntries(
      parts.flatMap(({ name, judged, beats, loses }) => [
        [`${name}.rowsJudged`, judged],
        [`${name}.beats`, beats],
        [`${name}.worse`, loses],
      ]),
    ),
    advice:
      lost.length === 0
        ? []
        : [
            `A constant would be better at ${listed(lost.map(({ name }) => name))}: a focal loss lifts every probability of rare ones, so judge it by the cross-entropy of its probabilities, or recalibrate them.`,
          ],
  };
}

function inWords({
  name,
  all,
  judged,
  beats,
  loses,
  ties,
}: {
  readonly name: string;
  readonly all: readonly TrivialAnswer[];
  readonly judged: number;
  readonly beats: number;
  readonly loses: number;
  readonly ties: number;
}): string {
  const open = all.length - judged;
  const unknown = open === 0 ? '' : ` (in ${open} more it cannot be told)`;
  if (judged === 0) return `${name} cannot be judged`;
  const parts = [
    beats > 0 ? `better in ${beats}` : '',
    ties > 0 ? `no better in ${ties}` : '',
    loses > 0 ? `worse in ${loses}` : '',
  ].filter((part) => part !== '');
  return `${name} is ${listed(parts)} of ${judged} ${judged === 1 ? 'row' : 'rows'}${unknown}`;
}

function constantPredictor(sets: readonly TestSetAudit[]): Finding | undefined {
  const shared = sets.flatMap(({ number, fingerprint }) => {
    const names = Object.keys(fingerprint);
    return names.length === 0 ? [] : [{ number, names }];
  });
  if (shared.length === 0) return undefined;
  const names = [...new Set(shared.flatMap(({ names: own }) => own))];
  return {
    id: 'constant-predictor',
    verdict: 'warning',
    title: `The count errors of ${listed(names)} are the same in every digit whatever the model (${listed(shared.map(({ number }) => `set ${number}`))}): every row is answered alike, as 0 everywhere is.`,
    evidence: Object.fromEntries(
      sets.flatMap(({ number, fingerprint }) =>
        Object.entries(fingerprint).map(([name, error]) => [`set${number}.${name}.countMse`, error]),
      ),
    ),
    advice: [
      'Count by summing probabilities, or choose the cut on validation rows: at 0.5 rare ones are never answered.',
    ],
  };
}

function weightedKl(audits: readonly RowAudit[]): Finding | undefined {
  const weighted = audits.flatMap(({ name, kl }) =>
    kl?.weighted === undefined || kl.weight === undefined || kl.weight === 1
      ? []
      : [{ name, ...kl, weight: kl.weight }],
  );
  if (weighted.length === 0) return undefined;
  const weights = [...new Set(weighted.map(({ weight }) => weight))].sort((a, b) => a - b);
  const parts = weights.map((weight) => {
    const raw = weighted.filter((kl) => kl.weight === weight).map((kl) => kl.raw);
    return `${range(raw)} at a weight of ${formatNumber(weight)}`;
  });
  return {
    id: 'weighted-kl',
    verdict: 'note',
    title: `KL is published times its weight; without it, it is ${listed(parts)}.`,
    evidence: { rows: weighted.length, weights, raw: weighted.map(({ raw }) => raw) },
    advice: [
      'Compare KL of other weights only without them: a lower weight makes the printed number smaller and KL larger.',
    ],
  };
}

function range(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map(formatNumber);
  return low === high ? low! : `${low} to ${high}`;
}

function effectiveBetaFinding(audits: readonly RowAudit[]): Finding | undefined {
  const known = audits.flatMap(({ name, effectiveBeta }) =>
    effectiveBeta === undefined ? [] : [{ name, ...effectiveBeta }],
  );
  if (known.length === 0) return undefined;
  const kinds = new Map<string, number>();
  for (const { values } of known) {
    const text = betaInWords(values);
    kinds.set(text, (kinds.get(text) ?? 0) + 1);
  }
  const all = known.flatMap(({ values }) => Object.values(values));
  const isFar = !all.every(isUsualBeta);
  const focal = known.some(({ isFocal }) => isFocal)
    ? ' A focal loss is not in nats: there the number only says how the reductions compare.'
    : '';
  return {
    id: 'effective-beta',
    verdict: isFar ? 'warning' : 'good',
    title: `The effective beta is ${listed([...kinds].map(([text, count]) => `${text} (${count} ${count === 1 ? 'row' : 'rows'})`))}; 1 is the plain ELBO.${focal}`,
    evidence: { rows: known.length, effectiveBetas: all },
    advice: isFar
      ? [
          'Say how both terms are reduced: a mean over columns beside a sum over units multiplies the weight by the columns.',
        ]
      : [],
  };
}

const REDUCTIONS = {
  sum: 'if KL is a sum over units',
  'mean-over-units': 'if KL is a mean over units',
  'mean-over-features': 'if KL is divided by the columns',
} as const;

/** Such as `0.04`, or with a reduction that is not published `0.4 if KL is a mean over units or 120 if KL is a sum over units`. */
export function betaInWords(values: NonNullable<RowAudit['effectiveBeta']>['values']): string {
  const entries = Object.entries(values) as [keyof typeof REDUCTIONS, number][];
  if (entries.length === 1) return formatNumber(entries[0]![1]);
  return listed(
    entries.map(([reduction, value]) => `${formatNumber(value)} ${REDUCTIONS[reduction]}`),
    'or',
  );
}
