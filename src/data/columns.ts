/**
 * Which columns of a table are features, in which order and modality, and which hold the label, the row id and the part
 * of the split a row was given to. Decided from the names alone, before any number is read.
 */
import { ConfigError } from '../base/errors.ts';
import type { Modality } from './dataset.ts';

/** A column by name, or by position counted from 0; -1 is the last. */
export type ColumnReference = string | number;

export interface ColumnChoice {
  readonly label?: ColumnReference | undefined;
  readonly idColumn?: ColumnReference | undefined;
  /** The column that says which part of the split a row belongs to. */
  readonly partColumn?: ColumnReference | undefined;
  readonly columns: {
    readonly include?: readonly string[] | undefined;
    readonly exclude?: readonly string[] | undefined;
  };
  readonly modalities?: Readonly<Record<string, string | readonly string[]>> | undefined;
}

export interface ColumnPlan {
  /** Positions in the file of the dataset's columns, in the dataset's order. */
  readonly features: readonly number[];
  readonly modalities: readonly Modality[];
  readonly label?: number;
  readonly id?: number;
  readonly part?: number;
  readonly notices: readonly string[];
}

/**
 * @param columns - the names in the file's order
 * @param where - such as `config.data`
 * @throws ConfigError when a name, range or pattern meets no column, or a column is in two modalities
 */
export function planColumns(columns: readonly string[], choice: ColumnChoice, where: string): ColumnPlan {
  const find = new ColumnFinder(columns);
  const special = planBeside(columns, choice, where);
  const { label, id, part } = special;
  const { include, exclude = [] } = choice.columns;
  const left = new Set(include === undefined ? columns.keys() : find.all(include, `${where}.columns.include`));
  for (const column of find.all(exclude, `${where}.columns.exclude`)) left.delete(column);
  for (const column of [id, part]) if (column !== undefined) left.delete(column);
  if (choice.modalities === undefined) {
    if (label !== undefined) left.delete(label);
    const features = [...left].sort((a, b) => a - b);
    if (features.length === 0) throw new ConfigError(`${where}.columns`, 'leaves no column to train on');
    return { ...special, features, modalities: [{ name: 'data', start: 0, count: features.length }], notices: [] };
  }
  return { ...special, ...planModalities(find, left, label, choice.modalities, `${where}.modalities`) };
}

/** Where the label, the row id and the part stand. @throws ConfigError when one of them is no column */
export function planBeside(
  columns: readonly string[],
  choice: Pick<ColumnChoice, 'label' | 'idColumn' | 'partColumn'>,
  where: string,
): Pick<ColumnPlan, 'label' | 'id' | 'part'> {
  const find = new ColumnFinder(columns);
  const label = find.reference(choice.label, `${where}.label`);
  const id = find.reference(choice.idColumn, `${where}.idColumn`);
  const part = find.reference(choice.partColumn, `${where}.split.column`);
  return {
    ...(label === undefined ? {} : { label }),
    ...(id === undefined ? {} : { id }),
    ...(part === undefined ? {} : { part }),
  };
}

function planModalities(
  find: ColumnFinder,
  left: ReadonlySet<number>,
  label: number | undefined,
  wanted: Readonly<Record<string, string | readonly string[]>>,
  where: string,
): Pick<ColumnPlan, 'features' | 'modalities' | 'notices'> {
  const owner = new Map<number, string>();
  const features: number[] = [];
  const modalities: Modality[] = [];
  for (const [name, spec] of Object.entries(wanted)) {
    const at = `${where}.${name}`;
    const matched = find.all(typeof spec === 'string' ? [spec] : spec, at);
    // A label is a feature too only where a modality is made of it alone: a wide pattern must not leak it.
    const members = matched.filter((column) => left.has(column) && (column !== label || matched.length === 1));
    if (members.length === 0) {
      throw new ConfigError(
        at,
        `${JSON.stringify(spec)} leaves no column: all it meets are label, id, split column or excluded`,
      );
    }
    for (const column of members) {
      const earlier = owner.get(column);
      if (earlier !== undefined) {
        throw new ConfigError(at, `the column "${find.columns[column]}" is in "${earlier}" already`, {
          expected: 'each column in at most one modality',
        });
      }
      owner.set(column, name);
    }
    modalities.push({ name, start: features.length, count: members.length });
    for (const column of members) features.push(column);
  }
  const outside = [...left].filter((column) => column !== label && !owner.has(column));
  const names = outside.slice(0, 5).map((column) => find.columns[column]);
  const notices =
    outside.length === 0
      ? []
      : [
          `${outside.length} columns are in no modality and were left out: ${names.join(', ')}${outside.length > 5 ? ', ...' : ''}.`,
        ];
  return { features, modalities, notices };
}

/** Finds columns by name, position, range `0..99` (both ends count) or pattern `H3K9_*`. */
class ColumnFinder {
  readonly columns: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;

  constructor(columns: readonly string[]) {
    this.columns = columns;
    this.#positions = new Map(columns.map((name, i) => [name, i]));
  }

  reference(wanted: ColumnReference | undefined, where: string): number | undefined {
    if (wanted === undefined) return undefined;
    if (typeof wanted === 'string') {
      const found = this.#positions.get(wanted);
      if (found !== undefined) return found;
      throw new ConfigError(where, `"${wanted}" is not a column`, { expected: this.#some(), given: wanted });
    }
    const position = wanted < 0 ? this.columns.length + wanted : wanted;
    if (position >= 0 && position < this.columns.length) return position;
    throw new ConfigError(where, `there is no column ${wanted}`, {
      expected: `0 to ${this.columns.length - 1}, or -1 for the last`,
    });
  }

  /** Every column that any of the specs meets, each once, in the order of specs. */
  all(specs: readonly string[], where: string): number[] {
    const found = new Set<number>();
    for (const spec of specs) for (const column of this.#matching(spec, where)) found.add(column);
    return [...found];
  }

  #matching(spec: string, where: string): number[] {
    const exact = this.#positions.get(spec);
    if (exact !== undefined) return [exact];
    const range = /^(\d+)\.\.(\d+)$/.exec(spec);
    if (range !== null) {
      const [first, last] = [Number(range[1]), Number(range[2])];
      if (first > last || last >= this.columns.length) {
        throw new ConfigError(where, `the range ${spec} does not fit ${this.columns.length} columns`, {
          expected: `first..last within 0..${this.columns.length - 1}; both ends count`,
        });
      }
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    }
    const meets = matcher(spec);
    const found = [...this.columns.keys()].filter((i) => meets(this.columns[i]!));
    if (found.length > 0) return found;
    throw new ConfigError(where, `"${spec}" meets no column`, { expected: this.#some(), given: spec });
  }

  /** Names enough to see what kind of names there are, and to find a slip among. */
  #some(): readonly string[] {
    return this.columns.length <= 40 ? this.columns : [...this.columns.slice(0, 20), '...', ...this.columns.slice(-20)];
  }
}

/** `*` stands for any characters. Compared piece by piece, so no pattern is slow. */
function matcher(pattern: string): (name: string) => boolean {
  const [first, ...others] = pattern.split('*');
  if (others.length === 0) return (name) => name === pattern;
  const last = others.pop()!;
  return (name) => {
    if (!name.startsWith(first!) || !name.endsWith(last) || name.length < first!.length + last.length) return false;
    let position = first!.length;
    for (const piece of others) {
      const at = name.indexOf(piece, position);
      if (at < 0) return false;
      position = at + piece.length;
    }
    return position <= name.length - last.length;
  };
}
