/** Many runs, as a laboratory has after a year. */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RunAnswer } from '../../src/cli/answer.ts';
import { elbo, SMALL, temporaryFolder } from './elbo.ts';

test('10 000 finished runs are listed', async () => {
  const folder = temporaryFolder();
  const trained = await elbo(['train', ...SMALL, '--json', '--quiet'], folder);
  const run = path.join(folder, (JSON.parse(trained.stdout) as RunAnswer).path);
  for (let i = 0; i < 10_000; i++) {
    const copy = path.join(folder, 'many', `20260101-000000-many-${i}`);
    mkdirSync(copy, { recursive: true });
    for (const file of ['status.json', 'summary.json', 'config.yaml'])
      copyFileSync(path.join(run, file), path.join(copy, file));
  }
  const started = performance.now();
  const { stdout } = await elbo(['runs', 'list', '--runs', 'many', '--json'], folder);
  console.log(`10 000 runs listed in ${Math.round(performance.now() - started)} ms, starting included`);
  const { runs } = JSON.parse(stdout) as { runs: { negativeElbo: number }[] };
  expect([runs.length, runs.every(({ negativeElbo }) => negativeElbo > 0)]).toEqual([10_000, true]);
  rmSync(folder, { recursive: true });
});
