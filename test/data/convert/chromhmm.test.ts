import { expect, test } from 'vitest';
import { readChromHmm } from '../../../src/data/convert/chromhmm.ts';
import { messageOf } from '../../message-of.ts';
import { written } from './written.ts';

const CHR1 = 'K562\tchr1\nH3K4me3\tCTCF\n0\t1\n1\t1\n0\t0\n1\t0\n';
const EXPECTED = 'Expected a line "cell, chromosome", a line of marks, then 0 and 1 for each, all separated by tabs.';
const refused = (content: string): Promise<string> => messageOf(() => readChromHmm([written('a.txt', content)], 200));

test('a chromosome is a file; bins are read for one mark', async () => {
  const tracks = await readChromHmm([written('a.txt', CHR1), written('b.txt', CHR1.replace('chr1', 'chr2'))], 200);
  expect([tracks.marks, tracks.chromosomes, tracks.binSize]).toEqual([['H3K4me3', 'CTCF'], ['chr1', 'chr2'], 200]);
  expect([...tracks.read('chr2', 0, 0, 4)]).toEqual([0, 1, 0, 1]);
  expect([...tracks.read('chr1', 1, 1, 2)]).toEqual([1, 0]);
});

test('a window is covered where all its bins are', async () => {
  const { covers } = await readChromHmm([written('a.txt', CHR1)], 200);
  expect([covers('chr1', 0, 4), covers('chr1', -1, 3), covers('chr1', 1, 4), covers('chr3', 0, 1)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test('what is not as ChromHMM writes it is refused with its line', async () => {
  expect(await refused('chr1\n')).toBe(`a.txt line 1: is not cell and chromosome. ${EXPECTED}`);
  expect(await refused('K562\tchr1\nCTCF\n')).toBe(`a.txt: holds no bins. ${EXPECTED}`);
  expect(await refused('K562\tchr1\nA\tB\n0\t1\n0\n')).toBe(`a.txt line 4: is not 2 values of one digit. ${EXPECTED}`);
  expect(await refused('K562\tchr1\nA\tB\n0\tx\n')).toBe(`a.txt line 3: the mark B is "x". ${EXPECTED}`);
  expect(await refused('K562\tchr1\nA\tB\n0 1\n')).toBe(`a.txt line 3: the mark B is "1". ${EXPECTED}`);
  expect(await refused('K562\tchr1\nA\tB\n2\t1\n')).toBe(
    'a.txt line 3: the mark A is 2, which stands for no data. Leave the mark out of the file, or fill it in.',
  );
});

test('files of one cell have the same marks, and a chromosome comes once', async () => {
  const a = written('a.txt', CHR1);
  expect(await messageOf(() => readChromHmm([a, written('b.txt', CHR1)], 200))).toBe(
    'b.txt: chr1 was in an earlier file already.',
  );
  const other = written('b.txt', CHR1.replace('chr1', 'chr2').replace('CTCF', 'WCE'));
  expect(await messageOf(() => readChromHmm([a, other], 200))).toBe(
    'b.txt: has the marks H3K4me3, WCE. Expected those of a.txt: H3K4me3, CTCF.',
  );
});
