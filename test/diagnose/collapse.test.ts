import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diagnoseCollapse } from '../../src/diagnose/collapse.ts';
import type { Evaluation } from '../../src/diagnose/evaluation.ts';
import { type MadeSplit, madeEvaluation } from './made-evaluation.ts';

const find = (split: MadeSplit, more: Partial<Pick<Evaluation, 'effectiveBeta' | 'latentIsSampled'>> = {}) =>
  diagnoseCollapse({ evaluation: madeEvaluation({ test: split }, more) })!;
const repeat = (count: number, value: number): number[] => new Array<number>(count).fill(value);
const images = (reconstruction: number, shuffled: number) => ({
  data: { count: 784, reconstruction, shuffled, baselines: { perColumn: 205.8, floor: 45.5 } },
});

describe('a sampled latent', () => {
  test('a posterior equal to the prior is collapsed, with the weight of KL as the first suspect', () => {
    const split = { klPerUnit: repeat(4, 0.0005), variances: repeat(4, 0.0004), modalities: images(206.1, 206.102) };
    expect(find(split, { effectiveBeta: 240 })).toEqual({
      id: 'collapse',
      verdict: 'problem',
      title:
        "The posterior is collapsed on test: 0 of 4 latent units are in use, KL is 0.002 nats, and decoding each row from another row's latent costs only 0.002 nats (0.0012 % of what the column means leave open).",
      evidence: {
        split: 'test',
        state: 'collapsed',
        latentUnits: 4,
        unitsInUse: 0,
        shuffleCostNats: expect.closeTo(0.002, 6),
        shuffleCostShare: expect.closeTo(0.002 / 160.3, 6),
        klNats: 0.002,
        klPerUnitNats: repeat(4, 0.0005),
        meanVariancePerUnit: repeat(4, 0.0004),
      },
      advice: [
        'Lower the weight of KL: the effective beta is 240, and 1 is the plain ELBO.',
        'A perfectly normal latent histogram is no comfort here: a posterior equal to the prior gives one.',
      ],
    });
  });

  test('a KL of next to nothing is a collapse, whatever a shuffle of noise happens to cost', () => {
    const split = { klPerUnit: repeat(4, 0.002), variances: repeat(4, 0.02), modalities: images(190, 205) };
    expect(find(split)).toMatchObject({
      verdict: 'problem',
      title:
        "The posterior is collapsed on test: 0 of 4 latent units are in use, KL is 0.008 nats, and decoding each row from another row's latent costs 15 nats (9.4 % of what the column means leave open) by chance alone.",
    });
  });

  test('a decoder that ignores a lively latent is as bad, and is not called a collapse of its units', () => {
    const split = { klPerUnit: repeat(4, 1), variances: repeat(4, 0.9), modalities: images(205.9, 205.89) };
    const finding = find(split);
    expect(finding.title).toBe(
      "The latent is ignored on test: the means of 4 of 4 units vary over rows, KL is 4 nats, yet decoding each row from another row's latent costs nothing (-0.01 nats).",
    );
    expect(finding).toMatchObject({
      verdict: 'problem',
      evidence: { state: 'ignored' },
      advice: ['Warm the weight of KL up from 0 over the first part of training, or lower it.'],
    });
  });

  test('units are in use only where the posterior is not collapsed and the latent not ignored', () => {
    const few = { min: 0, max: 4 };
    const cases = fc.record({
      active: fc.integer(few),
      kl: fc.double({ min: 0, max: 9, noNaN: true }),
      cost: fc.double({ min: -1, max: 200, noNaN: true }),
    });
    fc.assert(
      fc.property(cases, fc.boolean(), ({ active, kl, cost }, latentIsSampled) => {
        const variances = Array.from({ length: 4 }, (_, unit) => (unit < active ? 0.9 : 0));
        const finding = find(
          { klPerUnit: repeat(4, kl), variances, modalities: images(100, 100 + cost) },
          { latentIsSampled },
        );
        const [, said] = /(\d) of 4 latent units are in use/.exec(finding.title) ?? [];
        if (finding.title.includes('is collapsed')) expect(said).toBe('0');
        else expect(said).not.toBe('0');
        if (/is (ignored|hardly used)/.test(finding.title)) expect(said).toBeUndefined();
        if (finding.title.includes('partly collapsed')) expect(said).not.toBe('4');
      }),
    );
  });

  test('all units in use is healthy', () => {
    const split = { klPerUnit: repeat(20, 1.3), variances: repeat(20, 0.9), modalities: images(80, 280) };
    const finding = find(split);
    expect(finding.verdict).toBe('good');
    expect(finding.title).toBe(
      "The posterior is healthy on test: 20 of 20 latent units are in use, KL is 26 nats, and decoding each row from another row's latent costs 200 nats (120 % of what the column means leave open).",
    );
    expect(finding.advice).toEqual([]);
  });

  // A linear Gaussian model of standardized columns at its optimum: four of ten directions lie below the noise.
  const linear = {
    klPerUnit: [2.1, 1.7, 1.2, 0.9, 0.6, 0.3, 0, 0, 0, 0],
    variances: [0.98, 0.97, 0.92, 0.85, 0.7, 0.45, 0, 0, 0, 0],
    modalities: {
      data: {
        count: 30,
        reconstruction: 20,
        shuffled: 75,
        likelihood: { kind: 'gaussian', variance: 0.1, varianceIsLearned: true },
        baselines: { perColumn: 42.6 },
      },
    },
  } as const;

  test('six directions in ten units is healthy with a note', () => {
    const finding = find(linear);
    expect(finding.verdict).toBe('note');
    expect(finding.evidence.state).toBe('healthy');
    expect(finding.title).toContain('The posterior is healthy on test: 6 of 10 latent units are in use');
    expect(finding.advice).toEqual([
      'A latent of 6 would do as well: unused units (4) cost nothing and hold nothing.',
      'If the reconstruction should be better, a lower beta or a warm-up of KL puts more units to use.',
    ]);
  });

  test('most units unused is a partial collapse, a note while the decoder needs the rest', () => {
    const split = {
      klPerUnit: [3, 2, ...repeat(30, 0)],
      variances: [0.9, 0.9, ...repeat(30, 0.001)],
      modalities: images(150, 220),
    };
    const finding = find(split);
    expect(finding.verdict).toBe('note');
    expect(finding.title).toBe(
      "The posterior is partly collapsed on test: 2 of 32 latent units are in use, KL is 5 nats, and decoding each row from another row's latent costs 70 nats (44 % of what the column means leave open).",
    );
  });

  test('under a nat of KL that hardly moves the reconstruction is a partial collapse to act on', () => {
    const split = { klPerUnit: [0.4, 0], variances: [0.3, 0], modalities: images(204, 206) };
    const finding = find(split);
    expect(finding.verdict).toBe('warning');
    expect(finding.title).toBe(
      "The posterior is partly collapsed on test: 1 of 2 latent units are in use, KL is 0.4 nats, and decoding each row from another row's latent costs only 2 nats (1.2 % of what the column means leave open).",
    );
    expect(finding.advice).toEqual(['Warm the weight of KL up from 0 over the first part of training, or lower it.']);
  });

  test('the same with every unit alive is a latent hardly used', () => {
    const split = { klPerUnit: [0.4, 0.2], variances: [0.3, 0.2], modalities: images(204, 206) };
    expect(find(split)).toMatchObject({
      verdict: 'warning',
      title:
        "The latent is hardly used on test: the means of 2 of 2 units vary over rows, KL is 0.6 nats, yet decoding each row from another row's latent costs only 2 nats (1.2 % of what the column means leave open).",
    });
  });

  test('a latent shrunk below the usual threshold is not called collapsed while the decoder reads it', () => {
    const split = { klPerUnit: repeat(2, 8), variances: repeat(2, 0.002), modalities: images(100, 260) };
    expect(find(split)).toMatchObject({ verdict: 'good', evidence: { unitsInUse: 2 } });
  });

  test('few nats on columns between 0 and 1 are not noise', () => {
    const split = {
      klPerUnit: [0.05],
      variances: [0.05],
      modalities: {
        data: {
          count: 10,
          reconstruction: 9.25,
          shuffled: 9.33,
          likelihood: { kind: 'gaussian', variance: 1 },
          baselines: { perColumn: 5 * Math.log(2 * Math.PI) + 0.1 },
        },
      },
    } as const;
    expect(find(split).verdict).toBe('good');
  });
});

