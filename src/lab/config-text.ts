/** Config files and overrides as plain values. Nothing in a file is executed; sizes and aliases are bounded. */
import { ConfigError } from '../base/errors.ts';

const MOST_BYTES = 1_000_000;
const MOST_ALIASES = 100;

export type ConfigValue = Record<string, unknown>;

/**
 * Reads YAML (or JSON, which is YAML). Numbers and booleans are typed as YAML 1.2 does: `no` is a text, `1e-3` a number.
 *
 * @param where - the file's name, for messages
 * @throws ConfigError when it is not YAML, too large, not a map, or repeats a key
 */
export async function parseConfigText(text: string, where: string): Promise<ConfigValue> {
  const { parseDocument } = await import('yaml');
  if (text.length > MOST_BYTES)
    throw new ConfigError(where, `the file has ${text.length} characters`, { expected: `at most ${MOST_BYTES}` });
  let value: unknown;
  try {
    const document = parseDocument(text, { version: '1.2', uniqueKeys: true, maxAliasCount: MOST_ALIASES } as object);
    const problem = document.errors[0];
    if (problem !== undefined) throw problem;
    value = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    const [reason = 'it cannot be read'] = (error as Error).message.split('\n');
    throw new ConfigError(where, `this is not YAML: ${reason.replace(/:$/, '')}`, { cause: error });
  }
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new ConfigError(where, `the file holds ${JSON.stringify(value)?.slice(0, 40)}`, {
      expected: 'keys and values, such as "seed: 42"',
    });
  }
  return value as ConfigValue;
}

/**
 * A config with overrides applied: `a.b=3` and `+a.c=4` set, `~a.d` removes.
 *
 * @throws ConfigError when an override cannot be read, or removes what is not there
 */
export async function applyOverrides(config: ConfigValue, overrides: readonly string[]): Promise<ConfigValue> {
  const result = structuredClone(config);
  for (const override of overrides) {
    const found = /^(?:\+?([\w.-]+)=(.*)|~([\w.-]+))$/s.exec(override);
    if (found === null) {
      throw new ConfigError(`override "${override}"`, 'it cannot be read', {
        expected: 'key.path=value, +key.path=value or ~key.path',
      });
    }
    const [, set, text, removed] = found;
    const path = (set ?? removed!).split('.');
    if (path.some((key) => ['__proto__', 'constructor', 'prototype'].includes(key))) {
      throw new ConfigError(`override "${override}"`, 'the key is not allowed');
    }
    const parent = parentOf(result, path, override);
    const key = path.at(-1)!;
    if (set === undefined) {
      if (!Object.hasOwn(parent, key)) {
        throw new ConfigError(`override "${override}"`, `"${removed}" is not set`, {
          expected: Object.keys(parent),
          given: key,
        });
      }
      delete parent[key];
    } else parent[key] = await parseValue(text!, override);
  }
  return result;
}

/** The map that holds the last key of a path; a name stands for the variant of that kind. */
function parentOf(config: ConfigValue, path: readonly string[], override: string): ConfigValue {
  let current = config;
  for (const key of path.slice(0, -1)) {
    const next = Object.hasOwn(current, key) ? current[key] : undefined;
    if (next === undefined || next === null) current[key] = {};
    else if (typeof next === 'string') current[key] = { kind: next };
    else if (typeof next !== 'object' || Array.isArray(next)) {
      throw new ConfigError(`override "${override}"`, `"${key}" is ${JSON.stringify(next)} and has no keys`);
    }
    current = current[key] as ConfigValue;
  }
  return current;
}

async function parseValue(text: string, override: string): Promise<unknown> {
  const { parse } = await import('yaml');
  try {
    return parse(text, { version: '1.2', maxAliasCount: 0 } as object) as unknown;
  } catch (error) {
    throw new ConfigError(`override "${override}"`, `"${text}" is not a YAML value`, { cause: error });
  }
}
