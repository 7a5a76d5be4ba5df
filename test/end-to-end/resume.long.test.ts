import { expect, test } from 'vitest';
import { inFolder, interrupted, LONGER, resultOf, start } from './small-experiment.ts';

test('twenty epochs with a stop at the end of each are one run of twenty: no order of rows comes twice', async () => {
  const config = { ...LONGER, training: { ...LONGER.training, checkpoint: { everySeconds: 60, everySteps: 1 } } };
  const whole = await inFolder(async (folder) => resultOf((await start(config, folder)).run));
  const stops = Array.from({ length: 19 }, (_, epoch) => 10 * (epoch + 1));
  expect(await inFolder(async (folder) => resultOf(await interrupted(config, folder, stops)))).toEqual(whole);
  const losses = whole
    .steps!.trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { loss: number }).loss);
  expect(new Set(losses).size).toBe(200);
});
