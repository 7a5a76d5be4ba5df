import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseOptions } from '../../../src/base/options.ts';
import { readRows } from '../../../src/data/dataset.ts';
import { loadSimulated, simulatedOptions } from '../../../src/data/sources/simulated.ts';

const parse = (given: unknown) => parseOptions(z.strictObject(simulatedOptions), given, 'config.data.simulated');
const small = parse({ rows: 200, columns: 60 });
const digest = async (options: typeof small) =>
  createHash('sha256')
    .update((await loadSimulated(options)).dataset.values.data)
    .digest('hex');

test('every option has a default', () => {
  expect(parse({})).toEqual({ rows: 3000, columns: 4000, strength: 0.95, seed: 42 });
});

// The digest is that of the first release: a change of it changes every simulated dataset people have.
test('the same options give the same bytes, another seed or strength gives others', async () => {
  expect(await digest(small)).toBe(await digest(small));
  expect(await digest(small)).toBe('8690b92eb25aa308d6a5a7e2f211d0dfe0aa13d15f3bc9fbc90d342fc03cd914');
  const others = [await digest({ ...small, seed: 43 }), await digest({ ...small, strength: 0.5 })];
  expect(new Set([await digest(small), ...others]).size).toBe(3);
});

test('a simulated dataset has four modalities in bits, named columns, and expression as its labels', async () => {
  const { dataset, truth } = await loadSimulated(small);
  expect(dataset.name).toBe('simulated (rows 200, columns 60, strength 0.95, seed 42)');
  expect(dataset.modalities).toEqual([
    { name: 'dnam', start: 0, count: 60 },
    { name: 'k9', start: 60, count: 60 },
    { name: 'k27', start: 120, count: 60 },
    { name: 'expression', start: 180, count: 1 },
  ]);
  expect(dataset.columns.length).toBe(181);
  expect([0, 59, 60, 180].map((j) => dataset.columns[j])).toEqual(['dnam_0000', 'dnam_0059', 'k9_0000', 'expression']);
  expect([dataset.rowCount, dataset.featureCount, dataset.rowShape]).toEqual([200, 181, [181]]);
  expect([dataset.values.kind, dataset.values.data.length]).toEqual(['bits', 200 * 23]);
  const x = readRows(
    dataset,
    Array.from({ length: 200 }, (_, row) => row),
  );
  expect(dataset.labels?.classes).toEqual(['silent', 'expressed']);
  expect([...dataset.labels!.values]).toEqual(Array.from({ length: 200 }, (_, row) => x[row * 181 + 180]));
  expect([truth.programs.length, truth.modalityPrograms.length]).toEqual([200, 800]);
});

test('names of more than ten thousand columns stay in order', async () => {
  const { dataset } = await loadSimulated(parse({ rows: 1, columns: 10_001 }));
  expect([dataset.columns[9], dataset.columns[10_000]]).toEqual(['dnam_00009', 'dnam_10000']);
});

test('options out of range are refused with what is expected', () => {
  expect(() => parse({ strength: 2 })).toThrow(
    'config.data.simulated.strength: 2 does not fit. Expected a number of at most 1.',
  );
  expect(() => parse({ columns: 10 })).toThrow(
    'config.data.simulated.columns: 10 does not fit. Expected a number of at least 50.',
  );
});

test('more than memory should hold is refused before it is taken', async () => {
  await expect(loadSimulated(parse({ rows: 100_000_000, columns: 1000 }))).rejects.toThrow(
    'data.simulated: 100000000 rows of 3001 columns need 37600000000 bytes. Expected at most 4294967296 bytes. Ask for fewer rows or columns.',
  );
});
