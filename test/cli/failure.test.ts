import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** Reports an error in a process of its own, whose streams can be read. */
function report(error: string, words: readonly string[]): { stdout: string; stderr: string; status: number | null } {
  const from = (file: string) => JSON.stringify(path.resolve('src', file));
  const script = `
    const { reportFailure } = await import(${from('cli/failure.ts')});
    const { Output } = await import(${from('cli/output.ts')});
    const { DataError } = await import(${from('base/errors.ts')});
    process.exitCode = reportFailure(${error}, new Output(${JSON.stringify(words)}));`;
  const options = { encoding: 'utf8' } as const;
  return spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], options);
}

test('a mistake of a person is its own message, with its exit code', () => {
  const { stdout, stderr, status } = report("new DataError('x.csv', 'the file is empty')", ['--quiet']);
  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: 'x.csv: the file is empty.\n', status: 3 });
});

test('a mistake of ours is one line, and its stack is in a file', () => {
  const { stderr, status } = report("new TypeError('x is not a function')", []);
  const found =
    /^elbo: something went wrong that should not: x is not a function\. Please report it; details are in (\/.*\.txt)\n$/.exec(
      stderr,
    );
  expect({ status, found: found !== null }, stderr).toEqual({ status: 1, found: true });
  expect(readFileSync(found![1]!, 'utf8')).toMatch(/^TypeError: x is not a function\n {4}at /);
});

test('with --json both are a document', () => {
  const { stdout, stderr } = report("new DataError('x.csv', 'the file is empty')", ['--json']);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({ error: { message: 'x.csv: the file is empty.', where: 'x.csv', exitCode: 3 } });
});
