/**
 * Errors a person can act on. Every message reads: where, what is wrong (with the value given), what is
 * expected, what to do. The class decides the exit code of the command line.
 */

export interface ErrorDetails {
  /** The values or form that would have been accepted. A list is printed as "Expected one of: ...". */
  readonly expected?: string | readonly string[];
  /** The value given; with a list in `expected`, the nearest name is suggested. */
  readonly given?: string;
  /** What to do about it: a whole sentence. */
  readonly advice?: string;
  readonly cause?: unknown;
}

export class ElboError extends Error {
  readonly exitCode: number = 1;
  readonly where: string;

  constructor(where: string, problem: string, details: ErrorDetails = {}) {
    super(describe(where, problem, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.where = where;
  }
}

/** A config, an override or a command line that cannot be meant. Exit code 2. */
export class ConfigError extends ElboError {
  override readonly exitCode = 2;
}

/** A data file that is refused. Exit code 3. */
export class DataError extends ElboError {
  override readonly exitCode = 3;
}

/** Training that stopped because a value was no longer finite. Exit code 4. */
export class TrainingError extends ElboError {
  override readonly exitCode = 4;
}

/** A run that cannot be resumed, or is in use by another process. Exit code 5. */
export class ResumeError extends ElboError {
  override readonly exitCode = 5;
}

/** A size above a stated limit, refused before memory is taken. Exit code 6. */
export class LimitError extends ElboError {
  override readonly exitCode = 6;
}

/** Shapes that do not fit together: a mistake in the program, or in a config the checks let through. */
export class ShapeError extends ElboError {}

function describe(where: string, problem: string, details: ErrorDetails): string {
  const sentences = [sentence(problem)];
  const { expected, given, advice } = details;
  if (typeof expected === 'string') sentences.push(sentence(`Expected ${expected}`));
  else if (expected !== undefined) {
    sentences.push(`Expected one of: ${expected.join(', ')}.`);
    const near = given === undefined ? undefined : nearest(given, expected);
    if (near !== undefined) sentences.push(`Did you mean "${near}"?`);
  }
  if (advice !== undefined) sentences.push(sentence(advice));
  return `${where}: ${sentences.join(' ')}`;
}

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);

/** The candidate with the fewest single-character edits from `given`, if it is close enough to be a slip. */
export function nearest(given: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const contained = given.length > 1 && candidate.toLowerCase().includes(given.toLowerCase());
    const contains = candidate.length > 1 && given.toLowerCase().includes(candidate.toLowerCase());
    const distance = contained || contains ? 1 : editDistance(given.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  // One letter changed in a name of one letter is another name.
  const slips = given.length === 1 ? 0 : Math.max(1, Math.floor(given.length / 3));
  return bestDistance <= slips ? best : undefined;
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? rows[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY;
      current.push(Math.min(rows[i - 1]![j]! + 1, current[j - 1]! + 1, substitution, swap));
    }
    rows.push(current);
  }
  return rows[a.length]![b.length]!;
}
