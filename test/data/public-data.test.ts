import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { originOf, publicData } from '../../src/data/public-data.ts';
import { sharedData } from '../shared-data.ts';
import { load, refusal } from './load-text.ts';

const files = Object.entries(publicData).flatMap(([folder, { files }]) => files.map((file) => ({ folder, ...file })));

describe.each(files)('$folder/$name', ({ folder, name, sizeBytes, sha256 }) => {
  const path = sharedData(`${folder}/${name}`);
  test.skipIf(path === undefined)('has the size and the fingerprint of the table', () => {
    const bytes = readFileSync(path!);
    const content = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
    expect(content.length).toBe(sizeBytes);
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
  });
});

test('addresses end where a file name begins', () => {
  for (const { origins } of Object.values(publicData))
    for (const origin of origins) expect(origin).toMatch(/^https?:.*\/$/);
});

test('a file that is not there is told of with its origin, where that is known', async () => {
  const here = process.cwd();
  const looked = `Looked in ${here}; ELBO_DATA names the folder of data.`;
  expect(await refusal(load({ source: 'wdbc/wdbc.data' }, here))).toEqual([
    `config.data.source: "wdbc/wdbc.data" was not found. ${looked} It is public: "elbo data get wdbc" fetches it; the recipe with -simulated behind its name needs no file.`,
    3,
  ]);
  expect(await refusal(load({ source: 'epigenome/k562_chr11_tss_marks.npy' }, here))).toEqual([
    `config.data.source: "epigenome/k562_chr11_tss_marks.npy" was not found. ${looked} It is made by "elbo data convert" from sample data of ChromHMM (github.com/jernst98/ChromHMM), as docs/data.md shows; the recipe with -simulated behind its name needs no file.`,
    3,
  ]);
  expect(originOf('mnist/train-images-idx3-ubyte.gz')).toMatch(/elbo data get mnist/);
  for (const other of ['wdbc.data', 'wdbc/other.data', 'mine/wdbc/wdbc.data']) expect(originOf(other)).toBeUndefined();
});
