import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { meanInterval } from '../../src/base/statistics.ts';
import { readSummary } from '../../src/lab/run-files.ts';
import { StopFlag } from '../../src/lab/run-in-worker.ts';
import { runStudy, type StudySummary } from '../../src/lab/run-study.ts';
import { cellText } from '../../src/report/tables.ts';
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

describe('a study of folds', () => {
  test('tests every row once, and widens its intervals for the train rows that folds share', async () => {
    await inFolder(async (folder) => {
      const given = { ...config, seeds: 1, folds: 3, training: { ...config.training, epochs: 1 } };
      const study = createStudy(folder, { name: 'folds', config: stringify(given) });
      expect(await run(study)).toBe(0);
      const { runs, aggregate } = summaryOf(study);
      expect(runs.map(({ member }) => member)).toEqual(['fold-1', 'fold-2', 'fold-3']);
      const bounds = runs.map(({ run: id }) => {
        const { evaluation } = readSummary(openRun(path.join(study.runs, id!)));
        return { rows: evaluation.splits.test!.rowCount, bound: evaluation.splits.test!.negativeElbo };
      });
      expect(bounds.reduce((total, { rows }) => total + rows, 0)).toBe(200);
      const values = bounds.map(({ bound }) => bound);
      expect(aggregate['test.negativeElbo']).toEqual(meanInterval(values, 0.95, 1 / 2));
      const report = readFileSync(path.join(study.path, 'report.md'), 'utf8');
      expect(report).toContain('Folds share train rows');
      expect(report).toContain(cellText(meanInterval(values, 0.95, 1 / 2)));
    });
  });
});

describe('a study of one model per class', () => {
  test('compares each with the joint model on the same rows', async () => {
    await inFolder(async (folder) => {
      const given = {
        ...config,
        seeds: 1,
        splitModelsBy: 'expression',
        data: { ...config.data, label: 'expression', modalities: { marks: '0..149' } },
        training: { ...config.training, epochs: 1 },
      };
      const study = createStudy(folder, { name: 'classes', config: stringify(given) });
      expect(await run(study)).toBe(0);
      const { runs, aggregate, classes } = summaryOf(study);
      expect(runs.map(({ member }) => member)).toEqual(['expression-0', 'expression-1', 'joint']);
      const [own0, own1, joint] = runs.map(({ run: id }) => readSummary(openRun(path.join(study.runs, id!))));
      // The joint model alone is repeated.
      expect(aggregate['test.negativeElbo']).toEqual({ mean: joint!.evaluation.splits.test!.negativeElbo, count: 1 });
      expect(classes!.map((one) => [one.class, one.split])).toEqual([
        ['0', 'validation'],
        ['0', 'test'],
        ['1', 'validation'],
        ['1', 'test'],
      ]);
      for (const [own, name] of [
        [own0, '0'],
        [own1, '1'],
      ] as const) {
        const found = classes!.find((one) => one.class === name && one.split === 'test')!;
        const [a, b] = [own!.evaluation.splits.test!, joint!.perClass!.classes[name]!.splits.test!];
        expect([found.rowCount, a.rowCount]).toEqual([b.rowCount, b.rowCount]);
        expect(found.own.negativeElbo.mean).toBe(a.negativeElbo);
        expect(found.joint.negativeElbo.mean).toBe(b.negativeElbo);
        expect(found.difference!.mean).toBeCloseTo(a.negativeElbo - b.negativeElbo, 10);
        // The same rows have the same baselines.
        expect(a.perModality.marks!.baselines.perColumn).toBeCloseTo(b.perModality.marks!.baselines.perColumn, 10);
        expect(found.perColumn.mean).toBeCloseTo(b.perModality.marks!.baselines.perColumn, 10);
      }
      const rows = joint!.evaluation.splits.test!.rowCount;
      expect(classes!.filter(({ split }) => split === 'test').reduce((sum, one) => sum + one.rowCount, 0)).toBe(rows);
      const report = readFileSync(path.join(study.path, 'report.md'), 'utf8');
      expect(report).toContain('negative ELBO, own model');
      expect(report).toContain('[expression-0]');
      const ofJoint = readFileSync(path.join(study.runs, runs[2]!.run!, 'report.md'), 'utf8');
      expect(ofJoint).toContain('beside the column means of its train rows');
    });
  });
});

describe('a study of pairs of hidden modalities', () => {
  test('tells pairs apart, averages only repeats of a pair, and draws its matrix', async () => {
    await inFolder(async (folder) => {
      const given = {
        ...config,
        masking: { kind: 'all-pairs', primary: 'k9' },
        training: { ...config.training, epochs: 1 },
      };
      const study = createStudy(folder, { name: 'pairs', config: stringify(given) });
      expect(await run(study)).toBe(0);
      const { runs, aggregate, pairs } = summaryOf(study);
      expect(runs).toHaveLength(6);
      expect(aggregate).toEqual({});
      const onTest = pairs!.filter(({ split }) => split === 'test');
      expect(onTest.map(({ primary, dummy }) => [primary, dummy])).toEqual([
        ['k9', 'dnam'],
        ['k9', 'k27'],
        ['k9', 'expression'],
      ]);
      const [first] = onTest;
      const own = runs
        .filter(({ member }) => member.endsWith('k9-with-dnam'))
        .map(({ run: id }) => readSummary(openRun(path.join(study.runs, id!))).evaluation.splits.test!);
      const hidden = own.map((split) => split.perModality.k9!.hidden!);
      expect(first!.reconstruction).toEqual(
        meanInterval(
          hidden.map((part) => part.reconstruction),
          0.95,
          0,
        ),
      );
      expect(first!.perColumn).toEqual(
        meanInterval(
          hidden.map((part) => part.baselines.perColumn),
          0.95,
          0,
        ),
      );
      expect(first!.kl).toEqual(
        meanInterval(
          own.map(({ kl }) => kl),
          0.95,
          0,
        ),
      );
      expect(first!.skill!.mean).toBeCloseTo(1 - first!.reconstruction.mean / first!.perColumn.mean, 2);
      const report = readFileSync(path.join(study.path, 'report.md'), 'utf8');
      expect(report).toContain('| hidden, test | with dnam | with k27 | with expression |');
      expect(report).toContain(`| k9 | ${onTest.map(({ skill }) => cellText(skill)).join(' | ')} |`);
      expect(report).toContain('Each run hides one pair of modalities.');
      expect(report).not.toContain('## Splits');
      for (const panel of ['total', 'reconstruction', 'kl'])
        expect(existsSync(path.join(study.path, 'figures', `pairs-k9-${panel}.svg`))).toBe(true);
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
