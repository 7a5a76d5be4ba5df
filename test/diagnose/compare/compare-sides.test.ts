import { describe, expect, test } from 'vitest';
import { compareSides, findMetric, relativeDelta } from '../../../src/diagnose/compare/compare-sides.ts';
import { metricKey, metricValues } from '../../../src/diagnose/compare/metric-values.ts';
import { effectiveBeta } from '../../../src/diagnose/effective-beta.ts';
import { type MadeRun, madeRun, madeTerms, REDUCTIONS, sideOf } from './made-runs.ts';

const compare = (before: MadeRun, now: MadeRun) => {
  const [first, second] = [madeRun(before), madeRun(now)];
  // Alone: neither was repeated.
  return compareSides(
    { ...sideOf('parent', first), repeats: [first] },
    { ...sideOf('child', second), repeats: [second] },
  );
};

/** Names of the numbers that are withheld, with the part in front. */
const withheld = (before: MadeRun, now: MadeRun): string[] =>
  compare(before, now)
    .metrics.filter(({ change }) => change === 'withheld')
    .map(({ part, name, split }) =>
      [split === 'test' ? '' : `${split} `, part === undefined ? '' : `${part} `, name].join(''),
    );

const every = metricValues(madeRun())
  .map(({ part, name }) => (part === undefined ? name : `${part} ${name}`))
  .sort();

describe('what is withheld', () => {
  test('nothing between runs that share everything', () => {
    expect(withheld({}, { seed: 43, marks: { reconstruction: 3 } })).toEqual([]);
  });

  test.each([
    ['data', { fingerprints: { data: 'x' } }],
    ['split', { fingerprints: { split: 'x' } }],
    ['threshold', { preprocessing: { kind: 'binarize', offset: [0.5] }, fingerprints: { preprocessing: 'x' } }],
    ['mask', { masking: { kind: 'fixed-modality', modality: 'marks', trains: 'all' } }],
  ])('everything where the %s is another', (_, other) => {
    expect(withheld({}, other).sort()).toEqual(every);
  });

  test('the loss alone where the objective has other units: nats stay', () => {
    expect(withheld({}, { effectiveBeta: effectiveBeta({ ...REDUCTIONS, klWeight: 0.001 }) })).toEqual([
      'loss',
      'weightedKl',
    ]);
  });

  test('what has the unit of the data where those are scaled otherwise: KL stays', () => {
    const scaled: MadeRun = { preprocessing: { kind: 'z-score', offset: [1] }, fingerprints: { preprocessing: 'x' } };
    const kept = every.filter((name) => !withheld({}, scaled).includes(name));
    expect(kept).toEqual(['activeUnits', 'kl', 'weightedKl']);
  });

  test('nats of a modality with a likelihood of another kind, and sums that hold them', () => {
    const { likelihoods } = madeRun().evaluation;
    const gaussian = {
      evaluation: { likelihoods: { ...likelihoods, marks: { kind: 'gaussian', variance: 1 } as const } },
    };
    expect(withheld({}, gaussian)).toEqual(
      ['negativeElbo', 'loss', 'reconstruction', 'marks reconstruction'].sort(byOrder),
    );
  });

  test('numbers on train where other rows train', () => {
    const splits = ['train', 'test'] as const;
    const found = withheld({ splits }, { splits, fingerprints: { balance: 'x' } });
    expect(found.length).toBe(every.length);
    expect(found.every((name) => name.startsWith('train '))).toBe(true);
  });

  test('numbers of single classes where labels differ', () => {
    const { evaluation } = madeRun();
    const perClass = { on: evaluation };
    expect(withheld({ perClass }, { perClass, fingerprints: { labels: 'l', testLabels: 't' } })).toEqual([
      'class on negativeElbo',
      'class on reconstruction',
      'class on kl',
    ]);
    expect(withheld({ perClass }, { perClass, fingerprints: { labels: 'l' } })).toEqual([]);
  });

  test('sums where one of the two tells a label alone: modalities that both tell stay', () => {
    const { evaluation } = madeRun();
    const [, label] = evaluation.modalities;
    const { label: own } = evaluation.splits.test!.perModality;
    const splits = { test: { ...evaluation.splits.test!, perModality: { label: own! } } };
    expect(withheld({}, { evaluation: { modalities: [label!], splits } })).toEqual(
      ['negativeElbo', 'loss', 'reconstruction'].sort(byOrder),
    );
  });

  test('a bound where only one of the two has one', () => {
    expect(withheld({}, { evaluation: { latentIsSampled: false } })).toEqual(['loss']);
    const names = compare({}, { evaluation: { latentIsSampled: false } }).metrics.map(({ name }) => name);
    expect(names).not.toContain('negativeElbo');
  });
});

