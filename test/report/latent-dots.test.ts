import { expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { latentDotFigures } from '../../src/report/latent-dots.ts';
import { sampleInput } from './sample-input.ts';

const input = sampleInput();
const { latentLabels: _labels, ...unlabelled } = input;

/** A split of so many rows, its first unit standard normal. */
function normalLatents(rowCount: number, latentCount: number) {
  const mean = new Float32Array(rowCount * latentCount);
  new RandomStreams(3).of('latents').fillStandardNormal(mean);
  return { rowCount, latentCount, mean, sample: mean, logVariance: mean };
}

test('quantiles of every unit stand against the standard normal, the unit of the largest KL first', () => {
  const figure = latentDotFigures(input)['latent-qq-validation']!;
  expect(figure.title).toBe('Latent units against the standard normal, validation');
  expect(figure.subtitle![0]).toBe('quantiles of 152 rows; line: the standard normal');
  expect(Object.keys(figure.data)).toHaveLength(4);
  const spec = JSON.stringify(figure.spec);
  expect(spec.indexOf('"unit 1"')).toBeLessThan(spec.indexOf('"unit 2"'));
  expect(spec).toContain('KL 7.79 nats');
  const names = new Set(figure.data.dots1!.map(({ name }) => name));
  expect([...names]).toEqual(['z, sampled', 'posterior mean']);
  // Means that stand still lie flat.
  for (const { name, y } of figure.data.dots1!)
    if (name === 'posterior mean') expect(Math.abs(Number(y))).toBeLessThan(0.01);
});

test('a normal unit lies on the line', () => {
  const latents = { validation: normalLatents(4000, 2) };
  const { data } = latentDotFigures({ ...input, latents })['latent-qq-validation']!;
  const inner = data.dots0!.filter(({ x }) => Math.abs(Number(x)) < 2);
  expect(inner.length).toBeGreaterThan(50);
  for (const { x, y } of inner) expect(Math.abs(Number(y) - Number(x))).toBeLessThan(0.15);
});

test('a latent that is not sampled has its means alone', () => {
  const evaluation = { ...input.evaluation, latentIsSampled: false };
  const figure = latentDotFigures({ ...input, evaluation })['latent-qq-validation']!;
  expect(new Set(figure.data.dots0!.map(({ name }) => name))).toEqual(new Set(['posterior mean']));
  expect(figure.subtitle).toContain('the latent is the mean: nothing draws it towards the standard normal');
});

test('of many units those of the largest KL are drawn and the others counted', () => {
  const latents = { validation: normalLatents(50, 30) };
  const klPerUnit = Array.from({ length: 30 }, (_, unit) => unit);
  const splits = { validation: { ...input.evaluation.splits.validation!, klPerUnit } };
  const figure = latentDotFigures({ ...input, latents, evaluation: { ...input.evaluation, splits } })[
    'latent-qq-validation'
  ]!;
  expect(Object.keys(figure.data)).toHaveLength(12);
  expect(figure.subtitle).toContain('the 12 units of the largest KL; 18 more are not drawn');
  expect(JSON.stringify(figure.spec)).toContain('"unit 30"');
});

test('rows are mapped by two components and coloured by their label, those without one in grey', () => {
  const figure = latentDotFigures(input)['latent-map-validation']!;
  expect(figure.subtitle![0]).toBe('152 of 152 rows, coloured by tissue');
  expect(new Set(figure.data.points0!.map((point) => point.class))).toEqual(new Set(['liver', 'brain', 'no label']));
  const spec = JSON.stringify(figure.spec);
  expect(spec).toMatch(/first principal component, [\d.]+ % of the variance/);
  expect(spec).toContain('"domain":["liver","brain","no label"]');
});

test('two units are mapped as they are, and axes reach as far however close rows lie', () => {
  const latents = { validation: { ...normalLatents(10, 2), mean: new Float32Array(20).fill(0.001) } };
  const figure = latentDotFigures({ ...unlabelled, latents })['latent-map-validation']!;
  const spec = JSON.stringify(figure.spec);
  expect(spec).toContain('mean of unit 1');
  expect(spec).toContain('"domain":[-3,3]');
  expect(figure.subtitle![0]).toBe('10 of 10 rows');
  expect(figure.data.points0!.every(({ x, y }) => x === 0.001 && y === 0.001)).toBe(true);
});

test('a single unit has no map, and without latents there is nothing', () => {
  const one = latentDotFigures({ ...input, latents: { validation: normalLatents(20, 1) } });
  expect(Object.keys(one)).toEqual(['latent-qq-validation']);
  expect(latentDotFigures({ ...input, latents: {} })).toEqual({});
});
