/**
 * The whole config as a JSON Schema (draft 2020-12): what an editor needs to complete keys and to mark mistakes, and what
 * the config reference is made of. Variants and schedules, which a config checks against their tables afterwards, are
 * spelled out.
 */
import { z } from 'zod';
import type { VariantTable } from '../base/variant.ts';
import { phaseObject, strategies } from '../vae/strategy/strategy.ts';
import { experimentOptions, tables } from './experiment-config.ts';
import { EXTENDS } from './extend-config.ts';

/** A node of a JSON Schema, as far as configs need it. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly unit?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly $schema?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** A node as zod writes it: `choosesFrom` names a table that stands in place of what zod knows. */
type Tagged = JsonSchema & { readonly choosesFrom?: string; readonly oneOf?: readonly JsonSchema[] };

/** Files may build on others; a resolved config never does. */
const EXTENDS_SCHEMA: JsonSchema = {
  type: 'string',
  description:
    'a recipe, or a file beside this one: what is not given here is as there; maps are merged unless of different kinds, lists replaced',
};

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

export function configSchema(): JsonSchema {
  const fallbacks: Record<string, unknown> = {};
  const top = spelledOut(fromZod(experimentOptions), fallbacks);
  const definitions = Object.entries(tables).map(([name, table]) => [name, tableSchema(table, fallbacks[name])]);
  return {
    $schema: DRAFT,
    description: 'An experiment of Elbo.',
    ...top,
    properties: { [EXTENDS]: EXTENDS_SCHEMA, ...top.properties },
    $defs: { ...Object.fromEntries(definitions), phases: phasesSchema() },
  };
}

const fromZod = (schema: z.ZodType): Tagged =>
  z.toJSONSchema(schema, {
    io: 'input',
    // A key that has a default may be left out, and a number without bounds needs none written.
    override({ jsonSchema }) {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  }) as Tagged;

/** Puts references in place of what names a table. @param fallbacks - filled: table to the kind of a map without one */
function spelledOut(node: Tagged, fallbacks: Record<string, unknown>): JsonSchema {
  const { choosesFrom, $schema: _, oneOf, anyOf = oneOf, properties, items, additionalProperties, ...rest } = node;
  if (choosesFrom !== undefined) {
    fallbacks[choosesFrom] = rest.default;
    return { ...rest, anyOf: choices(choosesFrom, anyOf ?? []) };
  }
  const go = (each: Tagged): JsonSchema => spelledOut(each, fallbacks);
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties: mapValues(properties, go) }),
    ...(items === undefined ? {} : { items: go(items) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(go) }),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof additionalProperties === 'object' ? go(additionalProperties) : additionalProperties,
        }),
  };
}

/** What stands where a table may be chosen from: its rows, and what else the option takes. */
function choices(table: string, anyOf: readonly JsonSchema[]): JsonSchema[] {
  const reference = { $ref: `#/$defs/${table}` };
  if (table === 'schedules') return [...anyOf.filter(({ type }) => type === 'number'), reference];
  // A map without `kind` gives each modality its own.
  if (table === 'likelihoods') return [reference, { type: 'object', additionalProperties: reference }];
  return [reference];
}

/** @param fallback - the row that a map without `kind` means; none where it must be named */
function tableSchema(table: VariantTable<unknown>, fallback: unknown): JsonSchema {
  const rows = Object.entries(table).map(([kind, { summary, options }]) => {
    const { properties = {}, required = [] } = spelledOut(fromZod(z.strictObject(options)), {});
    // A likelihood without `kind` is a map of modalities.
    const isNamed = kind !== fallback || table === tables.likelihoods;
    return {
      type: 'object',
      description: summary,
      properties: { kind: { const: kind }, ...properties },
      required: [...(isNamed ? ['kind'] : []), ...required],
      additionalProperties: false,
    } satisfies JsonSchema;
  });
  const alone = rows.filter(({ required }) => required.every((key) => key === 'kind'));
  return { anyOf: [{ enum: alone.map(({ properties }) => properties.kind.const) }, ...rows] };
}

const phasesSchema = (): JsonSchema => ({
  anyOf: [{ enum: Object.keys(strategies) }, { type: 'array', items: spelledOut(fromZod(phaseObject), {}) }],
});

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