const byOrder = (a: string, b: string): number => ORDER.indexOf(a) - ORDER.indexOf(b);
const ORDER = ['negativeElbo', 'loss', 'reconstruction', 'marks reconstruction'];

describe('a difference', () => {
  test('is of the second minus the first, with its share of the first', () => {
    const metric = findMetric(compare({}, { marks: { reconstruction: 3 } }), 'test', 'negativeElbo')!;
    expect(metric).toEqual({
      split: 'test',
      name: 'negativeElbo',
      before: { mean: 6.5, count: 1 },
      now: { mean: 5.5, count: 1 },
      change: 'lower',
      delta: -1,
    });
    expect(relativeDelta(metric)).toBeCloseTo(-1 / 6.5, 12);
  });

  test('that is 0 is none', () => {
    expect(findMetric(compare({}, {}), 'test', 'kl')!.change).toBe('same');
  });

  test('has an interval over draws of rows where both runs kept what each row costs', () => {
    const rows = Array.from({ length: 100 }, (_, i) => [4 + Math.sin(i), 0.5, 2] as const);
    const with_ = (shift: (i: number) => number) => ({
      terms: { test: madeTerms(rows.map(([marks, ...rest], i) => [marks + shift(i), ...rest])) },
    });
    const sure = compare(
      with_(() => 0),
      { ...with_((i) => -1 + 0.1 * (i % 2)), marks: { reconstruction: 3.05 } },
    );
    const bound = findMetric(sure, 'test', 'negativeElbo')!;
    expect(bound.overRows!.low).toBeGreaterThan(-0.97);
    expect(bound.overRows!.high).toBeLessThan(-0.93);
    expect(bound.change).toBe('lower');
    expect(findMetric(sure, 'test', 'reconstruction', 'label')!.overRows).toEqual({ low: 0, high: 0 });
    expect(findMetric(sure, 'test', 'auroc', 'marks')!.overRows).toBeUndefined();

    const unsure = compare(
      with_(() => 0),
      { ...with_((i) => (i % 2 === 0 ? 3 : -3.1)), marks: { reconstruction: 3.95 } },
    );
    expect(findMetric(unsure, 'test', 'negativeElbo')!.change).toBe('unclear');
  });

  test('has none of rows that are not the same', () => {
    const terms = (count: number) => ({ terms: { test: madeTerms(Array.from({ length: count }, () => [4, 0.5, 2])) } });
    expect(findMetric(compare(terms(4), terms(5)), 'test', 'negativeElbo')!.overRows).toBeUndefined();
    const other = { ...terms(4), fingerprints: { split: 'x' } };
    expect(findMetric(compare(terms(4), other), 'test', 'negativeElbo')).toMatchObject({
      change: 'withheld',
      withheld: ['the split is another one, with other held-out rows'],
    });
  });
});

/** Runs whose bound is 2.5 + the reconstruction of marks. */
const repeats = (...marks: readonly number[]) =>
  marks.map((reconstruction, i) => madeRun({ seed: 42 + i, marks: { reconstruction } }));

