import { expect, test } from 'vitest';
import { blockCube } from '../../../src/data/convert/block-cube.ts';
import { withLastColumn } from '../../../src/data/convert/row-table.ts';
import { writeNpy } from '../../../src/tensor/npy.ts';
import { messageOf } from '../../message-of.ts';
import { numbersOf, written } from './written.ts';

/** Two rows of three positions of two blocks. */
const NUMBERS = [0, 10, 1, 11, 2, 12, 100, 110, 101, 111, 102, 112];
const FLAT = [0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112];
const cube = (data: Uint8Array | Float32Array | Int32Array) => written('cube.npy', writeNpy([2, 3, 2], data));

test('blocks lie beside each other, each with its positions in order', async () => {
  const table = await blockCube(cube(Uint8Array.from(NUMBERS)), ['a', 'b']);
  expect(table).toMatchObject({ rowCount: 2, rowShape: [6], kind: 'bytes' });
  expect(table.columns).toEqual(['a_00', 'a_01', 'a_02', 'b_00', 'b_01', 'b_02']);
  expect(numbersOf(table)).toEqual(FLAT);
});

test('whole numbers up to 255 become bytes, others stay numbers', async () => {
  const whole = await blockCube(cube(Float32Array.from(NUMBERS)), ['a', 'b']);
  expect([whole.kind, numbersOf(whole)]).toEqual(['bytes', FLAT]);
  for (const odd of [0.5, -1, 256]) {
    const table = await blockCube(cube(Float32Array.from([...NUMBERS.slice(0, 11), odd])), ['a', 'b']);
    expect([table.kind, numbersOf(table).at(-1)]).toEqual(['float32', odd]);
  }
});

test('an array whose rows do not lie together is read too', async () => {
  const bytes = Buffer.from(
    writeNpy(
      [2, 3, 2],
      Uint8Array.from({ length: 12 }, (_, i) => i),
    ),
  );
  bytes.write('True, ', bytes.indexOf('False,'), 'latin1');
  const table = await blockCube(written('cube.npy', bytes), ['a', 'b']);
  // Element (row, position, block) lies at row + 2 position + 6 block.
  expect(numbersOf(table)).toEqual([0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11]);
});

test('a last column is put behind, and widens what holds the numbers only where it must', async () => {
  const table = await blockCube(cube(Uint8Array.from(NUMBERS)), ['a', 'b']);
  const bits = withLastColumn(table, 'expression', Float32Array.of(1, 0));
  expect([bits.kind, bits.columns.at(-1), bits.rowShape]).toEqual(['bytes', 'expression', [7]]);
  expect(numbersOf(bits)).toEqual([...FLAT.slice(0, 6), 1, ...FLAT.slice(6), 0]);
  const reals = withLastColumn(table, 'expression', Float32Array.of(0.5, 0));
  expect([reals.kind, numbersOf(reals)[6]]).toEqual(['float32', 0.5]);
});

test('other arrays, and other numbers of names, are refused', async () => {
  const file = cube(Uint8Array.from(NUMBERS));
  expect(await messageOf(() => blockCube(file, ['a']))).toBe(
    '--blocks: 1 blocks are named, and cube.npy has 2. Expected a name for each place of its last axis.',
  );
  expect(await messageOf(() => blockCube(written('t.npy', writeNpy([6, 2], Uint8Array.from(NUMBERS))), ['a']))).toBe(
    't.npy: holds u1 of shape [6, 2]. Expected numbers of shape [rows, positions, blocks].',
  );
  const short = written('s.npy', writeNpy([2, 3, 2], Uint8Array.from(NUMBERS)).subarray(0, -1));
  expect(await messageOf(() => blockCube(short, ['a', 'b']))).toBe(
    's.npy: declares [2, 3, 2] u1, which takes 12 bytes, but only 11 follow. The file may be cut short.',
  );
});
