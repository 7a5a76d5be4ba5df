/** Where a config comes from: a file, or a recipe that ships with Elbo. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, nearest } from '../base/errors.ts';
import type { LoadContext } from '../data/find-file.ts';

export interface ConfigSource {
  readonly text: string;
  /** Its name in messages. */
  readonly where: string;
  /** Where its data are looked for after `$ELBO_DATA`. */
  readonly baseFolder: string;
}

const RECIPES = fileURLToPath(new URL('../../recipes/', import.meta.url));
const ENDING = '.yaml';

/** Names of all recipes, such as `mnist/dense-400-20`. */
export const recipeNames = (): string[] =>
  readdirSync(RECIPES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length).split(path.sep).join('/'))
    .sort();

/** @throws ConfigError when there is no such recipe */
export function readRecipe(name: string): string {
  const names = recipeNames();
  if (names.includes(name)) return readFileSync(path.join(RECIPES, `${name}${ENDING}`), 'utf8');
  throw new ConfigError(name, 'there is no such recipe', {
    expected: 'a name that "elbo recipes" lists',
    ...suggestion(name, names),
  });
}

/** @throws ConfigError when it is neither a recipe nor a file */
export function readConfigSource(given: string): ConfigSource {
  const names = recipeNames();
  if (names.includes(given)) return { text: readRecipe(given), where: `recipe ${given}`, baseFolder: process.cwd() };
  if (existsSync(given)) {
    const status = statSync(given);
    if (status.isDirectory())
      throw new ConfigError(given, 'this is a folder', {
        expected: 'a config file or a recipe',
        advice: `To go on with a run: elbo train --resume ${given}`,
      });
    // Beside a pipe lie no data.
    const baseFolder = status.isFile() ? path.dirname(path.resolve(given)) : process.cwd();
    return { text: readFileSync(given, 'utf8'), where: given, baseFolder };
  }
  throw new ConfigError(given, 'there is no such config file or recipe', {
    expected: 'a path, or a name that "elbo recipes" lists',
    ...suggestion(given, names),
  });
}

function suggestion(given: string, names: readonly string[]): { advice?: string } {
  const near = nearest(given.replace(/\.ya?ml$/, ''), names);
  return near === undefined ? {} : { advice: `Did you mean "${near}"?` };
}

/** Where data are looked for. */
export function loadContext(baseFolder: string): LoadContext {
  const root = process.env.ELBO_DATA;
  return root === undefined || root === '' ? { baseFolder } : { dataRoot: root, baseFolder };
}
