import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { StopFlag } from '../../src/lab/run-in-worker.ts';
import { runStudy, type StudySummary, seedMembers } from '../../src/lab/run-study.ts';
import { acquireLease } from '../../src/store/lease.ts';
import { openRun } from '../../src/store/run-folder.ts';
import { createStudy, openStudy, type StudyFolder } from '../../src/store/study-folder.ts';
import { inFolder, resultOf, SMALL_EXPERIMENT } from '../end-to-end/small-experiment.ts';

const config = {
  ...SMALL_EXPERIMENT,
  seed: 7,
  seeds: 2,
  training: { ...SMALL_EXPERIMENT.training, epochs: 2 },
  threads: 2,
};

const run = (study: StudyFolder, stop = new StopFlag(), onSteps: () => void = () => {}) =>
  runStudy(study, {
    context: { baseFolder: '.' },
    stop,
    onEvent: (_, event) => {
      if (event.kind === 'steps') onSteps();
    },
    onMember: () => {},
  });
const summaryOf = (study: StudyFolder) =>
  JSON.parse(readFileSync(path.join(study.path, 'summary.json'), 'utf8')) as StudySummary;
const resultsOf = (study: StudyFolder) =>
  study.readMembers().members.map((member) => [member.name, resultOf(openRun(path.join(study.runs, member.run!)))]);

test('members are counted up from the seed of the config', () => {
  expect(seedMembers(resolveConfig({ ...config, seeds: 3 }))).toEqual([
    { name: 'seed-7', overrides: { seed: 7 } },
    { name: 'seed-8', overrides: { seed: 8 } },
    { name: 'seed-9', overrides: { seed: 9 } },
  ]);
});

describe('a study of seeds', () => {
  test('runs each member, sums them up, and interrupted and run again is the same study', async () => {
    await inFolder(async (folder) => {
      const study = createStudy(folder, { name: 'whole', config: stringify(config) });
      expect(await run(study)).toBe(0);
      const { runs, aggregate } = summaryOf(study);
      expect(runs.map(({ member, state }) => [member, state])).toEqual([
        ['seed-7', 'finished'],
        ['seed-8', 'finished'],
      ]);
      expect(aggregate['test.negativeElbo']).toMatchObject({ count: 2 });
      const [a, b] = runs.map(
        (member) =>
          openRun(path.join(study.runs, member.run!)).read('summary') as {
            evaluation: { splits: { test: { negativeElbo: number } } };
          },
      );
      const [first, second] = [a!.evaluation.splits.test.negativeElbo, b!.evaluation.splits.test.negativeElbo];
      expect(first).not.toBe(second);
      expect(aggregate['test.negativeElbo']!.mean).toBeCloseTo((first + second) / 2, 10);
      expect(existsSync(path.join(study.path, 'report.md'))).toBe(true);

      const again = createStudy(folder, { name: 'again', config: stringify(config) });
      const stop = new StopFlag();
      expect(await run(again, stop, () => stop.request(143))).toBe(143);
      expect(again.readMembers().members.some(({ state }) => state === 'finished')).toBe(false);
      const begun = again.readMembers().members.map((member) => member.run);
      expect(await run(openStudy(again.path))).toBe(0);
      expect(again.readMembers().members.map((member) => member.run)).toEqual(begun);
      expect(resultsOf(again)).toEqual(resultsOf(study));
    });
  });

  test('goes on with its other members where one fails, and says why', async () => {
    await inFolder(async (folder) => {
      const failing = { ...config, training: { ...config.training, optimizer: { kind: 'sgd', learningRate: 1e30 } } };
      const study = createStudy(folder, { name: 'failing', config: stringify(failing) });
      expect(await run(study)).toBe(4);
      const { runs, aggregate } = summaryOf(study);
      for (const { state, reason } of runs) {
        expect(state).toBe('failed');
        expect(reason).toMatch(/^training step \d+: .* The last checkpoint is kept\.$/);
      }
      expect(aggregate).toEqual({});
    });
  });
});

test('a study that another process runs is refused', async () => {
  await inFolder(async (folder) => {
    const study = createStudy(folder, { name: 'held', config: stringify(config) });
    const lease = acquireLease(study.path);
    await expect(run(study)).rejects.toThrow(/the run is held by attempt 1 \(process \d+ on .+, last heard of at .+\)/);
    expect(study.readMembers().members).toEqual([]);
    lease.release({ code: 0, reason: 'It finished.' });
  });
});
