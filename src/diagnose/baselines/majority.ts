/** Answers every row alike, with the shares of classes among the train rows as probabilities. */

/** @param targets - class indices, -1 where unknown. @returns `[classes]` share of each class */
export function classShares(targets: Int32Array, classCount: number): Float64Array {
  const counts = new Float64Array(classCount);
  let known = 0;
  for (const target of targets) {
    if (target < 0) continue;
    counts[target]!++;
    known++;
  }
  return counts.map((count) => count / known);
}
