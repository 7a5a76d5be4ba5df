import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isBedName, readBeds } from '../../../src/data/convert/bed.ts';
import { messageOf } from '../../message-of.ts';
import { written } from './written.ts';

test('names of BED files are known by their endings', () => {
  expect(['a.bed', 'a.bed.gz', 'a.narrowPeak', 'a.bedGraph.gz', 'a.txt', 'bed'].map(isBedName)).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('a bin has a mark when any stretch reaches into it; the end is not included', async () => {
  const text = '# made up\ntrack name=x\nchr1\t100\t200\tpeak\nchr1 205 206\nchr1\t390\t401\nchr2\t0\t1\n';
  const tracks = await readBeds([written('k27.bed', text), written('k9.narrowPeak', 'chr1\t0\t1000\n')], 100);
  expect([tracks.marks, tracks.chromosomes]).toEqual([
    ['k27', 'k9'],
    ['chr1', 'chr2'],
  ]);
  expect([...tracks.read('chr1', 0, 0, 6)]).toEqual([0, 1, 1, 1, 1, 0]);
  expect([...tracks.read('chr1', 0, 1, 1)]).toEqual([1]);
  expect([...tracks.read('chr2', 0, 0, 2)]).toEqual([1, 0]);
  expect([...tracks.read('chr2', 1, 0, 2)]).toEqual([0, 0]);
  const { covers } = tracks;
  expect([covers('chr1', 0, 10), covers('chr1', -1, 2), covers('chrX', 0, 1)]).toEqual([true, false, false]);
});

test('bins equal those found by looking at every base pair', async () => {
  const stretch = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 20 }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(stretch, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 9 }),
      async (list, size) => {
        const file = written('a.bed', list.map(([start, length]) => `c\t${start}\t${start + length}\n`).join(''));
        const tracks = await readBeds([file], size);
        const bins = Array.from({ length: 12 }, (_, bin) =>
          Number(list.some(([start, length]) => start < (bin + 3) * size && start + length > (bin + 2) * size)),
        );
        expect([...tracks.read('c', 0, 2, 12)]).toEqual(bins);
      },
    ),
    { numRuns: 60 },
  );
});

test('what is no stretch is refused with its line, and two files of one name', async () => {
  const refused = (text: string): Promise<string> => messageOf(() => readBeds([written('a.bed', text)], 200));
  const expected = 'Expected chromosome, start and a larger end, separated by tabs.';
  expect(await refused('chr1\t1\t2\nchr1\t5\t5\n')).toBe(`a.bed line 2: "chr1\t5\t5" is no stretch. ${expected}`);
  expect(await refused('chr1\t-1\t5\n')).toBe(`a.bed line 1: "chr1\t-1\t5" is no stretch. ${expected}`);
  expect(await refused('chr1,1,5\n')).toBe(`a.bed line 1: "chr1,1,5" is no stretch. ${expected}`);
  expect(await refused('# nothing\n')).toBe('a.bed: holds no stretches. Expected chromosome, start and end.');
  const twice = [written('a.bed', 'c\t1\t2\n'), written('a.bed.gz', 'c\t1\t2\n')];
  expect(await messageOf(() => readBeds(twice, 200))).toBe(
    'elbo data convert: two files are called a, which names their mark. Rename one.',
  );
});
