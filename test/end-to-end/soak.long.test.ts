/** A day's work of a small model: memory must not grow with the steps done. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { quantile } from '../../src/base/statistics.ts';
import { ended, start, temporaryFolder } from './elbo.ts';

const EPOCHS = 10_000;
/** 140 train rows in batches of 14. */
const STEPS_PER_EPOCH = 10;
const SOAK = [
  'first-run',
  'data.source.simulated.rows=200',
  'data.source.simulated.columns=50',
  'training.batchSize=14',
  `training.epochs=${EPOCHS}`,
  'training.logSteps=true',
  'evaluation.everyEpochs=100',
  'threads=1',
];

test.skipIf(!existsSync('/proc/self/status'))(
  'fault 65: 100 000 steps take no more memory than 20 000 did',
  async () => {
    const folder = temporaryFolder();
    const child = start(['train', ...SOAK, '--quiet', '--json'], folder);
    /** Resident bytes after so many bytes of records. */
    const samples: { recorded: number; resident: number }[] = [];
    const metrics = (): string | undefined => {
      const runs = path.join(folder, 'runs');
      const [run] = existsSync(runs) ? readdirSync(runs) : [];
      const file = run && path.join(runs, run, 'metrics.jsonl');
      return file !== undefined && existsSync(file) ? file : undefined;
    };
    const timer = setInterval(() => {
      const file = metrics();
      const status = `/proc/${child.pid}/status`;
      if (file === undefined || !existsSync(status)) return;
      const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(status, 'utf8'))?.[1];
      if (resident !== undefined) samples.push({ recorded: statSync(file).size, resident: Number(resident) * 1024 });
    }, 100);
    const { code, stderr } = await ended(child).finally(() => clearInterval(timer));
    expect(code, stderr).toBe(0);

    const file = metrics()!;
    const total = statSync(file).size;
    const last = readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)!;
    expect((JSON.parse(last) as { step: number }).step).toBe(EPOCHS * STEPS_PER_EPOCH);
    /** The median between two shares of the training; the report at the end is no part of it. */
    const between = (from: number, to: number): number =>
      quantile(
        samples
          .filter(({ recorded }) => recorded >= from * total && recorded < to * total)
          .map(({ resident }) => resident),
        0.5,
      );
    const [early, late] = [between(0.2, 0.4), between(0.8, 1)];
    const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20);
    console.log(`resident memory: ${megabytes(early)} MB, then ${megabytes(late)} MB`);
    expect(late).toBeLessThan(1.05 * early);
  },
);
