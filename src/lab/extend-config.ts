/** One config on top of another: what it gives holds, everything else is as in the one it extends. */
import type { ConfigValue } from './config-text.ts';

/** The key that names the config to build on: a recipe, or a file. */
export const EXTENDS = 'extends';

/** Maps that mean something only as a whole: half of one source and half of another is neither. */
const WHOLE: ReadonlySet<string> = new Set(['data.source', 'data.modalities', 'likelihood', 'published']);

/**
 * Maps are merged key by key, unless they are of different kinds; anything else is replaced, lists too.
 *
 * @returns a config without `extends`
 */
export function extendConfig(base: ConfigValue, own: ConfigValue): ConfigValue {
  const { [EXTENDS]: _, ...rest } = own;
  return merged(base, rest, '');
}

function merged(base: ConfigValue, own: ConfigValue, at: string): ConfigValue {
  const result = { ...base };
  for (const [key, value] of Object.entries(own)) {
    const before = Object.hasOwn(base, key) ? base[key] : undefined;
    const path = at === '' ? key : `${at}.${key}`;
    result[key] =
      isMap(before) && isMap(value) && !WHOLE.has(path) && isOfKind(value, before.kind)
        ? merged(before, value, path)
        : value;
  }
  return result;
}

const isMap = (value: unknown): value is ConfigValue =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isOfKind = (value: ConfigValue, kind: unknown): boolean => value.kind === undefined || value.kind === kind;
