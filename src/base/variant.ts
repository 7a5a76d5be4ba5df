/**
 * A variant is one way to do a thing - a likelihood, a masking, an objective: a summary, the options a person may
 * turn, and what they build. A table lists the variants of one kind; help, validation and types come from it.
 */
import { z } from 'zod';
import { ConfigError } from './errors.ts';
import { type OptionTable, type OptionValues, parseOptions } from './options.ts';

export interface Variant<Options extends OptionTable, Built> {
  readonly summary: string;
  readonly options: Options;
  readonly build: (options: OptionValues<Options>) => Built;
}

// biome-ignore lint/suspicious/noExplicitAny: the option types of a table's rows differ; `choose` checks them at run time.
export type VariantTable<Built> = Readonly<Record<string, Variant<any, Built>>>;

/** What a config says: a name alone, or a name with options. */
export type Choice = string | ({ readonly kind: string } & Readonly<Record<string, unknown>>);

/** A choice with every option filled in: what a run keeps on disk. */
export type ResolvedChoice = { readonly kind: string } & Readonly<Record<string, unknown>>;

export const defineVariant = <const Options extends OptionTable, Built>(
  variant: Variant<Options, Built>,
): Variant<Options, Built> => variant;

/**
 * Checks a choice against its table and fills in the defaults.
 *
 * @param where - for example `config.likelihood`
 * @throws ConfigError when the kind is not in the table, or an option does not fit
 */
export function resolveChoice(table: VariantTable<unknown>, given: unknown, where: string): ResolvedChoice {
  const { kind, ...options } = typeof given === 'string' ? { kind: given } : asRecord(given, table, where);
  const names = Object.keys(table);
  if (typeof kind !== 'string' || !Object.hasOwn(table, kind)) {
    const problem = kind === undefined ? 'the key "kind" is missing' : `${JSON.stringify(kind)} is not known`;
    throw new ConfigError(where, problem, { expected: names, given: String(kind) });
  }
  return { kind, ...parseOptions(z.strictObject(table[kind]!.options), options, where) };
}

/** Builds what a resolved choice stands for. */
export function build<Built>(table: VariantTable<Built>, choice: ResolvedChoice): Built {
  const { kind, ...options } = choice;
  return table[kind]!.build(options);
}

function asRecord(given: unknown, table: VariantTable<unknown>, where: string): Record<string, unknown> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Record<string, unknown>;
  const expected = `a name (${Object.keys(table).join(', ')}) or {kind: name, ...options}`;
  throw new ConfigError(where, `${JSON.stringify(given)} does not fit`, { expected });
}
