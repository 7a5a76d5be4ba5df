/**
 * Which rows of a table cannot have been measured on the same test rows. Two things tell them apart: prevalences whose
 * intervals are disjoint, and numbers of test rows that differ. One thing ties them together: a count error that is the same in
 * every digit. Models differ and their answers do too, so such an error comes from answering alike everywhere (0, nearly
 * always), and then it is a fingerprint of the targets alone.
 */
import { type Interval, intersection, overlap, type PublishedRow } from './published.ts';

/** Fewer equal digits may be chance. */
const FINGERPRINT_DIGITS = 6;

/** What is known of a row when sets are told apart. */
export interface RowEvidence {
  readonly row: PublishedRow;
  /** Absent where none is implied. */
  readonly prevalence?: Interval;
}

export interface TestSet {
  /** Positions in the table, rising. */
  readonly rows: readonly number[];
  /** Those of its rows whose prevalence is not that of the others. */
  readonly misfits: readonly number[];
  /** What the rows that fit have in common; absent where none is implied, or where no majority of rows agrees. */
  readonly prevalence?: Interval;
  readonly testRows?: number;
  /** Modality to the count error that its rows share in every digit. */
  readonly fingerprint: Readonly<Record<string, number>>;
}

export interface TestSets {
  /** In the order of their first rows. */
  readonly sets: readonly TestSet[];
  /** Rows that fit several sets, or of which nothing is known. */
  readonly undecided: readonly number[];
}

export function testSets(rows: readonly RowEvidence[]): TestSets {
  const groups = fingerprintGroups(rows).map((members) => settle(rows, members));
  const tied = groups.filter(({ rows: members }) => members.length > 1);
  const single = groups.filter(({ rows: members }) => members.length === 1);
  const known = single.filter(({ prevalence }) => prevalence !== undefined);
  const sets: TestSet[] = [];
  const undecided = single.filter(({ prevalence }) => prevalence === undefined).flatMap((group) => group.rows);
  // The widest intervals fit most sets, so they come when the sets are known.
  for (const group of [...tied, ...known.sort((a, b) => widthOf(a) - widthOf(b))]) {
    const fitting = sets.filter((set) => mayBeOne(set, group));
    if (fitting.length === 0) sets.push(group);
    else if (fitting.length === 1) sets[sets.indexOf(fitting[0]!)] = joined(fitting[0]!, group);
    else undecided.push(...group.rows);
  }
  return {
    sets: sets.sort((a, b) => a.rows[0]! - b.rows[0]!),
    undecided: undecided.sort((a, b) => a - b),
  };
}

const widthOf = ({ prevalence }: TestSet): number => prevalence!.high - prevalence!.low;

/** Rows that share a repeated count error, and rows alone. */
function fingerprintGroups(rows: readonly RowEvidence[]): number[][] {
  const groupOf = rows.map((_, i) => i);
  const firstWith = new Map<string, number>();
  rows.forEach((_, i) => {
    for (const [name, { countMse }] of Object.entries(rows[i]!.row.modalities)) {
      if (countMse === undefined || countMse.significantDigits < FINGERPRINT_DIGITS) continue;
      const key = JSON.stringify([name, countMse.value]);
      const first = firstWith.get(key);
      if (first === undefined) firstWith.set(key, i);
      else {
        const [from, to] = [groupOf[i]!, groupOf[first]!];
        groupOf.forEach((group, j) => {
          if (group === from) groupOf[j] = to;
        });
      }
    }
  });
  return [...new Set(groupOf)].map((group) => rows.flatMap((_, i) => (groupOf[i] === group ? [i] : [])));
}

/** Members of a group hold to the prevalence that more than half of them allow; the others are misfits. */
function settle(rows: readonly RowEvidence[], members: readonly number[]): TestSet {
  const known = members.filter((i) => rows[i]!.prevalence !== undefined);
  const shared = commonPoint(known.map((i) => rows[i]!.prevalence!));
  const fits = (i: number): boolean => shared !== undefined && overlap(rows[i]!.prevalence!, shared);
  const fitting = known.filter(fits);
  const agreed = 2 * fitting.length > known.length;
  const testRows = members.map((i) => rows[i]!.row.testRows).find((count) => count !== undefined);
  return {
    rows: members,
    misfits: agreed ? known.filter((i) => !fits(i)) : known,
    ...(agreed ? { prevalence: fitting.map((i) => rows[i]!.prevalence!).reduce(intersection) } : {}),
    ...(testRows === undefined ? {} : { testRows }),
    fingerprint: fingerprintOf(rows, members),
  };
}

/** A point in as many of the intervals as any is. */
function commonPoint(intervals: readonly Interval[]): Interval | undefined {
  let best: Interval | undefined;
  let most = 0;
  // Where most intervals lie over each other, one of them begins.
  for (const { low } of intervals) {
    const point = { low, high: low };
    const count = intervals.filter((interval) => overlap(interval, point)).length;
    if (count > most) [best, most] = [point, count];
  }
  return best;
}

function fingerprintOf(rows: readonly RowEvidence[], members: readonly number[]): Record<string, number> {
  const names = new Set(members.flatMap((i) => Object.keys(rows[i]!.row.modalities)));
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const errors = members.flatMap((i) => rows[i]!.row.modalities[name]?.countMse ?? []);
      const isShared = errors.length > 1 && errors.every(({ value }) => value === errors[0]!.value);
      return isShared && errors[0]!.significantDigits >= FINGERPRINT_DIGITS ? [[name, errors[0]!.value]] : [];
    }),
  );
}

function mayBeOne(a: TestSet, b: TestSet): boolean {
  if (a.prevalence === undefined || b.prevalence === undefined || !overlap(a.prevalence, b.prevalence)) return false;
  if (a.testRows !== undefined && b.testRows !== undefined && a.testRows !== b.testRows) return false;
  return Object.entries(a.fingerprint).every(
    ([name, error]) => b.fingerprint[name] === undefined || b.fingerprint[name] === error,
  );
}

function joined(set: TestSet, group: TestSet): TestSet {
  const testRows = set.testRows ?? group.testRows;
  return {
    rows: [...set.rows, ...group.rows].sort((a, b) => a - b),
    misfits: [...set.misfits, ...group.misfits].sort((a, b) => a - b),
    prevalence: intersection(set.prevalence!, group.prevalence!),
    ...(testRows === undefined ? {} : { testRows }),
    fingerprint: { ...group.fingerprint, ...set.fingerprint },
  };
}