describe('a plain autoencoder', () => {
  const more = { latentIsSampled: false };

  test('is judged without KL, its units beside the liveliest', () => {
    const split = { klPerUnit: [900, 400, 0.5], variances: [50, 0.02, 0], modalities: images(80, 300) };
    const finding = find(split, more);
    expect(finding.verdict).toBe('note');
    expect(finding.title).toBe(
      "The latent is healthy on test: 2 of 3 latent units are in use, and decoding each row from another row's latent costs 220 nats (140 % of what the column means leave open).",
    );
    expect(finding.evidence.klNats).toBeUndefined();
    expect(finding.advice).toEqual(['A latent of 2 would do as well: unused units (1) cost nothing and hold nothing.']);
  });

  test('dead units are a collapse', () => {
    const split = { klPerUnit: [0.5, 0.5], variances: [0, 0], modalities: images(205.9, 205.9) };
    const finding = find(split, more);
    expect(finding.verdict).toBe('problem');
    expect(finding.advice).toEqual(['Look for dead activations: lower the learning rate, or train longer.']);
  });
});

test('test rows are judged before validation rows, and those before train rows', () => {
  const split = { klPerUnit: [1], variances: [0.9], modalities: images(80, 280) };
  const splitOf = (evaluation: Evaluation) => diagnoseCollapse({ evaluation })!.evidence.split;
  expect(splitOf(madeEvaluation({ train: split, validation: split, test: split }))).toBe('test');
  expect(splitOf(madeEvaluation({ train: split, validation: split }))).toBe('validation');
  expect(splitOf(madeEvaluation({ train: split }))).toBe('train');
});

test('nothing is said without an evaluation', () => {
  expect(diagnoseCollapse({})).toBeUndefined();
});
