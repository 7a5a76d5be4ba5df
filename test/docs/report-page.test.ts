import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runReport } from '../../src/report/write-report.ts';
import { sampleInput } from '../report/sample-input.ts';

test('docs/report.md explains the figures of a report, all of them and no others', () => {
  const page = readFileSync('docs/report.md', 'utf8');
  const start = page.indexOf('| figure |');
  // Those of a classifier stand in a table of their own.
  const table = page.slice(start, page.indexOf('\n## ', start));
  const explained = table
    .split('\n')
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([\w-]+)`/g)].map((match) => match[1]!));
  const drawn = runReport(sampleInput()).sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => {
      if (block.kind === 'drawing') return [block.name];
      return block.kind === 'figures' ? Object.keys(block.figures) : [];
    }),
  );
  // The sample has no test rows, and an image of a split stands for those of the others.
  const ofSplits = (names: readonly string[]) =>
    [...new Set(names.map((name) => name.replace(/-(?:train|validation|test)$/, '')))].sort();
  expect(ofSplits([...explained, 'prior-samples'])).toEqual(ofSplits(drawn));
});
