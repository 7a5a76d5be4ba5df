// Prints the seconds from starting `elbo train` on a small table to its first training step's progress.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-first-step-'));
const rows = Array.from({ length: 569 }, (_, i) =>
  Array.from({ length: 30 }, (_, j) => Math.sin(i * 31 + j * j).toFixed(4)).join(','),
);
writeFileSync(
  path.join(folder, 'table.csv'),
  `${Array.from({ length: 30 }, (_, j) => `x${j}`).join(',')}\n${rows.join('\n')}\n`,
);
writeFileSync(
  path.join(folder, 'config.yaml'),
  'data: {source: table.csv, standardize: z-score}\narchitecture: {encoder: [16, 8], latent: 2, decoder: [8, 16], activation: elu}\nlikelihood: gaussian\ntraining: {epochs: 1000}\nevaluation: {everyEpochs: 0}\n',
);
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const started = performance.now();
const child = spawn(
  process.execPath,
  [main, 'train', path.join(folder, 'config.yaml'), '--runs', path.join(folder, 'runs')],
  { stdio: ['ignore', 'ignore', 'pipe'] },
);
let seen = '';
child.stderr.on('data', (chunk) => {
  seen += chunk;
  // The first epoch's line comes with the first chunk of steps.
  if (!/epoch\s+1\b/i.test(seen) || child.killed) return;
  console.log((performance.now() - started) / 1000);
  child.kill('SIGKILL');
});
child.on('exit', () => {
  if (!child.killed) process.exitCode = 1;
  rmSync(folder, { recursive: true, force: true });
});
