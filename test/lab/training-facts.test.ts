import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { TrainingFacts } from '../../src/diagnose/training-facts.ts';
import { findingsBeforehand, knownBeforehand } from '../../src/lab/examine.ts';
import { prepareExperiment } from '../../src/lab/experiment.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { inFolder, SMALL_EXPERIMENT } from '../end-to-end/small-experiment.ts';

const prepare = (changes: object) =>
  prepareExperiment(resolveConfig({ ...SMALL_EXPERIMENT, ...changes }), { baseFolder: '.' });
async function factsOf(changes: object): Promise<TrainingFacts> {
  const { training } = knownBeforehand(await prepare(changes));
  // As `summary.json` keeps it.
  expect(JSON.parse(JSON.stringify(training))).toEqual(training);
  return training!;
}
const idsOf = async (changes: object): Promise<string[]> =>
  findingsBeforehand(await prepare(changes))
    .filter(({ verdict }) => verdict !== 'good')
    .map(({ id, verdict }) => `${id}: ${verdict}`);
const training = { optimizer: 'adam', epochs: 10, batchSize: 'all' };

test('a plain training has nothing to tell', async () => {
  const facts = await factsOf({ objective: 'elbo', training });
  expect(facts.schedules).toEqual([]);
  expect(facts.modalities.map(({ isRead, isAsked, focal, sigmoid }) => [isRead, isAsked, focal, sigmoid])).toEqual(
    facts.modalities.map(() => [true, true, undefined, undefined]),
  );
  expect([facts.earlyStopping, facts.plateau]).toEqual([undefined, undefined]);
});

test('a weight of KL and a learning rate that change are known with their last values', async () => {
  const { schedules, earlyStopping } = await factsOf({
    objective: { kind: 'beta', beta: { kind: 'linear-warm-up', epochs: 20 } },
    training: {
      ...training,
      optimizer: { kind: 'adam', learningRate: { kind: 'step', from: 0.01, epochs: 4 } },
      earlyStopping: { patience: 2 },
    },
  });
  expect(schedules).toEqual([
    {
      phase: 'joint',
      what: 'weight of KL',
      epochs: 10,
      start: 0,
      last: 0.45,
      end: 1,
      settledAfter: 20,
      shareAtEnd: 0,
    },
    {
      phase: 'joint',
      what: 'learning rate',
      epochs: 10,
      start: 0.01,
      last: expect.closeTo(1e-4, 12),
      shareAtEnd: 0,
    },
  ]);
  expect(earlyStopping).toEqual([{ phase: 'joint', epochs: 10, beginsAfter: 20, restoresBest: true }]);
});

test('half of the cycles is spent at their end, a fifth of a cosine near its end', async () => {
  const shareOf = async (beta: object) =>
    (await factsOf({ objective: { kind: 'beta', beta }, training })).schedules[0]!.shareAtEnd;
  expect(await shareOf({ kind: 'cyclical', epochs: 10 })).toBeCloseTo(0.5, 1);
  expect(await shareOf({ kind: 'linear-warm-up', epochs: 5 })).toBeCloseTo(0.5, 1);
  expect(await shareOf({ kind: 'cosine', from: 2, to: 1, epochs: 10 })).toBeCloseTo(Math.acos(0.98) / Math.PI, 2);
});

test('a phase without KL, or with a rate of its own, has no schedule of them', async () => {
  const { schedules, plateau } = await factsOf({
    objective: { kind: 'beta', beta: { kind: 'linear-warm-up', epochs: 2 } },
    strategy: [
      { name: 'plain', terms: ['reconstruction'], learningRate: 0.5, epochs: 7 },
      { name: 'whole', epochs: 4 },
    ],
    training: { ...training, schedule: { kind: 'reduce-on-plateau', patience: 3 } },
    evaluation: { everyEpochs: 2 },
  });
  expect(schedules.map(({ phase, what }) => [phase, what])).toEqual([['whole', 'weight of KL']]);
  expect(plateau).toEqual({
    factor: 0.1,
    patience: 3,
    minDelta: 1e-4,
    minLearningRate: 0,
    actsAlone: true,
    phases: [
      { phase: 'plain', evaluations: 4, learningRate: 0.5 },
      { phase: 'whole', evaluations: 2, learningRate: 1e-3 },
    ],
  });
});

