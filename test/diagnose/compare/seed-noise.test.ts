import { expect, test } from 'vitest';
import { compareSides } from '../../../src/diagnose/compare/compare-sides.ts';
import type { ComparedSide } from '../../../src/diagnose/compare/compared-run.ts';
import { diagnoseSeedNoise, type Sameness } from '../../../src/diagnose/compare/seed-noise.ts';
import { type MadeRun, madeRun, madeTerms, sideOf } from './made-runs.ts';

const OTHER: Sameness = { differsInSeedAlone: false, configIsSame: false, modelIsSame: false, environment: [] };
const alone = (label: string, run: MadeRun): ComparedSide => {
  const made = madeRun(run);
  return { ...sideOf(label, made), repeats: [made] };
};
const find = (before: ComparedSide, now: ComparedSide, sameness: Partial<Sameness> = {}) =>
  diagnoseSeedNoise(compareSides(before, now), before, now, { ...OTHER, ...sameness });
const lower: MadeRun = { seed: 43, marks: { reconstruction: 3 } };

test('the same bytes are called identical', () => {
  expect(find(alone('base', {}), alone('again', {}), { modelIsSame: true, configIsSame: true })).toEqual({
    id: 'seed-noise',
    verdict: 'note',
    title: 'It is identical to base: the same config, the same seed, and every byte of the model.',
    evidence: { against: 'base' },
    advice: [],
  });
  expect(find(alone('base', {}), alone('again', {}), { modelIsSame: true })!.title).toBe(
    'It has the very model of base, byte for byte: what differs in the config has no effect on what is learnt.',
  );
});

test('runs that differ in their seed alone show the noise of seeds', () => {
  expect(find(alone('base', {}), alone('other', lower), { differsInSeedAlone: true })).toEqual({
    id: 'seed-noise',
    verdict: 'note',
    title:
      'Seed noise: nothing but the seed differs from base (42 against 43), and on test the negative ELBO is lower by 1 nats per row (15 %). So much is no effect of any idea.',
    evidence: { against: 'base', split: 'test', metric: 'negative ELBO', before: 6.5, now: 5.5, difference: -1 },
    advice: [],
  });
});

test('a seed that deals the rows anew leaves nothing to compare', () => {
  const dealt = alone('other', { ...lower, fingerprints: { split: 'x' } });
  expect(find(alone('base', {}), dealt, { differsInSeedAlone: true })).toMatchObject({
    title: 'Nothing but the seed differs from base (42 against 43), and with it what is measured: no number compares.',
    advice: ['Take a split that does not follow the seed: data.split.by position, column or given.'],
  });
  expect(find(alone('base', {}), dealt)).toBeUndefined();
});

test('one config and one seed on two machines are named with what differs', () => {
  const environment = ['threads 1 and 2'];
  expect(find(alone('base', {}), alone('again', lower), { configIsSame: true, environment })!.title).toBe(
    'Config and seed are those of base, and the bytes are not: threads 1 and 2; on test the negative ELBO is lower by 1 nats per row (15 %).',
  );
});

const rowsOf = (shift: (i: number) => number): MadeRun => ({
  terms: { test: madeTerms(Array.from({ length: 100 }, (_, i) => [4 + shift(i), 0.5, 2])) },
});

test('without repeats the rows tell, and that they know nothing of seeds is said', () => {
  const before = alone(
    'base',
    rowsOf(() => 0),
  );
  const advice = ['Train both with seeds: 3 or more on one split, and compare the studies.'];
  expect(find(before, alone('idea', { ...rowsOf(() => -1), ...lower }))).toMatchObject({
    verdict: 'note',
    title:
      'Against base on test the negative ELBO is lower by 1 nats per row (15 %): more than the choice of rows makes (over draws of the rows its 95 % interval is -1 to -1), but another seed may make as much.',
    evidence: { overRowsLow: -1, overRowsHigh: -1 },
    advice,
  });
  const luck = find(before, alone('idea', { ...rowsOf((i) => (i % 2 === 0 ? 7 : -9)), ...lower }))!;
  expect(luck.title).toMatch(
    /^Against base on test the negative ELBO is lower by 1 nats per row \(15 %\), which may be luck: over draws of the rows its 95 % interval is -2\.\d+ to 0\.\d+ and contains 0\.$/,
  );
  expect(find(alone('base', {}), alone('idea', lower))).toMatchObject({
    title:
      'Against base on test the negative ELBO is lower by 1 nats per row (15 %). How large chance is cannot be told: there are no repeats and no terms of single rows.',
    advice,
  });
});

const study = (label: string, ...marks: readonly number[]): ComparedSide =>
  sideOf(label, ...marks.map((reconstruction, i) => madeRun({ seed: 42 + i, marks: { reconstruction } })));

test('repeats tell whether a difference is more than the noise of seeds', () => {
  expect(find(study('base', 4, 4.1, 4.2), study('idea', 3, 3.12, 3.18))).toMatchObject({
    verdict: 'good',
    title:
      'Against base on test the negative ELBO is lower by 1 nats per row (15 %): more than the noise of seeds, for by 3 pairs of runs its 95 % interval is -1.05 to -0.95.',
  });
  expect(find(study('base', 4, 4.1, 4.2), alone('idea', { marks: { reconstruction: 4.3 } }))).toMatchObject({
    verdict: 'note',
    title:
      'Against base on test the negative ELBO is higher by 0.2 nats per row (3 %): no more than the noise of seeds, for by 3 runs with other seeds its 95 % interval is -0.297 to 0.697 and contains 0.',
    advice: ['More seeds make the interval narrower; until it leaves 0 out there is nothing to explain.'],
  });
});

test('a difference beyond the noise of seeds may still be that of few rows', () => {
  const repeats = study('base', 4, 4.001, 4.002).members.map(({ run }) => run);
  const before = {
    ...alone(
      'base',
      rowsOf(() => 0),
    ),
    repeats,
  };
  const now = alone('idea', { ...rowsOf((i) => (i % 2 === 0 ? 30 : -32)), ...lower });
  const finding = find(before, now)!;
  expect(finding.verdict).toBe('note');
  expect(finding.title).toContain(
    ': more than the noise of seeds (by 3 runs with other seeds its 95 % interval is -1.01 to -0.994), but over draws of the rows its 95 % interval is -',
  );
  expect(finding.title).toMatch(/ and contains 0\.$/);
  expect(finding.advice).toEqual(['Hold out more rows, or use folds.']);
});
