import { describe, expect, test } from 'vitest';
import type { ScheduleFacts, TrainingFacts } from '../../src/diagnose/training-facts.ts';
import { diagnoseWarmUpTooLong } from '../../src/diagnose/warm-up-too-long.ts';
import { madeTrainingFacts } from './made-training-facts.ts';

const warmUp: ScheduleFacts = {
  phase: 'joint',
  what: 'weight of KL',
  epochs: 10,
  start: 0,
  last: 0.499,
  end: 1,
  settledAfter: 20,
  shareAtEnd: 0,
};
const find = (changes: Partial<TrainingFacts>) => diagnoseWarmUpTooLong({ training: madeTrainingFacts(changes) });

describe('a schedule', () => {
  test('that outlasts training never comes to its end', () => {
    expect(find({ schedules: [warmUp] })).toEqual({
      id: 'warm-up-too-long',
      verdict: 'warning',
      title: 'The weight of KL never comes to 1: its schedule takes 20 epochs, training has 10, and it ends at 0.499.',
      evidence: { 'weight of KL': '0.499 at the end, 1 meant', 'settled after epochs': 20, epochs: 10 },
      advice: ['Shorten the schedule to half of training or less, or train longer.'],
    });
    expect(find({ schedules: [{ ...warmUp, what: 'learning rate', end: 0.001, last: 0.0005 }] })!.title).toBe(
      'The learning rate never comes to 0.001: its schedule takes 20 epochs, training has 10, and it ends at 0.0005.',
    );
  });

  test('of the weight of KL that leaves it little time is a note', () => {
    const late = { ...warmUp, settledAfter: 9, last: 1, shareAtEnd: 0.1 };
    expect(find({ schedules: [late] })).toMatchObject({
      verdict: 'note',
      title: 'The weight of KL is at 1 for only 10 % of training.',
    });
    expect(find({ schedules: [{ ...late, shareAtEnd: 0.2 }] })).toBeUndefined();
    for (const what of ['learning rate', 'capacity of KL'] as const)
      expect(find({ schedules: [{ ...late, what }] })).toBeUndefined();
    expect(find({ schedules: [{ ...late, start: 1, end: 0.1 }] })).toBeUndefined();
  });

  test('of several phases is named with its phase', () => {
    const second = { ...warmUp, phase: 'fine', shareAtEnd: 0.5 };
    expect(find({ schedules: [warmUp, second] })!.title).toBe(
      'The weight of KL never comes to 1 in phase joint: its schedule takes 20 epochs, training has 10, and it ends at 0.499.',
    );
  });
});

describe('early stopping', () => {
  test('that waits for a warm-up longer than training never begins', () => {
    const earlyStopping = [{ phase: 'joint', epochs: 10, beginsAfter: 20 }];
    expect(find({ schedules: [warmUp], earlyStopping })).toMatchObject({
      verdict: 'warning',
      title:
        'The weight of KL never comes to 1: its schedule takes 20 epochs, training has 10, and it ends at 0.499; early stopping never begins: it waits 20 epochs for schedules to settle, and training has 10.',
      advice: ['Shorten the schedule to half of training or less, or train longer.'],
    });
    expect(find({ earlyStopping: [{ phase: 'joint', epochs: 10, beginsAfter: 5 }] })).toBeUndefined();
  });

  test('under steps without end never begins', () => {
    const { end: _, settledAfter: __, ...endless } = warmUp;
    expect(find({ schedules: [endless], earlyStopping: [{ phase: 'joint', epochs: 10 }] })).toMatchObject({
      verdict: 'warning',
      title: 'Early stopping never begins: it waits for a schedule that falls without end.',
      advice: ['Give the schedule an end (falls), or set training.earlyStopping: none.'],
    });
    expect(find({ schedules: [endless] })).toBeUndefined();
  });
});

test('nothing is said where nothing is known', () => {
  expect(diagnoseWarmUpTooLong({})).toBeUndefined();
});
