/** Columns of noise beside columns that follow two factors: the noise goes first, and whoever goes on goes on as if nothing had been. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { RandomStreams } from '../../src/base/random.ts';
import type { ConfigValue } from '../../src/lab/config-text.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import {
  type RelevanceSummary,
  readRelevanceOptions,
  requireRelevanceConfig,
  runRelevance,
  toDrop,
  withHead,
  writeRelevanceOptions,
} from '../../src/lab/relevance.ts';
import { StopFlag } from '../../src/lab/run-in-worker.ts';
import { createStudy, openStudy, type StudyFolder } from '../../src/store/study-folder.ts';
import { inFolder } from '../end-to-end/small-experiment.ts';
import { messageOf } from '../message-of.ts';

/** Six columns of two factors, the first of which tells the label, and two of noise. */
function tableIn(folder: string): string {
  const random = new RandomStreams(3).of('relevance');
  const noise = new Float32Array(10);
  const lines = Array.from({ length: 240 }, (_, row) => {
    random.fillStandardNormal(noise);
    const factors = [noise[8]! + (row % 2 === 0 ? 2 : -2), noise[9]!];
    const numbers = [0, 1, 2, 3, 4, 5].map((j) => factors[j % 2]! + 0.4 * noise[j]!);
    return [...numbers, noise[6]!, noise[7]!].map((value) => value.toFixed(4)).concat(row % 2 === 0 ? 'a' : 'b');
  });
  const file = path.join(folder, 'table.csv');
  writeFileSync(file, ['x0,x1,x2,x3,x4,x5,noise0,noise1,kind', ...lines.map((cells) => cells.join(','))].join('\n'));
  return file;
}

const configOn = (source: string): ConfigValue => ({
  name: 'columns',
  seed: 7,
  seeds: 1,
  threads: 2,
  data: {
    source,
    label: 'kind',
    split: { by: 'stratified', train: 0.6, validation: 0.2, test: 0.2 },
    standardize: 'z-score',
  },
  architecture: { kind: 'dense', encoder: [], latent: 2, decoder: [] },
  likelihood: 'gaussian',
  objective: 'autoencoder',
  training: { epochs: 25, batchSize: 48, optimizer: { kind: 'adam', learningRate: 0.03 } },
  evaluation: { everyEpochs: 25 },
});

function studyIn(folder: string, name: string, source: string): StudyFolder {
  const study = createStudy(folder, { name, config: stringify(withHead(configOn(source))) });
  writeRelevanceOptions(study, { threshold: 0.3, drop: 2, keep: 2 });
  return study;
}

const run = (study: StudyFolder, stop = new StopFlag(), onMember: () => void = () => {}) =>
  runRelevance(study, { context: { baseFolder: '.' }, stop, onEvent: () => {}, onMember });
const summaryOf = (study: StudyFolder) => study.readSummary() as RelevanceSummary;

test('columns of noise are dropped first, and interrupted and gone on with is the same study', async () => {
  await inFolder(async (folder) => {
    const source = tableIn(folder);
    const study = studyIn(folder, 'whole', source);
    expect(await run(study)).toBe(0);
    const { relevance, runs, aggregate } = summaryOf(study);
    expect(runs).toHaveLength(2);
    expect(aggregate).toEqual({});
    expect(relevance.keptByAll).toEqual(['x0', 'x1', 'x2', 'x3', 'x4', 'x5']);
    expect(
      relevance.ranking
        .slice(0, 2)
        .map(({ column }) => column)
        .sort(),
    ).toEqual(['noise0', 'noise1']);
    for (const { rounds, isFinished, kept } of relevance.seeds) {
      expect(isFinished).toBe(true);
      expect(rounds.map(({ columnCount }) => columnCount)).toEqual([8, 6]);
      expect(rounds[0]!.worstSkill).toBeLessThan(0.3);
      expect(kept.at(-1)!.skill).toBeGreaterThan(0.5);
      // The head stands beside: it learns after the encoder and decoder, on their means.
      expect(rounds.at(-1)!.accuracy).toBeGreaterThan(0.9);
      expect(rounds.at(-1)!.logisticAccuracy).toBeGreaterThan(0.9);
    }
    const report = readFileSync(path.join(study.path, 'report.md'), 'utf8');
    expect(report).toContain('6 of 8 columns were kept by the one seed');
    expect(existsSync(path.join(study.path, 'figures', 'relevance-skill.svg'))).toBe(true);
    expect(existsSync(path.join(study.path, 'figures', 'relevance-accuracy.svg'))).toBe(true);

    const again = studyIn(folder, 'again', source);
    const stop = new StopFlag();
    expect(await run(again, stop, () => stop.request(143))).toBe(143);
    const begun = summaryOf(again).relevance;
    expect(begun.seeds.some(({ isFinished }) => isFinished)).toBe(false);
    expect(await run(openStudy(again.path))).toBe(0);
    const numbersOf = ({ seeds, ...rest }: RelevanceSummary['relevance']) => ({
      ...rest,
      seeds: seeds.map((seed) => ({ ...seed, rounds: seed.rounds.map(({ run: _, ...round }) => round) })),
    });
    expect(numbersOf(summaryOf(again).relevance)).toEqual(numbersOf(relevance));
  });
});

