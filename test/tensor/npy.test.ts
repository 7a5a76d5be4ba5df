import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { DataError } from '../../src/base/errors.ts';
import { type NumberArray, readNpy, readNpyFile, writeNpy } from '../../src/tensor/npy.ts';
import { parseNpyHeader, requirePayload } from '../../src/tensor/npy-header.ts';
import { sharedData } from '../shared-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'elbo-npy-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A .npy file with any header text: what a hostile writer can make. */
function npyFile(header: string, payload: Uint8Array = new Uint8Array(), version = 1): Buffer {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(Buffer.byteLength(header));
  else length.writeUInt32LE(Buffer.byteLength(header));
  return Buffer.concat([
    Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]),
    length,
    Buffer.from(header),
    payload,
  ]);
}
const header = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;
const refusal = (bytes: Uint8Array): string => {
  try {
    readNpy(bytes, 'x.npy');
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as Error).message;
  }
  throw new Error('was not refused');
};

describe('reading', () => {
  const manifest = sharedData('formats/npy/manifest.json');
  // manifest.json was written by NumPy 2.4.6 beside the files: dtype, shape and values in row-major order.
  test.skipIf(manifest === undefined)('every file NumPy wrote reads as NumPy reads it', async () => {
    const { files } = JSON.parse(readFileSync(manifest!, 'utf8')) as {
      files: Record<string, { shape: number[]; values_row_major: unknown[] }>;
    };
    let seen = 0;
    for (const [name, { shape, values_row_major: values }] of Object.entries(files)) {
      if (!name.endsWith('.npy')) continue;
      const array = await readNpyFile(sharedData(`formats/npy/${name}`)!);
      expect(array.shape, name).toEqual(shape);
      const numbers = Array.from(array.data as ArrayLike<number | string>);
      expect(numbers.length, name).toBe(values.length);
      numbers.forEach((value, i) => {
        const expected = values[i];
        if (typeof value === 'string') expect(value, name).toBe(expected);
        else if (typeof expected === 'number' || typeof expected === 'boolean')
          expect(value, name).toBeCloseTo(Number(expected), 6);
        else expect(String(value).replace('Infinity', 'inf').toLowerCase(), name).toBe(String(expected).toLowerCase());
      });
      seen++;
    }
    expect(seen).toBeGreaterThanOrEqual(9);
  });

  test('versions 1, 2 and 3 hold the same numbers', () => {
    const payload = new Uint8Array(new Float32Array([1.5, -2]).buffer);
    for (const version of [1, 2, 3]) {
      const array = readNpy(npyFile(header('<f4', '(2,)'), payload, version), 'x.npy');
      expect(Array.from(array.data as Float32Array)).toEqual([1.5, -2]);
    }
  });

  test('big-endian numbers are turned round', () => {
    const payload = Buffer.alloc(8);
    payload.writeInt32BE(-7, 0);
    payload.writeInt32BE(70000, 4);
    expect(Array.from(readNpy(npyFile(header('>i4', '(2,)'), payload), 'x.npy').data as Int32Array)).toEqual([
      -7, 70000,
    ]);
  });

  test('Fortran order becomes row after row', () => {
    const array = readNpy(npyFile(header('|u1', '(2, 3)', 'True'), new Uint8Array([1, 4, 2, 5, 3, 6])), 'x.npy');
    expect(Array.from(array.data as Uint8Array)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('half floats keep subnormals, infinities and NaN', () => {
    const payload = new Uint8Array(new Uint16Array([0x3c00, 0x0001, 0xfc00, 0x7e00]).buffer);
    const { data } = readNpy(npyFile(header('<f2', '(4,)'), payload), 'x.npy');
    expect(Array.from(data as Float32Array)).toEqual([1, 2 ** -24, Number.NEGATIVE_INFINITY, Number.NaN]);
  });

  test('what is written reads back the same', () => {
    const arrays = fc.oneof(
      fc.uint8Array(),
      fc.int8Array(),
      fc.uint16Array(),
      fc.int16Array(),
      fc.uint32Array(),
      fc.int32Array(),
      fc.float32Array(),
      fc.float64Array(),
    );
    fc.assert(
      fc.property(arrays, (data) => {
        const read = readNpy(writeNpy([1, data.length], data as NumberArray), 'x.npy');
        expect(read.shape).toEqual([1, data.length]);
        expect(read.data).toEqual(data);
      }),
    );
  });

  test('any bytes give an array or a DataError', () => {
    const bytes = fc.tuple(fc.constantFrom(1, 2, 3), fc.string(), fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(bytes, ([version, text, payload]) => {
        expect(refusal(npyFile(text, payload, version))).toContain('x.npy: ');
      }),
    );
  });
});

describe('refusing', () => {
  test('pickled objects are refused', () => {
    expect(refusal(npyFile(header('|O', '(2,)'), new Uint8Array(64)))).toBe(
      'x.npy: holds pickled Python objects (dtype O), which could run code when opened. Save it with a number or text dtype.',
    );
  });

  test('a header that is an expression is not evaluated', () => {
    const text = "{'descr': '<f4', 'fortran_order': False, 'shape': (__import__('os').system('true'),), }";
    expect(refusal(npyFile(text))).toBe(
      "x.npy: has a header that cannot be read. Expected a dictionary with only 'descr', 'fortran_order' and 'shape'.",
    );
  });

  test('a header above 10 000 bytes is refused', () => {
    expect(refusal(npyFile(header('<f4', '(1,)').padEnd(10_001)))).toBe(
      'x.npy: has a header of 10001 bytes. Expected at most 10000.',
    );
  });

  test('a shape larger than the file is refused before memory is taken', async () => {
    const path = join(folder, 'huge.npy');
    writeFileSync(path, npyFile(header('<f8', '(1000000, 1000000)'), new Uint8Array(2000)));
    const before = process.memoryUsage().rss;
    await expect(readNpyFile(path)).rejects.toThrow(
      'huge.npy: declares [1000000, 1000000] f8, which takes 8000000000000 bytes, but only 2000 follow. The file may be cut short.',
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
  });

  test('more than 2^31 elements are refused', () => {
    const parsed = parseNpyHeader(npyFile(header('|u1', '(65536, 32769)')), 'x.npy');
    expect(() => requirePayload(parsed, 2 ** 40, 'x.npy')).toThrow(
      'x.npy: holds 2147549184 elements ([65536, 32769]). Expected at most 2^31.',
    );
  });

  test('64-bit integers that a number cannot hold are refused', () => {
    const payload = new Uint8Array(new BigInt64Array([1n, 2n ** 53n]).buffer);
    expect(refusal(npyFile(header('<i8', '(2,)'), payload))).toBe(
      'x.npy: the integer 9007199254740992 at position 1 is not exact as a number. Expected integers from -(2^53 - 1) to 2^53 - 1.',
    );
  });

  test('other files, versions and types are refused by name', () => {
    expect(refusal(Buffer.from('a,b\n1,2\n3,4'))).toBe(
      'x.npy: is not a .npy file. Expected the first bytes to be \\x93NUMPY.',
    );
    expect(refusal(npyFile('', new Uint8Array(8), 4))).toBe('x.npy: has .npy version 4. Expected version 1, 2 or 3.');
    expect(refusal(npyFile(header('<c8', '(1,)'), new Uint8Array(8)))).toBe(
      "x.npy: has dtype '<c8'. Expected one of: b1, u1, i1, u2, i2, u4, i4, u8, i8, f2, f4, f8, U (text).",
    );
    expect(refusal(npyFile(header('<f4', '(1,)')).subarray(0, 30))).toBe('x.npy: ends inside its header.');
  });
});
