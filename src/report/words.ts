/** Configs and other plain JSON in words. */
import { formatNumber } from '../base/format-number.ts';
import { plainText } from './plain-text.ts';

/** `{kind: 'adam', learningRate: 0.001}` reads "adam, learning rate 0.001". */
export function inWords(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  // A seed or a year is a name rather than an amount: no thousands in it.
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : formatNumber(value);
  if (typeof value !== 'object') return plainText(String(value));
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(nested).join(', ');
  const { kind, ...rest } = value as Record<string, unknown>;
  const parts = Object.entries(rest).map(([key, part]) => `${keyWords(key)} ${nested(part)}`);
  return [...(kind === undefined ? [] : [inWords(kind)]), ...parts].join(', ') || 'none';
}

/** `learningRate` reads "learning rate"; a name of the user's own, such as `H3K27ac`, stays as it is. */
export const keyWords = (key: string): string =>
  plainText(
    /^[a-z]+([A-Z][a-z]*|\d)+$/.test(key.split('.').at(-1)!)
      ? key.replace(
          /([a-z0-9])([A-Z])(?![A-Z])/g,
          (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`,
        )
      : key,
  );

const nested = (value: unknown): string =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0 ? `(${inWords(value)})` : inWords(value);

/** Values by their path, such as `training.batchSize`: for finding what differs between two configs. */
export function flatten(value: unknown, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map([[path, inWords(value)]]);
  const entries = Object.entries(value).flatMap(([key, part]) => [
    ...flatten(part, path === '' ? key : `${path}.${key}`),
  ]);
  return new Map(entries);
}