describe('repeats', () => {
  // scipy 1.17.1: stats.t.ppf(0.975, 2) = 4.302653
  const T = 4.302653;

  test('of two studies with the same seeds go in pairs', () => {
    const comparison = compareSides(sideOf('a', ...repeats(10, 11, 12)), sideOf('b', ...repeats(11, 13, 15).reverse()));
    const { before, now, delta, overSeeds, change } = findMetric(comparison, 'test', 'negativeElbo')!;
    expect(comparison.isPaired).toBe(true);
    expect([before.mean, now.mean, delta, change]).toEqual([13.5, 15.5, 2, 'unclear']);
    expect(overSeeds!.low).toBeCloseTo(2 - T / Math.sqrt(3), 5);
    expect(overSeeds!.high).toBeCloseTo(2 + T / Math.sqrt(3), 5);
  });

  test('of one side tell the spread of both', () => {
    const [single] = repeats(20);
    const alone = { ...sideOf('b', single!), repeats: [single!] };
    const comparison = compareSides(sideOf('a', ...repeats(10, 11, 12)), alone);
    const { delta, overSeeds, overRows, change } = findMetric(comparison, 'test', 'negativeElbo')!;
    expect([comparison.isPaired, comparison.repeatCount, delta, change]).toEqual([false, 3, 9, 'higher']);
    expect(overSeeds!.high - delta!).toBeCloseTo(T * Math.sqrt(1 / 3 + 1), 5);
    expect(overRows).toBeUndefined();
  });

  test('that agree to the last digit tell nothing of chance', () => {
    const comparison = compareSides(sideOf('a', ...repeats(10, 10)), sideOf('b', ...repeats(11, 11)));
    expect(findMetric(comparison, 'test', 'negativeElbo')).toMatchObject({ delta: 1, change: 'higher' });
    expect(findMetric(comparison, 'test', 'negativeElbo')!.overSeeds).toBeUndefined();
  });

  test('on splits of their own compare in pairs, and not with another run', () => {
    const dealt = repeats(10, 11, 12).map((run) => ({
      ...run,
      fingerprints: { ...run.fingerprints, split: `${run.seed}` },
    }));
    expect(compareSides(sideOf('a', ...dealt), sideOf('b', ...dealt)).differences).toEqual([]);
    expect(compareSides(sideOf('a', ...dealt), sideOf('b', dealt[0]!)).differences).toHaveLength(1);
  });

  test('of folds, which share train rows, have wider intervals', () => {
    const folds = (overlap?: number) =>
      compareSides(sideOf('a', ...repeats(10, 11, 12)), {
        ...sideOf('b', ...repeats(11, 13, 15)),
        ...(overlap === undefined ? {} : { overlap }),
      });
    const width = (comparison: ReturnType<typeof folds>): number => {
      const { low, high } = findMetric(comparison, 'test', 'negativeElbo')!.overSeeds!;
      return high - low;
    };
    expect(width(folds(0.5)) / width(folds())).toBeCloseTo(Math.sqrt((1 / 3 + 0.5) / (1 / 3)), 10);
  });
});

test('hidden and seen entries are never mixed, and what is seen counts where it trains', () => {
  const { evaluation } = madeRun();
  const { marks, label } = evaluation.splits.test!.perModality;
  const part = (reconstruction: number) => ({ ...marks!, reconstruction, entriesPerRow: 10, rowShare: 0.5 });
  const perModality = { marks: { ...marks!, hidden: part(7), seen: part(2) }, label: label! };
  const masked = (trains: 'hidden' | 'all') =>
    madeRun({
      evaluation: {
        masking: { kind: 'fixed-modality', trains, hides: ['marks'], cases: 1 },
        splits: { test: { ...evaluation.splits.test!, perModality } },
      },
    });
  const told = (trains: 'hidden' | 'all') =>
    metricValues(masked(trains)).filter(({ name }) => name === 'reconstruction' || name === 'hiddenReconstruction');
  expect(told('hidden').map(({ part: of, name, value, terms }) => [of ?? name, value, terms])).toEqual([
    ['hiddenReconstruction', 7, ['hidden marks']],
    ['reconstruction', 4.5, ['marks', 'label']],
    ['hidden marks', 7, ['hidden marks']],
    ['label', 0.5, ['label']],
  ]);
  expect(told('all').map(({ part: of }) => of)).toEqual([undefined, undefined, 'hidden marks', 'seen marks', 'label']);
  const keys = metricValues(masked('all')).map(metricKey);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a label that a head tells is measured by its answers, which need the same labels', () => {
  const { evaluation } = madeRun();
  const matrix = [
    [50, 10],
    [5, 35],
  ];
  const scores = { accuracy: 0.85, balancedAccuracy: 0.85, macroF1: 0.85, mcc: 0.69, perClass: [] };
  const calibration = { error: 0.02, largestError: 0.1, bins: [] };
  const classification = {
    ...scores,
    rowCount: 100,
    classes: ['no', 'yes'],
    confusion: matrix,
    logLoss: 0.4,
    brier: 0.1,
  };
  const mean = { classification: { ...classification, f1: 0.82, auroc: 0.9, calibration, curves: [] } };
  const label = { name: 'label', task: 'binary', mean } as const;
  const headed: MadeRun = {
    evaluation: { label, splits: { test: { ...evaluation.splits.test!, label } } },
  };
  const names = metricValues(madeRun(headed))
    .filter(({ part }) => part === 'label')
    .map(({ name }) => name);
  expect(names).toEqual(['reconstruction', 'accuracy', 'f1', 'mcc', 'auroc', 'logLoss', 'calibrationError']);
  const relabelled = { ...headed, fingerprints: { labels: 'x', testLabels: 'y' } };
  const kept = every.filter((name) => !withheld(headed, relabelled).includes(name));
  expect(kept.filter((name) => !name.includes(' '))).toEqual(['activeUnits', 'kl', 'weightedKl']);
  expect(withheld(headed, { ...headed, fingerprints: { labels: 'x' } })).toEqual([]);
});
