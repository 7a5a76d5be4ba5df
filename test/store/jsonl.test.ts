import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { ResumeError } from '../../src/base/errors.ts';
import { appendJsonl, readJsonl, repairJsonl, truncateJsonl } from '../../src/store/jsonl.ts';

const folder = fs.mkdtempSync(join(tmpdir(), 'elbo-jsonl-'));
const path = join(folder, 'a.jsonl');
afterAll(() => fs.rmSync(folder, { recursive: true }));
beforeEach(() => fs.rmSync(path, { force: true }));

const text = (): string => fs.readFileSync(path, 'utf8');

test('appended records are read back in order', () => {
  appendJsonl(path, [{ a: 1 }, { a: 'line\nbreak' }]);
  appendJsonl(path, []);
  appendJsonl(path, [{ a: 3 }]);
  expect(readJsonl(path)).toEqual({ records: [{ a: 1 }, { a: 'line\nbreak' }, { a: 3 }], warnings: [] });
});

test('an absent file has no lines', () => {
  expect(readJsonl(path)).toEqual({ records: [], warnings: [] });
  expect(repairJsonl(path)).toBe(false);
  truncateJsonl(path, 0);
  expect(fs.existsSync(path)).toBe(false);
});

describe('fault 17', () => {
  test('a torn last line is ignored, and repaired when the file is next opened for writing', () => {
    fs.writeFileSync(path, '{"a":1}\n{"a":2');
    expect(readJsonl(path)).toEqual({ records: [{ a: 1 }], warnings: [] });
    expect(repairJsonl(path)).toBe(true);
    expect(repairJsonl(path)).toBe(false);
    appendJsonl(path, [{ a: 2 }]);
    expect(text()).toBe('{"a":1}\n{"a":2}\n');
  });

  test('a torn middle line is reported with its line number, and the others are read', () => {
    fs.writeFileSync(path, '{"a":1}\n\n{"a":2\n{"a":3}\n');
    expect(readJsonl(path)).toEqual({
      records: [{ a: 1 }, { a: 3 }],
      warnings: [`${path} line 3: not JSON, left out. The program may have been cut off while writing it.`],
    });
  });
});

describe('truncating to the lines of a checkpoint', () => {
  test('keeps the first lines byte for byte', () => {
    fs.writeFileSync(path, '{"a":1}\n{"a": 2}\n{"a":3}\n{"a"');
    truncateJsonl(path, 3);
    expect(text()).toBe('{"a":1}\n{"a": 2}\n{"a":3}\n');
    truncateJsonl(path, 2);
    expect(text()).toBe('{"a":1}\n{"a": 2}\n');
    truncateJsonl(path, 0);
    expect(text()).toBe('');
  });

  test('refuses a file that has fewer', () => {
    fs.writeFileSync(path, '{"a":1}\n{"a":2}\n{"a"');
    const message =
      `${path}: the file has 2 whole lines, but the checkpoint was written after 3. ` +
      'Lines are missing: restore the file from a copy, or train anew.';
    expect(() => truncateJsonl(path, 3)).toThrow(new ResumeError(path, message.slice(path.length + 2)));
    expect(() => truncateJsonl(path, 3)).toThrow(message);
    expect(text()).toBe('{"a":1}\n{"a":2}\n{"a"');
  });
});
