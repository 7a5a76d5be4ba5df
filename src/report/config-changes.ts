/** What differs between two configs, in words: `KL weight 1 → 0.001`, `decoder gains dropout 0.3`. */
import { inWords, keyWords } from './words.ts';

export interface ConfigChange {
  /** Where it stands, such as `objective.beta`. */
  readonly path: string;
  readonly text: string;
}

/** Names of keys where the last word of the path says too little. */
const NAMES: Readonly<Record<string, string>> = {
  'architecture.decoder': 'decoder layers',
  'architecture.encoder': 'encoder layers',
  'architecture.latent': 'latent units',
  'data.source': 'data',
  initializeFrom: 'begins with the parameters of',
  'objective.beta': 'KL weight',
  'objective.reduction': 'reduction of the objective',
  splitModelsBy: 'a model for each class of',
};

/** What does nothing to a model. */
const NO_PART: readonly string[] = ['name', 'published'];

/** What layers gain and lose: it is not changed to or from nothing. */
const GAINED: Readonly<Record<string, string>> = {
  'architecture.batchNorm': 'batch normalization',
  'architecture.dropout': 'dropout',
};

/** Values that mean that there is none of it. */
const isNone = (value: unknown): boolean => value === undefined || value === false || value === 0 || value === 'none';

/**
 * @param before - a config with every key, of the parent
 * @param now - of the run that is compared with it
 * @returns in the order of the keys; names and published numbers are no part of what an experiment does
 */
export function configChanges(before: unknown, now: unknown): ConfigChange[] {
  const found = changes(before, now, '').filter(({ path }) => !NO_PART.includes(path.split('.')[0]!));
  const isGained = ({ path, text }: ConfigChange): boolean => path in GAINED && !text.includes('→');
  if (!found.some(isGained)) return found;
  // Which layers they are is said with what they gain or lose.
  const layers = regularizedLayers(found.some(({ text }) => text.startsWith('gain')) ? now : before);
  return found.flatMap((change) => {
    if (isGained(change)) return [{ ...change, text: `${layers} ${change.text}` }];
    return change.path === 'architecture.regularized' ? [] : [change];
  });
}

function regularizedLayers(config: unknown): string {
  const { regularized } = (config as { readonly architecture: { readonly regularized?: 'all' | readonly string[] } })
    .architecture;
  if (regularized === undefined || regularized === 'all') return 'net';
  const parts = [...new Set(regularized.map((name) => name.split('.')[0]!))];
  return parts.sort().join(' and ');
}

function changes(before: unknown, now: unknown, path: string): ConfigChange[] {
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  if (!isRecord(before) || !isRecord(now) || before.kind !== now.kind)
    return [{ path, text: changeInWords(before, now, path) }];
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) =>
    changes(before[key], now[key], path === '' ? key : `${path}.${key}`),
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function changeInWords(before: unknown, now: unknown, path: string): string {
  const gained = GAINED[path];
  if (gained !== undefined && isNone(before) !== isNone(now)) {
    const had = isNone(before) ? now : before;
    return `${isNone(before) ? 'gains' : 'loses'} ${gained}${had === true ? '' : ` ${inWords(had)}`}`;
  }
  return `${nameOf(path)} ${value(before)} → ${value(now)}`;
}

/** All of them as one line; what the same layers gain is said together. */
export function changesInWords(changes: readonly ConfigChange[]): string {
  if (changes.length === 0) return 'nothing in the config';
  const told: string[] = [];
  for (const { path, text } of changes) {
    const [, start, what] = /^(.* (?:gains|loses)) (.*)$/.exec(path in GAINED ? text : '') ?? [];
    const last = told.at(-1);
    if (start !== undefined && last?.startsWith(`${start} `)) told[told.length - 1] = `${last} and ${what}`;
    else told.push(text);
  }
  return told.join('; ');
}

function value(given: unknown): string {
  if (Array.isArray(given) && given.length > 0 && given.every((size) => typeof size === 'number'))
    return given.join('-');
  const words = inWords(given);
  return isRecord(given) && words.includes(', ') ? `(${words})` : words;
}

/** Of a path that no name is known for, the last two keys: `optimizer learning rate`. */
function nameOf(path: string): string {
  const own = NAMES[path];
  if (own !== undefined) return own;
  const keys = path.split('.');
  const told = keys.length > 2 ? keys.slice(-2) : keys.slice(-1);
  return told.map(keyWords).join(' ');
}
