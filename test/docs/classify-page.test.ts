import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ballRadii } from '../../src/diagnose/domain/gaussian-ball.ts';
import { blocksOf } from './blocks.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-classify-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const page = readFileSync('docs/classify.md', 'utf8');

test('the commands of the page on labels run, one after another in one folder', () => {
  const main = path.resolve('dist/cli/main.js');
  const script = [`npx() { shift; "${process.execPath}" "${main}" "$@"; }`, ...blocksOf(page, 'sh')].join('\n');
  const { status, stdout, stderr } = spawnSync('bash', ['-eu', '-o', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  expect({ status, last: stderr.split('\n').slice(-4) }).toMatchObject({ status: 0 });
  for (const file of ['answers.csv', 'card.html']) expect(existsSync(path.join(folder, file)), file).toBe(true);
  expect(stdout).toMatch(/rows with a label: accuracy 0\.\d+/);
  expect(stdout).toMatch(/Kept by the one seed: \d+ of 30 columns\./);
}, 600_000);

test('the shares of a Gaussian that it names are those', () => {
  const share = (dimensions: number) => (100 * ballRadii(2, dimensions).literal.share).toFixed(1);
  expect(page).toContain(
    `${share(1)} % of a Gaussian in one dimension, ${share(2)} % in two, and ${share(10)} % in ten`,
  );
});
