import { describe, expect, test } from 'vitest';
import { diagnoseLabelInformation } from '../../src/diagnose/label-information.ts';
import type { LabelFacts, LabelPhase } from '../../src/diagnose/training-facts.ts';
import { madeTrainingFacts } from './made-training-facts.ts';

const phase: LabelPhase = {
  phase: 'classifier',
  tellsRows: false,
  klWeight: 1,
  againstLabel: 1,
  reductions: ['KL is averaged over 1 latent unit'],
};
const find = (changes: Partial<LabelPhase>, more: Partial<LabelFacts> = {}) =>
  diagnoseLabelInformation({
    training: madeTrainingFacts({
      label: { name: 'diagnosis', entropyNats: 0.66, phases: [{ ...phase, ...changes }], ...more },
    }),
  });

describe('a label that is all that is told', () => {
  test('is a problem under a weight of 1 against it, with the largest sensible weight and why', () => {
    expect(find({})).toEqual({
      id: 'label-information',
      verdict: 'problem',
      title:
        'The collapsed model is the best one: the label diagnosis is all that is told, and KL weighs 1 against it (a weight of 1; KL is averaged over 1 latent unit). The label is worth 0.66 nats, and whatever the latent says of it costs at least as much KL as it saves; from 1 on, to ignore the rows and answer with the shares of the classes is optimal.',
      evidence: {
        label: 'diagnosis',
        labelEntropyNats: 0.66,
        klAgainstLabel: 1,
        klWeight: 1,
        largestSensibleWeight: 0.5,
      },
      advice: [
        'Set the weight of KL to 0.5 or less: 0.5 against the label, where an encoder that knows the label can still save 84 % of its 0.66 nats.',
        'Or let a decoder reconstruct the rows beside it: a row is worth more nats than its label, and the latent then pays.',
      ],
    });
  });

  test('has a largest sensible weight in the units of the config', () => {
    const summed = find({ againstLabel: 160, reductions: ['KL is summed over the 160 rows of a batch'] })!;
    expect(summed.evidence.largestSensibleWeight).toBeCloseTo(0.5 / 160, 12);
    expect(summed.advice[0]).toMatch(/^Set the weight of KL to 0.003125 or less/);
  });

  test('leaves little under a weight between a half and 1, and is well up to a half', () => {
    expect(find({ againstLabel: 0.9, klWeight: 0.9, reductions: [] })).toMatchObject({
      verdict: 'note',
      title:
        'Little is left to learn: the label diagnosis is all that is told, and KL weighs 0.9 against it. From 1 on the best model ignores its rows; here the best one saves less than 84 % of the 0.66 nats that the label is worth.',
      advice: [expect.stringMatching(/^Set the weight of KL to 0.5 or less/)],
    });
    expect(find({ againstLabel: 0.5 })).toBeUndefined();
    expect(find({ againstLabel: (1 / 3) * 3 * (1 - 2 ** -52) })!.verdict).toBe('problem');
  });
});

test('the heaviest of several phases is named', () => {
  const phases = [
    { ...phase, phase: 'light', againstLabel: 0.1 },
    { ...phase, phase: 'heavy', againstLabel: 2 },
  ];
  expect(find({}, { phases })!.title).toMatch(
    /^The collapsed model is the best one: the label diagnosis is all that is told in phase heavy, and KL weighs 2 against it/,
  );
});

test('nothing is said where rows are told too, KL or the label takes no part, the label is a number, or nothing is known', () => {
  expect(find({ tellsRows: true })).toBeUndefined();
  const { againstLabel: _, ...idle } = phase;
  expect(find({}, { phases: [idle] })).toBeUndefined();
  expect(
    diagnoseLabelInformation({ training: madeTrainingFacts({ label: { name: 'age', phases: [phase] } }) }),
  ).toBeUndefined();
  expect(diagnoseLabelInformation({ training: madeTrainingFacts() })).toBeUndefined();
  expect(diagnoseLabelInformation({})).toBeUndefined();
});

/**
 * The bound itself: the model of one unit whose posterior knows the label, N(m, s^2) for one class and N(-m, s^2) for the
 * other, with a head a z. At a weight of 1 nothing beats the label's entropy; at 0.5 much does.
 */
describe('the best loss of an encoder that knows a balanced label', () => {
  const points = Array.from({ length: 401 }, (_, i) => -6 + 0.03 * i);
  const density = points.map((e) => Math.exp(-0.5 * e * e));
  const total = density.reduce((sum, value) => sum + value, 0);
  function loss(beta: number, m: number, s: number, a: number): number {
    const crossEntropy = points.reduce(
      (sum, e, i) => sum + (density[i]! / total) * Math.log1p(Math.exp(-a * (m + s * e))),
      0,
    );
    return crossEntropy + beta * 0.5 * (m * m + s * s - 1 - 2 * Math.log(s));
  }
  const best = (beta: number): number =>
    Math.min(
      ...[0.05, 0.2, 0.5, 1, 1.5].flatMap((m) =>
        [0.3, 0.5, 0.7, 1].flatMap((s) => [0.1, 0.5, 1, 2, 4, 8].map((a) => loss(beta, m, s, a))),
      ),
    );

  test('is never under its entropy at a weight of 1, and far under it at a half', () => {
    expect(best(1)).toBeGreaterThan(Math.LN2 - 1e-9);
    expect(best(0.5)).toBeLessThan(Math.LN2 - 0.2);
  });
});