test('what is hidden of every row is not read, and what does not train is not asked for', async () => {
  const partsOf = async (masking: object, modalityWeights = {}) =>
    (await factsOf({ masking, objective: { modalityWeights } })).modalities.map(
      ({ name, isRead, isAsked }) => `${name}${isRead ? ' read' : ''}${isAsked ? ' asked' : ''}`,
    );
  const hidden = { kind: 'fixed-modality', modality: 'expression' };
  expect(await partsOf(hidden)).toEqual(['dnam read', 'k9 read', 'k27 read', 'expression asked']);
  expect(await partsOf({ ...hidden, trains: 'seen' })).toEqual([
    'dnam read asked',
    'k9 read asked',
    'k27 read asked',
    'expression',
  ]);
  expect(await partsOf({ ...hidden, trains: 'all' }, { k9: 0 })).toEqual([
    'dnam read asked',
    'k9 read',
    'k27 read asked',
    'expression asked',
  ]);
  expect(await partsOf({ kind: 'random-modality' })).toEqual(
    ['dnam', 'k9', 'k27', 'expression'].map((name) => `${name} read asked`),
  );
  expect(await partsOf({ kind: 'all-pairs', primary: 'k9', dummy: 'k27' })).toEqual([
    'dnam read',
    'k9 asked',
    'k27',
    'expression read',
  ]);
});

test('real columns under a sigmoid are looked at, rescaled', async () => {
  await inFolder(async (folder) => {
    const rows = Array.from(
      { length: 100 },
      (_, i) => `${0.01 * (i % 5)},${0.2 + 0.001 * (i % 7)},${0.9 + 0.01 * (i % 3)}`,
    );
    writeFileSync(path.join(folder, 'shares.csv'), ['a,b,c', ...rows].join('\n'));
    const source = path.join(folder, 'shares.csv');
    const sigmoidOf = async (data: object, likelihood = 'bernoulli') =>
      (await factsOf({ data: { source, ...data }, likelihood })).modalities[0]!.sigmoid;
    expect(await sigmoidOf({})).toEqual({ varyingColumns: 3, narrowColumns: 3 });
    expect(await sigmoidOf({ standardize: 'min-max' })).toEqual({ varyingColumns: 3, narrowColumns: 0 });
    expect(await sigmoidOf({}, 'gaussian')).toBeUndefined();
    expect(await idsOf({ data: { source } })).toContain('unscaled-sigmoid: warning');
  });
});

test('each mistake in a config is found before it trains', async () => {
  const names = (await factsOf({})).modalities.map(({ name }) => name);
  const weights = Object.fromEntries(names.slice(1).map((name) => [name, 0]));
  const before = await idsOf({ training });
  const foundIn = async (changes: object) =>
    (await idsOf({ training, ...changes })).filter((id) => !before.includes(id));
  const effect = 'effective-beta: note';
  expect(await foundIn({ likelihood: { kind: 'focal-bernoulli', alpha: 0.75 } })).toEqual([
    'alpha-no-effect: warning',
    effect,
  ]);
  expect(await foundIn({ likelihood: 'focal-bernoulli' })).toContain('alpha-no-effect: note');
  expect(await foundIn({ objective: { beta: { kind: 'linear-warm-up', epochs: 11 } } })).toEqual([
    'warm-up-too-long: warning',
  ]);
  expect(
    await foundIn({
      objective: { beta: { kind: 'step', from: 1, factor: 0.9, epochs: 2 } },
      training: { ...training, earlyStopping: { patience: 2 } },
    }),
  ).toEqual(['warm-up-too-long: warning']);
  expect(await foundIn({ training: { ...training, schedule: { kind: 'reduce-on-plateau' } } })).toEqual([
    'plateau-too-coarse: warning',
  ]);
  expect(await foundIn({ objective: { modalityWeights: weights } })).toEqual(['target-not-input: warning']);
});
