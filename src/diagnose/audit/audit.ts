/**
 * A table of published results read critically: what its numbers imply, which of them cannot be true, what trivial answers
 * get, and which rows may be compared at all. Only the printed numbers are needed, no data and no model.
 */
import type { Finding } from '../finding.ts';
import { auditFindings } from './audit-findings.ts';
import { mccOf, solveConfusion, standardError } from './confusion.ts';
import { auditMatrix, type ImpliedMatrix, sharesInWords } from './implied-matrix.ts';
import type { Interval, PublishedRow } from './published.ts';
import { type PublishedBeta, type PublishedKl, publishedBeta, publishedKl } from './published-kl.ts';
import { type TestSet, testSets } from './test-sets.ts';
import { ASSUMED_TEST_ROWS, constantOutput, type TrivialAnswer, trivialLabelAnswers } from './trivial-answers.ts';

export interface RowAudit {
  readonly name: string;
  /** Number of its test set, from 1; absent where that cannot be told. */
  readonly testSet?: number;
  readonly implied?: ImpliedMatrix;
  /** One standard error of MCC over the draw of test rows. */
  readonly mccError?: number;
  /** What cannot be true: sentences. Empty when all fits. */
  readonly contradictions: readonly string[];
  readonly trivial: readonly TrivialAnswer[];
  readonly kl?: PublishedKl;
  readonly effectiveBeta?: PublishedBeta;
  /** What is missing, with the reason. */
  readonly notComputed: Readonly<Record<string, string>>;
  readonly texts: Readonly<Record<string, string>>;
}

export interface TestSetAudit {
  /** From 1, in the order of the first rows. */
  readonly number: number;
  /** Names. */
  readonly rows: readonly string[];
  /** Rows whose numbers do not fit the others. */
  readonly misfits: readonly string[];
  readonly prevalence?: Interval;
  readonly testRows?: number;
  readonly fingerprint: Readonly<Record<string, number>>;
  /** The highest MCC among rows without a contradiction, and those within one standard error of it. */
  readonly best?: { readonly row: string; readonly mcc: number; readonly tiedWith: readonly string[] };
}

export interface TableAudit {
  readonly rows: readonly RowAudit[];
  readonly testSets: readonly TestSetAudit[];
  /** Names of rows that fit several sets, or of which too little is published. */
  readonly undecided: readonly string[];
  readonly findings: readonly Finding[];
}

export function auditRows(rows: readonly PublishedRow[]): TableAudit {
  const matrices = rows.map(auditMatrix);
  const { sets, undecided } = testSets(
    rows.map((row, i) => {
      const { implied } = matrices[i]!;
      const prevalence = implied?.prevalence ?? row.prevalence;
      return { row, ...(prevalence === undefined ? {} : { prevalence }) };
    }),
  );
  const audits = rows.map((row, i): RowAudit => {
    const { implied, notImpliedBecause, contradictions } = matrices[i]!;
    const setIndex = sets.findIndex((set) => set.rows.includes(i));
    const set = sets[setIndex];
    const outputs = Object.entries(row.modalities).map(([name, modality]) => {
      return { name, modality, beside: constantOutput(name, modality, set?.fingerprint[name] !== undefined) };
    });
    const notJudged = outputs.filter(
      ({ modality, beside }) => modality.outputMse !== undefined && beside === undefined,
    );
    const kl = publishedKl(row);
    const effectiveBeta = publishedBeta(row);
    return {
      name: row.name,
      ...(set === undefined ? {} : { testSet: setIndex + 1 }),
      ...(implied === undefined ? {} : { implied }),
      ...(implied?.mcc === undefined
        ? {}
        : { mccError: standardError(implied.confusion, mccOf, row.testRows ?? ASSUMED_TEST_ROWS) }),
      contradictions: [...contradictions, ...(set?.misfits.includes(i) ? [misfitInWords(rows, i, implied, set)] : [])],
      trivial: [
        ...(implied === undefined ? [] : trivialLabelAnswers(row, implied)),
        ...outputs.flatMap(({ beside }) => beside ?? []),
      ],
      ...(kl === undefined ? {} : { kl }),
      ...(effectiveBeta === undefined ? {} : { effectiveBeta }),
      notComputed: {
        ...(notImpliedBecause === undefined ? {} : { 'prevalence and MCC': notImpliedBecause }),
        ...Object.fromEntries(
          notJudged.map(({ name }) => [`${name} output MSE beside a constant`, 'its share of ones is not published']),
        ),
      },
      texts: row.texts,
    };
  });
  const setAudits = sets.map((set, i) => auditSet(set, i + 1, audits));
  const names = undecided.map((i) => rows[i]!.name);
  return {
    rows: audits,
    testSets: setAudits,
    undecided: names,
    findings: auditFindings(rows, audits, setAudits, names),
  };
}

