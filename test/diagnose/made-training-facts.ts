import type { TrainedModality, TrainingFacts } from '../../src/diagnose/training-facts.ts';

/** Facts of a plain training, with what a test is about in their place. */
export const madeTrainingFacts = (changes: Partial<TrainingFacts> = {}): TrainingFacts => ({
  modalities: [madeModality('data', 30)],
  encoderReadsAll: true,
  schedules: [],
  ...changes,
});

export const madeModality = (name: string, columns: number, more: Partial<TrainedModality> = {}): TrainedModality => ({
  name,
  columns,
  weight: 1,
  isLabel: false,
  ...more,
});
