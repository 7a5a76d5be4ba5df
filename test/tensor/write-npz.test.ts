import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, expect, test } from 'vitest';
import { writeNpy } from '../../src/tensor/npy.ts';
import { listNpz, readNpzMember } from '../../src/tensor/npz.ts';
import { npzPieces } from '../../src/tensor/write-npz.ts';

const folder = mkdtempSync(join(tmpdir(), 'elbo-write-npz-'));
afterAll(() => rmSync(folder, { recursive: true }));

const arrays = {
  x: writeNpy([2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)),
  'δ.kl': writeNpy([1], Float64Array.of(0.25)),
};

test('arrays are read back by name', async () => {
  const path = join(folder, 'a.npz');
  writeFileSync(path, Buffer.concat([...npzPieces(arrays)]));
  expect(await listNpz(path)).toEqual([
    { name: 'x', dtype: 'f4', shape: [2, 3] },
    { name: 'δ.kl', dtype: 'f8', shape: [1] },
  ]);
  expect((await readNpzMember(path, 'x')).data).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
  expect((await readNpzMember(path, 'δ.kl')).data).toEqual(Float64Array.of(0.25));
});

test('equal arrays make equal files, which another reader of zips opens', () => {
  const [one, two] = [Buffer.concat([...npzPieces(arrays)]), Buffer.concat([...npzPieces(arrays)])];
  expect(one.equals(two)).toBe(true);
  expect(Object.keys(unzipSync(one))).toEqual(['x.npy', 'δ.kl.npy']);
});

test('more than 4 GiB is refused', () => {
  // Never touched, so it takes no memory; its checksum is not asked for again.
  const member = new Uint8Array(2 ** 31);
  const pieces = npzPieces({ a: member, b: member });
  pieces.next();
  pieces.next();
  expect(() => pieces.next()).toThrow('b.npy: the file would grow beyond 4 GiB.');
});