test('after a round the worst go, as many as asked, and never more than leave enough', () => {
  const skills = [0.5, -0.1, 0.2, 0.1].map((skill, i) => ({ column: `c${i}`, skill }));
  const names = (rule: object): string[] =>
    toDrop(skills, { threshold: 0.3, drop: 1, keep: 1, ...rule }).map(({ column }) => column);
  expect(names({})).toEqual(['c1']);
  expect(names({ drop: 2 })).toEqual(['c1', 'c3']);
  expect(names({ drop: 9 })).toEqual(['c1', 'c3', 'c2']);
  expect(names({ drop: 9, keep: 3 })).toEqual(['c1']);
  expect(names({ keep: 4 })).toEqual([]);
  expect(names({ keep: 9 })).toEqual([]);
});

test('a head is put beside a dense model of labelled data, and nowhere else', () => {
  const given = configOn('table.csv');
  const { architecture, strategy } = resolveConfig(withHead(given));
  expect(architecture.kind).toBe('classifier-head');
  expect(strategy).toBe('encoder-decoder-then-head');
  const { label: _, ...data } = given.data as Record<string, unknown>;
  const unlabelled = { ...given, data } as ConfigValue;
  expect(withHead(unlabelled)).toBe(unlabelled);
  const chosen = { ...given, strategy: 'encoder-decoder' } as ConfigValue;
  expect(withHead(chosen)).toBe(chosen);
});

test('a config that drops no columns of one model is refused', async () => {
  const refusal = (more: object) =>
    messageOf(() => requireRelevanceConfig(resolveConfig({ ...configOn('t.csv'), ...more })));
  const data = { source: 't.csv', split: { train: 0.8, validation: 0, test: 0.2 } };
  expect(await refusal({ data })).toBe(
    'config.data.split.validation: columns are dropped by validation rows, and there are none. Expected a share, such as 0.2.',
  );
  expect(await refusal({ folds: 3 })).toBe(
    'config.folds: columns are dropped by validation rows, and folds have none. Expected 1.',
  );
  expect(await refusal({ splitModelsBy: 'kind' })).toBe(
    'config.splitModelsBy: columns are dropped from one model. Expected none.',
  );
  expect(await refusal({ masking: { kind: 'random-subset' } })).toBe(
    'config.masking: columns are judged by their reconstruction, all of them seen. Expected none.',
  );
  expect(await refusal({ architecture: { kind: 'classifier-head' } })).toBe(
    'config.architecture.decoder: columns are judged by their reconstruction. Expected sizes, such as [16].',
  );
});

test('a study of another kind is known by its folder', async () => {
  await inFolder(async (folder) => {
    const study = createStudy(folder, { name: 'seeds', config: 'seeds: 2' });
    expect(readRelevanceOptions(study.path)).toBeUndefined();
    writeRelevanceOptions(study, { threshold: 0.4, drop: 2, keep: 3 });
    expect(readRelevanceOptions(study.path)).toEqual({ threshold: 0.4, drop: 2, keep: 3 });
  });
});
