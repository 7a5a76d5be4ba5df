/** Writes one checkpoint after another, going on from the newest, until it is killed. */
import { checkpointName, readNewestCheckpoint, writeCheckpoint } from '../../src/store/checkpoint.ts';

const folder = process.argv[2]!;
const found = readNewestCheckpoint(folder)?.state as { step: number } | undefined;
for (let step = (found?.step ?? 0) + 1; ; step++) {
  const data = new Float32Array(100_000).fill(step);
  writeCheckpoint(folder, checkpointName(step), { tensors: { weight: { shape: [100_000], data } }, state: { step } });
  process.stdout.write('.');
}
