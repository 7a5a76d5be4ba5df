/**
 * Binary files of ChromHMM: a line with cell and chromosome, a line with the names of marks, then a line of 0 and 1 for each
 * bin of the chromosome. A chromosome is a file.
 *
 * @see https://compbio.mit.edu/ChromHMM/ChromHMM_manual.pdf, "BinarizeBed"
 */
import { basename } from 'node:path';
import { DataError } from '../../base/errors.ts';
import { readRecords } from '../sources/csv-records.ts';
import { requireElements } from '../values-builder.ts';
import type { MarkTracks } from './mark-tracks.ts';

interface Chromosome {
  readonly name: string;
  readonly marks: readonly string[];
  readonly binCount: number;
  /** `[bins, marks]` */
  readonly present: Uint8Array;
}

const TAB = 9;
const BLOCK_BYTES = 2 ** 22;

/**
 * @param binSize - base pairs of a bin; the files do not say it
 * @throws DataError naming file and line when a file is not as ChromHMM writes it, or its marks differ from the first one's
 */
export async function readChromHmm(paths: readonly string[], binSize: number): Promise<MarkTracks> {
  const found = new Map<string, Chromosome>();
  let marks: readonly string[] | undefined;
  for (const path of paths) {
    const chromosome = await readChromosome(path);
    const where = basename(path);
    if (found.has(chromosome.name)) throw new DataError(where, `${chromosome.name} was in an earlier file already`);
    marks ??= chromosome.marks;
    if (chromosome.marks.join('\t') !== marks.join('\t')) {
      throw new DataError(where, `has the marks ${chromosome.marks.join(', ')}`, {
        expected: `those of ${basename(paths[0]!)}: ${marks.join(', ')}`,
      });
    }
    found.set(chromosome.name, chromosome);
  }
  const depth = marks!.length;
  return {
    marks: marks!,
    binSize,
    chromosomes: [...found.keys()],
    covers: (name, firstBin, binCount) => firstBin >= 0 && firstBin + binCount <= (found.get(name)?.binCount ?? 0),
    read: (name, mark, firstBin, binCount) => {
      const { present } = found.get(name)!;
      return Uint8Array.from({ length: binCount }, (_, i) => present[(firstBin + i) * depth + mark]!);
    },
  };
}

async function readChromosome(path: string): Promise<Chromosome> {
  const where = basename(path);
  let name: string | undefined;
  let marks: string[] | undefined;
  const blocks: Uint8Array[] = [];
  let used = 0;
  let binCount = 0;
  for await (const { bytes, start, end, line } of readRecords(path, [TAB], 'auto')) {
    if (name === undefined || marks === undefined) {
      const words = bytes.toString('utf8', start, end).split('\t');
      if (name !== undefined) marks = words;
      else if (words.length === 2) name = words[1]!;
      else throw new DataError(`${where} line ${line}`, 'is not cell and chromosome', { expected: EXPECTED });
      continue;
    }
    const depth = marks.length;
    if (blocks.length === 0 || used + depth > BLOCK_BYTES) {
      requireElements(binCount + 1, depth, where);
      if (blocks.length > 0) blocks.push(blocks.pop()!.subarray(0, used));
      blocks.push(new Uint8Array(Math.max(depth, BLOCK_BYTES)));
      used = 0;
    }
    if (end - start !== 2 * depth - 1) {
      throw new DataError(`${where} line ${line}`, `is not ${depth} values of one digit`, { expected: EXPECTED });
    }
    const block = blocks.at(-1)!;
    for (let m = 0; m < depth; m++) {
      const digit = bytes[start + 2 * m]! - 48;
      const isCell = m === 0 || bytes[start + 2 * m - 1] === TAB;
      if (isCell && (digit === 0 || digit === 1)) block[used + m] = digit;
      else throw wrongCell(`${where} line ${line}`, marks[m]!, String.fromCharCode(digit + 48));
    }
    used += depth;
    binCount++;
  }
  if (name === undefined || marks === undefined || binCount === 0)
    throw new DataError(where, 'holds no bins', { expected: EXPECTED });
  const present = Buffer.concat(blocks.map((block, i) => (i === blocks.length - 1 ? block.subarray(0, used) : block)));
  return { name, marks, binCount, present };
}

const EXPECTED = 'a line "cell, chromosome", a line of marks, then 0 and 1 for each, all separated by tabs';

function wrongCell(where: string, mark: string, text: string): DataError {
  if (text === '2') {
    return new DataError(where, `the mark ${mark} is 2, which stands for no data`, {
      advice: 'Leave the mark out of the file, or fill it in',
    });
  }
  return new DataError(where, `the mark ${mark} is "${text}"`, { expected: EXPECTED });
}
