import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { changeMarks, readMarks, requireTag } from '../../src/store/run-marks.ts';
import { messageOf } from '../message-of.ts';

const folder = fs.mkdtempSync(join(tmpdir(), 'elbo-marks-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const file = join(folder, 'marks.json');

test('a run without marks has none; those that change leave the others', () => {
  expect(readMarks(folder)).toEqual({ archived: false, tags: [] });
  expect(changeMarks(folder, () => ({ tags: ['paper', 'a', 'paper'] }))).toEqual({
    archived: false,
    tags: ['a', 'paper'],
  });
  expect(changeMarks(folder, () => ({ archived: true }))).toEqual({ archived: true, tags: ['a', 'paper'] });
  expect(readMarks(folder)).toEqual({ archived: true, tags: ['a', 'paper'] });
});

test('a damaged file is named', async () => {
  fs.writeFileSync(file, '{"tags": [1]}');
  expect(await messageOf(() => readMarks(folder))).toBe(
    `${file}: the file is damaged. Expected archived and tags. It may be deleted.`,
  );
  fs.writeFileSync(file, 'null');
  expect(readMarks(folder)).toEqual({ archived: false, tags: [] });
});

test('a tag is short and on one line', async () => {
  for (const tag of ['paper', 'K27 only', 'Δ', '<b>']) expect(requireTag(tag)).toBe(tag);
  for (const tag of ['', ' a', 'a,b', 'a\nb', 'x'.repeat(51)]) {
    expect(await messageOf(() => requireTag(tag))).toBe(
      `tag: ${JSON.stringify(tag)} does not fit. Expected 1 to 50 characters without a comma, a line end or spaces around them.`,
    );
  }
});
