import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { RowTable } from '../../src/data/convert/row-table.ts';
import { convertAround, convertBlocks, convertData } from '../../src/lab/convert-data.ts';
import { writeNpy } from '../../src/tensor/npy.ts';
import { messageOf } from '../message-of.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-convert-'));
afterAll(() => rmSync(folder, { recursive: true }));
const context = { baseFolder: folder };
const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(path.join(folder, name), content);
  return name;
};
const numbersOf = (table: RowTable): number[] => [...table.blocks()].flatMap((block) => [...block]);

const k27 = put('k27.bed', 'chr1\t400\t500\nchr2\t0\t100\n');
const k9 = put('k9.bed', 'chr1\t100\t300\n');
const genes = put('genes.csv', 'gene,chrom,tss,strand,tpm\ng1,chr1,250,+,0.5\ng2,chr1,250,-,7\ng3,chr1,50,+,9\n');
const bins = { bins: 4, binSize: 100 };

test('BED files are marks; expression and ids come from the table of positions, of the rows that are left', async () => {
  const options = { around: genes, ...bins, column: 'tpm', threshold: 1, id: 'gene' };
  const table = await convertAround([k27, k9], options, context, true);
  expect(table.columns.slice(-6)).toEqual(['k27_03', 'k9_00', 'k9_01', 'k9_02', 'k9_03', 'tpm']);
  expect(table.texts).toEqual([{ name: 'gene', texts: ['g1', 'g2'] }]);
  expect(numbersOf(table)).toEqual([0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 1]);
  expect(table.notices).toEqual(['1 of 3 positions were left out: their bins are not all there.']);
});

test('an array of marks keeps its axes; a table beside the positions goes row by row with them', async () => {
  expect((await convertAround([k27, k9], { around: genes, ...bins }, context, true)).rowShape).toEqual([4, 2]);
  const beside = put('beside.csv', 'y\n1\n2\n3\n');
  const table = await convertAround([k9], { around: genes, ...bins, beside, column: 'y' }, context, false);
  expect(numbersOf(table)).toEqual([0, 1, 1, 0, 1, 0, 0, 1, 1, 2]);
});

test('what does not go together is refused', async () => {
  const around = { around: genes, ...bins };
  expect(await messageOf(() => convertAround([k27, genes], around, context, false))).toBe(
    'elbo data convert: some sources are BED files and some are not.',
  );
  const beside = put('short.csv', 'y\n1\n');
  expect(await messageOf(() => convertAround([k9], { ...around, beside, column: 'y' }, context, false))).toBe(
    'short.csv: has 1 rows. Expected 3, one for each position of genes.csv, in the same order.',
  );
  const cube = put('cube.npy', writeNpy([1, 2, 1], Uint8Array.of(1, 0)));
  expect(await messageOf(() => convertBlocks(cube, { blocks: ['a'], beside, id: 'z' }, context))).toBe(
    '--id: "z" is not a column of short.csv. Expected one of: y.',
  );
});

test('of a bare file missing values are kept, of a config they go as it says', async () => {
  put('holes.csv', 'a,b\n1,\n0,1\n0,0\n');
  expect(numbersOf(await convertData('holes.csv', context, false))).toEqual([1, Number.NaN, 0, 1, 0, 0]);
  const { resolveConfig } = await import('../../src/lab/experiment-config.ts');
  const { data } = resolveConfig({ data: { source: 'holes.csv', missing: 'drop-rows' } });
  expect(numbersOf(await convertData(data, context, false))).toEqual([0, 1, 0, 0]);
});
