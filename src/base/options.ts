/**
 * Options a person may turn. Each has a default, a range and a sentence of help; validation, config types and the
 * printed reference all come from the same declaration. Checking is zod's; this file adds our messages.
 */
import { z } from 'zod';
import { ConfigError, type ErrorDetails } from './errors.ts';

export type OptionTable = Readonly<Record<string, z.ZodType>>;
export type OptionValues<Table extends OptionTable> = { readonly [Name in keyof Table]: z.output<Table[Name]> };

interface OptionHelp<T> {
  readonly default?: T;
  readonly help: string;
  readonly unit?: string;
}

interface NumberHelp extends OptionHelp<number> {
  readonly min?: number;
  readonly max?: number;
  /** The value must be larger than this. */
  readonly above?: number;
  /** The value must be smaller than this. */
  readonly below?: number;
}

function finish<T extends z.ZodType>(schema: T, { help, unit, default: value }: OptionHelp<z.output<T>>): T {
  const described = value === undefined ? schema : schema.default(value as never);
  return described.meta({ description: help, ...(unit === undefined ? {} : { unit }) }) as unknown as T;
}

function bounded(schema: z.ZodNumber, { min, max, above, below }: NumberHelp): z.ZodNumber {
  let bounds = schema;
  if (min !== undefined) bounds = bounds.min(min);
  if (max !== undefined) bounds = bounds.max(max);
  if (above !== undefined) bounds = bounds.gt(above);
  if (below !== undefined) bounds = bounds.lt(below);
  return bounds;
}

export const number = (help: NumberHelp): z.ZodNumber => finish(bounded(z.number(), help), help);
export const integer = (help: NumberHelp): z.ZodNumber => finish(bounded(z.number().int(), help), help);
export const boolean = (help: OptionHelp<boolean>): z.ZodBoolean => finish(z.boolean(), help);
export const text = (help: OptionHelp<string>): z.ZodString => finish(z.string(), help);
export const choice = <const Names extends readonly [string, ...string[]]>(
  names: Names,
  help: OptionHelp<Names[number]>,
): z.ZodType<Names[number]> => finish(z.enum(names) as unknown as z.ZodType<Names[number]>, help);
export const list = <T extends z.ZodType>(item: T, help: OptionHelp<z.output<T>[]>): z.ZodArray<T> =>
  finish(z.array(item), help as never);

/**
 * Checks a value against a schema and gives it its defaults.
 *
 * @param where - the path printed in front of each message, such as `config.training`
 * @throws ConfigError naming the first field that does not fit, what was given and what is expected
 */
export function parseOptions<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw toConfigError(result.error.issues[0]!, schema, where);
}

type Issue = z.core.$ZodIssue;

function toConfigError(issue: Issue, schema: z.ZodType, where: string): ConfigError {
  // A message made by our own refinement is already whole.
  const at = [where, ...issue.path.map(String)].join('.');
  if (issue.code === 'custom') return new ConfigError(at, issue.message, (issue.params?.details ?? {}) as ErrorDetails);
  if (issue.code === 'unrecognized_keys') {
    const given = issue.keys[0]!;
    const known = keysAt(schema, issue.path);
    return new ConfigError(`${at}.${given}`, `"${given}" is not a key here`, { expected: known, given });
  }
  const given = JSON.stringify(issue.input);
  if (issue.code === 'invalid_value') {
    const expected = issue.values.map(String);
    return new ConfigError(at, `${given} is not known`, { expected, given: String(issue.input) });
  }
  const problem = issue.input === undefined ? 'the value is missing' : `${given} does not fit`;
  return new ConfigError(at, problem, { expected: expectation(issue) });
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_WORDS[issue.expected] ?? `a value of type ${issue.expected}`;
    case 'too_small':
      return `${sizeWord(issue.origin)} ${issue.inclusive ? 'of at least' : 'above'} ${issue.minimum}`;
    case 'too_big':
      return `${sizeWord(issue.origin)} ${issue.inclusive ? 'of at most' : 'below'} ${issue.maximum}`;
    case 'invalid_union':
      return issue.errors
        .map((branch) => (branch[0] === undefined ? 'another form' : expectation(branch[0])))
        .filter((text, index, all) => all.indexOf(text) === index)
        .join(', or ');
    case 'invalid_value':
      return issue.values.map((value) => `"${String(value)}"`).join(' or ');
    case 'unrecognized_keys':
      return 'only known keys';
    default:
      return issue.message;
  }
}

/** As the config reference says it. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
};

const sizeWord = (origin: string): string =>
  origin === 'array' ? 'a list with a length' : origin === 'string' ? 'a text with a length' : 'a number';

function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let current: unknown = unwrap(schema);
  for (const key of path) {
    if (current instanceof z.ZodObject) current = unwrap((current.shape as Record<PropertyKey, z.ZodType>)[key]);
    else if (current instanceof z.ZodRecord) current = unwrap(current.valueType as z.ZodType);
    else if (current instanceof z.ZodArray) current = unwrap(current.element as z.ZodType);
    else return [];
  }
  if (current instanceof z.ZodUnion) {
    return (current.options as z.ZodType[]).flatMap((option) => keysAt(option, []));
  }
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  let current = schema;
  while (
    current instanceof z.ZodDefault ||
    current instanceof z.ZodPrefault ||
    current instanceof z.ZodOptional ||
    current instanceof z.ZodNullable
  ) {
    current = current.unwrap() as z.ZodType;
  }
  return current instanceof z.ZodPipe ? unwrap(current.out as z.ZodType) : current;
}
