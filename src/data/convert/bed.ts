/**
 * BED and its relatives (narrowPeak, broadPeak, bedGraph): chromosome, start and end of a stretch, counted from 0, the end
 * not included. A mark is a file; a bin has it when any stretch reaches into the bin.
 */
import { basename } from 'node:path';
import { ConfigError, DataError } from '../../base/errors.ts';
import { readRecords } from '../sources/csv-records.ts';
import { requireElements } from '../values-builder.ts';
import type { MarkTracks } from './mark-tracks.ts';

/** Stretches in order that do not touch each other: `[start, end, start, end, ...]`. */
type Stretches = Float64Array;

/** The endings these files go by. */
export const isBedName = (name: string): boolean => /\.(bed|narrowpeak|broadpeak|bedgraph)(\.gz)?$/i.test(name);

/** @throws DataError naming file and line, ConfigError when two files have one name */
export async function readBeds(paths: readonly string[], binSize: number): Promise<MarkTracks> {
  const marks = paths.map((path) =>
    basename(path)
      .replace(/\.gz$/i, '')
      .replace(/\.[^.]+$/, ''),
  );
  const twice = marks.find((mark, i) => marks.indexOf(mark) !== i);
  if (twice !== undefined) {
    throw new ConfigError('elbo data convert', `two files are called ${twice}, which names their mark`, {
      advice: 'Rename one',
    });
  }
  const tracks: Map<string, Stretches>[] = [];
  for (const path of paths) tracks.push(await readBed(path));
  const chromosomes = [...new Set(tracks.flatMap((track) => [...track.keys()]))];
  return {
    marks,
    binSize,
    chromosomes,
    // Only where it begins is known of a chromosome.
    covers: (name, firstBin) => firstBin >= 0 && chromosomes.includes(name),
    read: (name, mark, firstBin, binCount) => {
      const bins = new Uint8Array(binCount);
      const stretches = tracks[mark]!.get(name);
      if (stretches === undefined) return bins;
      const from = firstBin * binSize;
      const to = (firstBin + binCount) * binSize;
      for (let i = 2 * firstEndingAfter(stretches, from); i < stretches.length && stretches[i]! < to; i += 2) {
        const start = Math.max(from, stretches[i]!);
        const last = Math.min(to, stretches[i + 1]!) - 1;
        bins.fill(1, Math.floor(start / binSize) - firstBin, Math.floor(last / binSize) - firstBin + 1);
      }
      return bins;
    },
  };
}

async function readBed(path: string): Promise<Map<string, Stretches>> {
  const where = basename(path);
  const found = new Map<string, number[]>();
  let count = 0;
  for await (const { bytes, start, end, line } of readRecords(path, [9, 32], 'auto')) {
    const text = bytes.toString('utf8', start, end);
    if (/^(#|track\b|browser\b)/.test(text)) continue;
    const [name = '', first = '', last = ''] = text.split(/[\t ]+/, 3);
    const [from, to] = [Number(first), Number(last)];
    if (!/^\d+$/.test(first) || !/^\d+$/.test(last) || !Number.isSafeInteger(to) || from >= to) {
      throw new DataError(`${where} line ${line}`, `"${text.slice(0, 60)}" is no stretch`, {
        expected: 'chromosome, start and a larger end, separated by tabs',
      });
    }
    requireElements(++count, 2, where);
    const list = found.get(name);
    if (list === undefined) found.set(name, [from, to]);
    else list.push(from, to);
  }
  if (count === 0) throw new DataError(where, 'holds no stretches', { expected: 'chromosome, start and end' });
  return new Map([...found].map(([name, list]) => [name, merged(list)]));
}

/** In order, with those that overlap or touch made one. */
function merged(list: readonly number[]): Stretches {
  const order = Array.from({ length: list.length / 2 }, (_, i) => i).sort((a, b) => list[2 * a]! - list[2 * b]!);
  const out: number[] = [];
  for (const i of order) {
    const [start, end] = [list[2 * i]!, list[2 * i + 1]!];
    if (out.length > 0 && start <= out.at(-1)!) out[out.length - 1] = Math.max(out.at(-1)!, end);
    else out.push(start, end);
  }
  return Float64Array.from(out);
}

/** The first stretch that ends after a place, by halving. */
function firstEndingAfter(stretches: Stretches, place: number): number {
  let low = 0;
  let high = stretches.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stretches[2 * middle + 1]! > place) high = middle;
    else low = middle + 1;
  }
  return low;
}
