import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

test('the first example is short, trains, and prints findings', () => {
  const file = 'examples/first-vae.ts';
  expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(31);
  const runs = mkdtempSync(path.join(os.tmpdir(), 'elbo-example-'));
  const { stdout, status } = spawnSync(process.execPath, ['--import', 'tsx', file, runs], { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^epoch 10: \d+\.\d+ nats$/m);
  expect(stdout).toMatch(/^test: \d+\.\d+ nats$/m);
  expect(stdout).toContain('[beats-baseline]');
});
