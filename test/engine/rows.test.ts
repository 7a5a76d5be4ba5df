import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packBits } from '../../src/data/dataset.ts';
import { ForwardProgram } from '../../src/engine/forward-program.ts';
import type { RowSource } from '../../src/engine/rows.ts';
import { input } from '../../src/graph/operations/index.ts';
import { uniform } from '../graph/central-differences.ts';

const ROWS = 9;

async function read(source: RowSource, rows: Int32Array, shape = ['batch' as const, source.columns]) {
  const program = await ForwardProgram.compile({ x: input('x', shape, 'rows') }, { x: source }, { threads: 1 });
  const { x } = await program.run({ parameters: {}, rows });
  await program.release();
  return x!;
}

test('bits, bytes and floats give equal rows, in any order and any width', async () => {
  const rowNumbers = fc.array(fc.nat(ROWS - 1), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 26 }), rowNumbers, async (columns, list) => {
      const bits = uniform(`bits ${columns}`, ROWS * columns, 0, 1).map(Math.round);
      const rows = Int32Array.from(list);
      const expected = Float32Array.from(list.flatMap((row) => [...bits.subarray(row * columns, (row + 1) * columns)]));
      const sources: RowSource[] = [
        { kind: 'float32', data: Float32Array.from(bits), columns },
        { kind: 'bytes', data: Uint8Array.from(bits), columns, scale: 1 },
        { kind: 'bytes', data: Uint8Array.from(bits, (bit) => 2 * bit), columns, scale: 0.5 },
        { kind: 'bits', data: packBits(bits, ROWS, columns), columns },
      ];
      for (const source of sources)
        expect(await read(source, rows)).toEqual({ shape: [list.length, columns], data: expected });
    }),
    { numRuns: 30, seed: 1 },
  );
});

test('every byte is scaled, to within the last bit', async () => {
  const data = Uint8Array.from({ length: 256 }, (_, i) => i);
  const { data: found } = await read({ kind: 'bytes', data, columns: 256, scale: 1 / 255 }, Int32Array.of(0));
  found.forEach((value, byte) => {
    expect(Math.abs(value - byte / 255)).toBeLessThanOrEqual(2 ** -23 * (byte / 255));
  });
});

test('rows take the shape that the graph reads', async () => {
  const source: RowSource = { kind: 'float32', data: Float32Array.from({ length: 12 }, (_, i) => i), columns: 6 };
  const program = await ForwardProgram.compile(
    { image: input('x', ['batch', 2, 3], 'rows') },
    { x: source },
    { threads: 1 },
  );
  const { image } = await program.run({ parameters: {}, rows: Int32Array.of(1) });
  expect(image).toEqual({ shape: [1, 2, 3], data: Float32Array.of(6, 7, 8, 9, 10, 11) });
  await program.release();
});

test('a row number that does not exist is refused', async () => {
  const source: RowSource = { kind: 'float32', data: new Float32Array(6), columns: 3 };
  await expect(read(source, Int32Array.of(2))).rejects.toThrow('indices element out of data bounds, idx=2');
});
