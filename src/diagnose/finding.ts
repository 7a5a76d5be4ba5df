/** What a diagnostic says of a finished evaluation. Plain data: it is kept in `findings.json` and printed everywhere. */

export type Verdict = 'good' | 'note' | 'warning' | 'problem';

export interface Finding {
  /** The diagnostic's id, such as `collapse`. */
  readonly id: string;
  readonly verdict: Verdict;
  /** One plain sentence with the main number in it. */
  readonly title: string;
  /** The numbers it rests on: name (with unit, such as `klNats`) to value. */
  readonly evidence: Readonly<Record<string, number | string | readonly number[]>>;
  /** What to try next: sentences. Empty when all is well. */
  readonly advice: readonly string[];
}

/** From best to worst. */
export const VERDICTS: readonly Verdict[] = ['good', 'note', 'warning', 'problem'];
