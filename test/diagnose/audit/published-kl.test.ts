import { expect, test } from 'vitest';
import { published } from '../../../src/diagnose/audit/published.ts';
import { publishedBeta, publishedKl } from '../../../src/diagnose/audit/published-kl.ts';
import { row } from './rows.ts';

const weightedKl = published('0.00050519')!;

test('KL is freed from its weight, and told in nats for each usual reduction where none is published', () => {
  const { raw, nats, ...rest } = publishedKl(row({}, { weightedKl, klWeight: 1e-4, latentCount: 300 }))!;
  expect(rest).toEqual({ weighted: 0.00050519, weight: 1e-4 });
  expect(raw).toBeCloseTo(5.0519, 10);
  expect(nats['mean-over-units']).toBeCloseTo(1515.57, 6);
  expect(nats.sum).toBeCloseTo(5.0519, 10);
});

test('a published reduction leaves one', () => {
  const given = { kl: published('0.02')!, columnCount: 12001 };
  expect(publishedKl(row({}, { ...given, klReduction: 'mean-over-features' }))!.nats).toEqual({
    'mean-over-features': 0.02 * 12001,
  });
  expect(publishedKl(row({}, { ...given, klReduction: 'mean-over-units' }))!.nats).toEqual({});
});

test('without a weight, or with one of 0, a weighted KL tells nothing of KL', () => {
  expect(publishedKl(row({}, { weightedKl }))).toBeUndefined();
  expect(publishedKl(row({}, { weightedKl, klWeight: 0 }))).toBeUndefined();
  expect(publishedKl(row({}))).toBeUndefined();
});

test('the effective beta of a mean reconstruction beside a mean KL is 0.04, beside a sum 12', () => {
  const given = { klWeight: 0.001, latentCount: 300, columnCount: 12001 } as const;
  const { values, isFocal } = publishedBeta(row({}, { ...given, reconstructionReduction: 'mean-over-features' }))!;
  expect(values['mean-over-units']).toBeCloseTo(0.04, 4);
  expect(values.sum).toBeCloseTo(12.001, 10);
  expect(isFocal).toBe(false);
  const focal = { ...given, gamma: 2, reconstructionReduction: 'mean-over-features' } as const;
  expect(publishedBeta(row({}, focal))!.isFocal).toBe(true);
});

test('what is needed and not published leaves the effective beta open', () => {
  const mean = { klWeight: 1, reconstructionReduction: 'mean-over-features' } as const;
  expect(publishedBeta(row({}, { klWeight: 1 }))).toBeUndefined();
  expect(publishedBeta(row({}, mean))).toBeUndefined();
  expect(publishedBeta(row({}, { ...mean, columnCount: 100 }))!.values).toEqual({ sum: 100 });
  expect(publishedBeta(row({}, { klWeight: 0.5, reconstructionReduction: 'sum' }))!.values).toEqual({ sum: 0.5 });
});
