import fc from 'fast-check';
import { expect, test } from 'vitest';
import { skill } from '../../src/diagnose/skill.ts';

test('the floor is 1, the baseline 0, worse than the baseline negative', () => {
  expect(skill(45.53, 205.8, 45.53)).toBe(1);
  expect(skill(205.8, 205.8, 45.53)).toBe(0);
  expect(skill(3, 2)).toBe(-0.5);
});

test('a baseline at or below the floor leaves no way to go', () => {
  expect(skill(1, 2, 2)).toBeUndefined();
  expect(skill(1, 0)).toBeUndefined();
});

test('moving loss, baseline and floor by the same nats keeps the skill', () => {
  const nats = fc.integer({ min: -1000, max: 1000 });
  fc.assert(
    fc.property(nats, nats, fc.integer({ min: 1, max: 1000 }), nats, (loss, floor, gap, shift) => {
      expect(skill(loss + shift, floor + gap + shift, floor + shift)).toBeCloseTo(skill(loss, floor + gap, floor)!, 9);
    }),
  );
});
