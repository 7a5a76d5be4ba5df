import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { blocksOf } from './blocks.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-guide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the commands of the guide run, one after another in one folder', () => {
  const main = path.resolve('dist/cli/main.js');
  const script = [
    `npx() { shift; "${process.execPath}" "${main}" "$@"; }`,
    ...blocksOf(readFileSync('docs/guide.md', 'utf8'), 'sh'),
  ].join('\n');
  const { status, stdout, stderr } = spawnSync('bash', ['-eu', '-o', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  expect({ status, last: stderr.split('\n').slice(-4) }).toMatchObject({ status: 0 });
  expect(stdout).toContain('ended with 7\n');
  const findings = JSON.parse(readFileSync(path.join(folder, 'findings.json'), 'utf8')) as { findings: object[] };
  expect(findings.findings.length).toBeGreaterThan(3);
}, 600_000);
