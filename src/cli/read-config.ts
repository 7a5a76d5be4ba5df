/** Reads a config, and those that it extends. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../base/errors.ts';
import { type ConfigValue, parseConfigText } from '../lab/config-text.ts';
import { EXTENDS, extendConfig } from '../lab/extend-config.ts';
import { type ConfigSource, readConfigSource, recipeNames } from './config-source.ts';

export interface ReadConfig extends ConfigSource {
  /** Plain values, what it extends included. */
  readonly config: ConfigValue;
}

/**
 * @param given - a recipe or a file; data are looked for beside it, not beside what it extends
 * @throws ConfigError when there is no such config, it cannot be read, or it extends itself in the end
 */
export async function readConfig(given: string): Promise<ReadConfig> {
  const source = readConfigSource(given);
  return { ...source, config: await whole(source, []) };
}

async function whole(source: ConfigSource, above: readonly string[]): Promise<ConfigValue> {
  const { text, where, baseFolder } = source;
  const own = await parseConfigText(text, where);
  const base = own[EXTENDS];
  if (base === undefined) return own;
  if (typeof base !== 'string')
    throw new ConfigError(`${where}: ${EXTENDS}`, `${JSON.stringify(base)} does not fit`, {
      expected: 'the name of a recipe, or a file',
    });
  const next = readConfigSource(located(base, baseFolder));
  const chain = [...above, where];
  if (chain.includes(next.where))
    throw new ConfigError(`${where}: ${EXTENDS}`, `it goes round in a circle: ${[...chain, next.where].join(' -> ')}`, {
      expected: 'a config that does not build on this one',
    });
  return extendConfig(await whole(next, chain), own);
}

/** A file lies beside the one that names it. */
function located(base: string, folder: string): string {
  if (recipeNames().includes(base)) return base;
  const file = path.resolve(folder, base);
  return existsSync(file) ? file : base;
}
