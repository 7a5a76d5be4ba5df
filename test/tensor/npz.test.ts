import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { writeNpy } from '../../src/tensor/npy.ts';
import { listNpz, readNpzMember } from '../../src/tensor/npz.ts';
import { sharedData } from '../shared-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'elbo-npz-'));
afterAll(() => rmSync(folder, { recursive: true }));

const array = writeNpy([2, 2], new Float32Array([1, 2, 3, 4]));
function npz(name: string, members: Record<string, Uint8Array>, edit: (bytes: Buffer) => void = () => {}): string {
  const path = join(folder, name);
  const bytes = Buffer.from(zipSync(members));
  edit(bytes);
  writeFileSync(path, bytes);
  return path;
}
/** Start of the first record of the zip's directory. */
const directory = (bytes: Buffer) => bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'));

describe('reading', () => {
  test('stored and deflated members read alike', async () => {
    const path = npz('a.npz', { 'x.npy': array });
    expect(await listNpz(path)).toEqual([{ name: 'x', dtype: 'f4', shape: [2, 2] }]);
    expect(Array.from((await readNpzMember(path, 'x')).data as Float32Array)).toEqual([1, 2, 3, 4]);
    const [stored, deflated] = ['stored', 'deflated'].map((kind) => sharedData(`formats/npy/two_${kind}.npz`));
    if (stored === undefined || deflated === undefined) return;
    for (const { name } of await listNpz(stored)) {
      expect(await readNpzMember(deflated, name)).toEqual(await readNpzMember(stored, name));
    }
  });

  const sprites = sharedData('factors/sprites_synth_64.npz');
  test.skipIf(sprites === undefined)('a pickled member is refused by name and the others still read', async () => {
    const members = await listNpz(sprites!);
    expect(members.find(({ name }) => name === 'metadata')?.refusal).toBe(
      'sprites_synth_64.npz/metadata: holds pickled Python objects (dtype O), which could run code when opened. Save it with a number or text dtype.',
    );
    expect(members.find(({ name }) => name === 'imgs')).toEqual({ name: 'imgs', dtype: 'u1', shape: [7680, 64, 64] });
    const { data } = await readNpzMember(sprites!, 'imgs');
    let ones = 0;
    for (const value of data as Uint8Array) ones += value;
    expect(ones / data.length).toBeCloseTo(0.05284, 5);
  });

  test('a name that is not there is answered with those that are', async () => {
    await expect(readNpzMember(npz('names.npz', { 'images.npy': array }), 'image')).rejects.toThrow(
      'names.npz: has no member "image". Expected one of: images. Did you mean "images"?',
    );
  });
});

describe('refusing', () => {
  test('names that leave the folder are refused', async () => {
    await expect(listNpz(npz('up.npz', { '../../x.npy': array }))).rejects.toThrow(
      'up.npz: is not a zip file that can be trusted: invalid relative path: ../../x.npy.',
    );
    await expect(listNpz(npz('root.npz', { '/x.npy': array }))).rejects.toThrow(
      'root.npz: is not a zip file that can be trusted: absolute path: /x.npy.',
    );
  });

  test('two members of one name are refused', async () => {
    const path = npz('twice.npz', { 'x.npy': array, 'y.npy': array }, (bytes) => {
      for (let at = bytes.indexOf('y.npy'); at >= 0; at = bytes.indexOf('y.npy', at)) bytes[at] = 'x'.charCodeAt(0);
    });
    await expect(listNpz(path)).rejects.toThrow('twice.npz: has two members called "x".');
  });

  test('an encrypted member is refused', async () => {
    const path = npz('locked.npz', { 'x.npy': array }, (bytes) => bytes.writeUInt16LE(1, directory(bytes) + 8));
    await expect(listNpz(path)).rejects.toThrow(
      'locked.npz: the member "x" is encrypted. Save it again without a password.',
    );
  });

  test('a symbolic link is refused', async () => {
    const path = npz('link.npz', { 'x.npy': array }, (bytes) =>
      bytes.writeUInt32LE(0o120777 * 2 ** 16, directory(bytes) + 38),
    );
    await expect(listNpz(path)).rejects.toThrow('link.npz: the member "x" is a symbolic link.');
  });

  test('a small member that declares gigabytes is refused before it is opened', async () => {
    const path = npz('bomb.npz', { 'x.npy': array }, (bytes) =>
      bytes.writeUInt32LE(4_000_000_000, directory(bytes) + 24),
    );
    const compressed = readFileSync(path).readUInt32LE(directory(readFileSync(path)) + 20);
    await expect(readNpzMember(path, 'x')).rejects.toThrow(
      `bomb.npz/x: would grow from ${compressed} to 4000000000 bytes. Expected at most 1073741824 bytes where data is compressed more than 100 times. If the data is real, save it uncompressed as .npy.`,
    );
  });

  test('a member whose size is not what the directory says is refused', async () => {
    const path = npz('lie.npz', { 'x.npy': array }, (bytes) => bytes.writeUInt32LE(150, directory(bytes) + 24));
    await expect(readNpzMember(path, 'x')).rejects.toThrow('lie.npz: is not a zip file that can be trusted: ');
  });

  test('a file that is not a zip is refused', async () => {
    const path = join(folder, 'text.npz');
    writeFileSync(path, 'not a zip at all, but long enough to look for its end');
    await expect(listNpz(path)).rejects.toThrow('text.npz: is not a zip file that can be trusted: ');
  });
});