function auditSet({ rows, misfits, ...known }: TestSet, number: number, audits: readonly RowAudit[]): TestSetAudit {
  const nameOf = (i: number): string => audits[i]!.name;
  const fit = rows
    .map((i) => audits[i]!)
    .filter(({ implied, contradictions }) => implied?.mcc !== undefined && contradictions.length === 0)
    .sort((a, b) => b.implied!.mcc!.value - a.implied!.mcc!.value);
  const [best, ...others] = fit;
  return {
    number,
    rows: rows.map(nameOf),
    misfits: misfits.map(nameOf),
    ...known,
    ...(best === undefined
      ? {}
      : {
          best: {
            row: best.name,
            mcc: best.implied!.mcc!.value,
            tiedWith: others.filter((other) => isTied(best, other)).map(({ name }) => name),
          },
        }),
  };
}

/**
 * Nearer than one standard error, or than rounding tells. Models are tested on the same rows and err on many of the same, so
 * their difference is known about as well as one of them alone (the rule of Breiman and others, "Classification and Regression
 * Trees", 1984).
 */
const isTied = (best: RowAudit, other: RowAudit): boolean =>
  best.implied!.mcc!.value - other.implied!.mcc!.value <= best.mccError! ||
  best.implied!.mcc!.low <= other.implied!.mcc!.high;

function misfitInWords(
  rows: readonly PublishedRow[],
  i: number,
  implied: ImpliedMatrix | undefined,
  set: TestSet,
): string {
  const row = rows[i]!;
  const shared = Object.keys(set.fingerprint);
  const tie =
    shared.length > 0 ? `whose count errors (${shared.join(', ')}) are the same in every digit` : 'of its test set';
  const own =
    implied === undefined
      ? `its prevalence is given as ${digits(row.prevalence!.value)}`
      : `its ${sharesInWords(row, implied.from)} make a prevalence of ${digits(implied.prevalence.value)}`;
  if (set.prevalence === undefined) return `The rows ${tie} do not agree on a prevalence: ${own}.`;
  const theirs = (set.prevalence.low + set.prevalence.high) / 2;
  const others = set.rows.length - set.misfits.length;
  return `It does not fit the ${others === 1 ? 'other row' : `${others} other rows`} ${tie}: ${own}, theirs ${digits(theirs)}.${remedy(row, theirs)}`;
}

/** Prevalences differ in digits that four significant ones show. */
const digits = (share: number): string => share.toFixed(4);

/** The accuracy that would fit, where precision and recall are borne out by F1. */
function remedy(row: PublishedRow, prevalence: number): string {
  const { accuracy, precision, recall, f1 } = row;
  if (accuracy === undefined || precision === undefined || recall === undefined || f1 === undefined) return '';
  const confusion = solveConfusion({ precision: precision.value, recall: recall.value, prevalence });
  if (confusion === undefined) return '';
  return ` Precision, recall and F1 fit each other; with that prevalence they make an accuracy of ${digits(confusion.trueOnes + confusion.trueZeros)}.`;
}
