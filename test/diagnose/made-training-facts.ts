import type { TrainedModality, TrainingFacts } from '../../src/diagnose/training-facts.ts';

/** Facts of a plain training, with what a test is about in their place. */
export const madeTrainingFacts = (changes: Partial<TrainingFacts> = {}): TrainingFacts => ({
  modalities: [madeModality('data', 30)],
  schedules: [],
  ...changes,
});

export const madeModality = (name: string, columns: number, more: Partial<TrainedModality> = {}): TrainedModality => ({
  name,
  columns,
  isRead: true,
  isAsked: true,
  isLabel: false,
  ...more,
});
