import { expect, test } from 'vitest';
import { classSkill } from '../../src/diagnose/baselines/class-baselines.ts';
import { classificationMetrics } from '../../src/diagnose/classification/classification-metrics.ts';
import type { SplitEvaluation } from '../../src/diagnose/evaluation.ts';
import { judgeLabel } from '../../src/diagnose/label-baseline.ts';

const targets = Int32Array.from({ length: 40 }, (_, row) => Number(row % 4 === 0));
/** Gives the true class this probability, and the wrong one to so many rows. */
const scores = (probability: number, wrong = 0) =>
  classificationMetrics({
    classes: ['benign', 'malignant'],
    targets,
    probabilities: Float64Array.from({ length: 80 }, (_, i) => {
      const isTrue = targets[i >> 1] === i % 2;
      return isTrue === i >> 1 >= wrong ? probability : 1 - probability;
    }),
  })!;
const majority = classificationMetrics({
  classes: ['benign', 'malignant'],
  targets,
  probabilities: Float64Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? 0.75 : 0.25)),
})!;
const baselines = { majority, logistic: scores(0.8), neighbours: scores(0.7), components: scores(0.75, 4) };

function judged(own: ReturnType<typeof scores>, interval?: { low: number; high: number }) {
  const skill = classSkill(own, baselines);
  const label = {
    name: 'diagnosis',
    task: 'binary',
    mean: { classification: own },
    baselines,
    skill: { ...skill, logLoss: { ...skill.logLoss, ...(interval === undefined ? {} : { interval }) } },
  };
  return judgeLabel('test', { label } as unknown as SplitEvaluation)!;
}

test('a classifier that a simple one beats for sure is told so, with the simple one', () => {
  const finding = judged(scores(0.7, 2), { low: -2.1, high: -0.6 });
  expect(finding).toMatchObject({ id: 'beats-baseline', verdict: 'warning' });
  expect(finding.title).toBe(
    '95 % of test rows have their diagnosis told right (logistic regression: 100 %, the most frequent class: 75 %); by log loss a simple classifier is better: 0.399 nats against 0.2231 of logistic regression, a skill of -0.79 (95 % interval -2.1 to -0.6).',
  );
  expect(finding.advice).toEqual([
    'Use logistic regression where only the answer counts; for the latent try a lower weight of KL, a larger latent, or an earlier end.',
  ]);
});

test('one that cannot be told from the best simple one is a note, one above it is good', () => {
  expect(judged(scores(0.78), { low: -0.4, high: 0.1 }).verdict).toBe('note');
  expect(judged(scores(0.95), { low: 0.3, high: 0.8 })).toMatchObject({ verdict: 'good', advice: [] });
});

test('one that knows no more than the shares of the classes is a problem', () => {
  const finding = judged(majority);
  expect(finding.verdict).toBe('problem');
  expect(finding.title).toContain('the head knows no more than the shares of the classes: 0.5623 nats against 0.5623.');
});

test('of a number the mean is the baseline', () => {
  const of = (r2: number) =>
    judgeLabel('test', {
      label: {
        name: 'age',
        task: 'regression',
        mean: { regression: { rowCount: 9, meanSquaredError: 4, meanAbsoluteError: 1, r2 } },
      },
    } as unknown as SplitEvaluation)!;
  expect(of(0.4)).toMatchObject({
    verdict: 'good',
    title: 'age is told with an R2 of 0.4 on test, where its mean has 0.',
  });
  expect(of(-0.1)).toMatchObject({
    verdict: 'problem',
    title: 'age is told no better than by its mean on test: R2 is -0.1.',
  });
});

test('a model without a head is not judged by a label', () => {
  expect(judgeLabel('test', {} as SplitEvaluation)).toBeUndefined();
});
