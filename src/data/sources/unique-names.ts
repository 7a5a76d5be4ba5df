/** Names as columns need them: names that come again get `-1`, `-2`, ... as scanpy's `var_names_make_unique` gives them. */
export function uniqueNames(names: readonly string[], what: string): { names: string[]; notices: string[] } {
  const taken = new Set(names);
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  let changedCount = 0;
  const unique = names.map((name) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    changedCount++;
    let count = counts.get(name) ?? 0;
    let other: string;
    do other = `${name}-${++count}`;
    while (taken.has(other));
    counts.set(name, count);
    taken.add(other);
    return other;
  });
  const notices =
    changedCount === 0 ? [] : [`${changedCount} ${what} have a name that came before; -1, -2, ... were added.`];
  return { names: unique, notices };
}
