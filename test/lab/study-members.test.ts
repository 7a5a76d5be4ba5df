import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { isStudy, seedMembers, studyMembers } from '../../src/lab/study-members.ts';
import { inFolder, SMALL_EXPERIMENT } from '../end-to-end/small-experiment.ts';
import { messageOf } from '../message-of.ts';

const context = { baseFolder: '.' };
const config = (changes: object) => resolveConfig({ ...SMALL_EXPERIMENT, seed: 7, ...changes });
const members = (changes: object) => studyMembers(config(changes), context);
const labelled = { data: { ...SMALL_EXPERIMENT.data, label: 'expression', modalities: { marks: '0..149' } } };

describe('members', () => {
  test('are counted up from the seed of the config', async () => {
    expect(seedMembers(config({ seeds: 3 }))).toEqual([
      { name: 'seed-7', overrides: { seed: 7 } },
      { name: 'seed-8', overrides: { seed: 8 } },
      { name: 'seed-9', overrides: { seed: 9 } },
    ]);
    expect(await members({ seeds: 2 })).toEqual(seedMembers(config({ seeds: 2 })));
  });

  test('are folds of one seed, and repeated folds of several', async () => {
    expect(await members({ folds: 2 })).toEqual([
      { name: 'fold-1', overrides: { 'data.split.fold': { number: 1, of: 2 } } },
      { name: 'fold-2', overrides: { 'data.split.fold': { number: 2, of: 2 } } },
    ]);
    expect((await members({ folds: 2, seeds: 2 })).map(({ name }) => name)).toEqual([
      'seed-7-fold-1',
      'seed-7-fold-2',
      'seed-8-fold-1',
      'seed-8-fold-2',
    ]);
  });

  test('are one per class of the label, and one of all that is looked at class by class', async () => {
    expect(await members({ ...labelled, splitModelsBy: 'expression' })).toEqual([
      { name: 'expression-0', overrides: { 'data.classes': ['0'], 'data.balance': 'none' } },
      { name: 'expression-1', overrides: { 'data.classes': ['1'], 'data.balance': 'none' } },
      { name: 'joint', overrides: { 'evaluation.perClass': true } },
    ]);
    const both = await members({ ...labelled, splitModelsBy: 'expression', seeds: 2 });
    expect(both).toHaveLength(6);
    expect(both[1]).toEqual({
      name: 'seed-7-expression-1',
      overrides: { seed: 7, 'data.classes': ['1'], 'data.balance': 'none' },
    });
  });
});

describe('members of a masking of pairs', () => {
  const allPairs = (changes: object = {}) => ({ masking: { kind: 'all-pairs', ...changes } });

  test('are one per modality that is predicted and other one hidden beside it', async () => {
    const all = await members(allPairs());
    expect(all).toHaveLength(12);
    expect(all[0]).toEqual({
      name: 'dnam-with-k9',
      overrides: { 'masking.primary': 'dnam', 'masking.dummy': 'k9' },
    });
    expect((await members(allPairs({ primary: 'k9' }))).map(({ name }) => name)).toEqual([
      'k9-with-dnam',
      'k9-with-k27',
      'k9-with-expression',
    ]);
    expect((await members(allPairs({ dummy: 'expression', primary: 'each' }))).map(({ name }) => name)).toEqual([
      'dnam-with-expression',
      'k9-with-expression',
      'k27-with-expression',
    ]);
  });

  test('are repeated for every seed and fold', async () => {
    const both = await members({ ...allPairs({ primary: 'k9' }), seeds: 2 });
    expect(both).toHaveLength(6);
    expect(both[3]).toEqual({
      name: 'seed-8-k9-with-dnam',
      overrides: { seed: 8, 'masking.primary': 'k9', 'masking.dummy': 'dnam' },
    });
  });

  test('are none where both modalities are named: that is one run', () => {
    expect(isStudy(config(allPairs({ primary: 'k9', dummy: 'dnam' })))).toBe(false);
    expect(isStudy(config(allPairs({ primary: 'k9' })))).toBe(true);
  });

  test('are refused where a name is not a modality, nothing would be seen, or classes want models too', async () => {
    const refused = (changes: object) => messageOf(() => members(changes));
    expect(await refused(allPairs({ primary: 'k99' }))).toBe(
      'config.masking.primary: "k99" is not a modality of this dataset. Expected one of: dnam, k9, k27, expression. Did you mean "k9"?',
    );
    const two = { ...SMALL_EXPERIMENT.data, modalities: { marks: '0..149', expression: ['expression'] } };
    expect(await refused({ ...allPairs(), data: two })).toBe(
      'config.masking: all 2 modalities would be hidden, which leaves nothing to see. Name modalities under data.modalities, hide fewer of them, or mask entries with kind: within-modality.',
    );
    expect(await refused({ ...allPairs(), ...labelled, splitModelsBy: 'expression' })).toBe(
      'config.splitModelsBy: every class gets its model, and the masking asks for a model of each pair. Leave it out, or name masking.primary and masking.dummy.',
    );
  });
});

test('seeds, folds and classes each make a study', () => {
  expect(isStudy(config({}))).toBe(false);
  for (const key of [{ seeds: 2 }, { folds: 2 }, { splitModelsBy: 'expression' }])
    expect(isStudy(config(key))).toBe(true);
});

describe('models by class are refused', () => {
  /** A table whose column `kind` holds these texts. */
  const refused = (kinds: readonly string[], changes: object, splitModelsBy = 'kind') =>
    inFolder(async (folder) => {
      writeFileSync(
        path.join(folder, 'a.csv'),
        ['x,kind', ...kinds.map((kind, i) => `${i % 2},${kind}`), ''].join('\n'),
      );
      const given = resolveConfig({ data: { source: 'a.csv', ...changes }, splitModelsBy });
      return messageOf(() => studyMembers(given, { baseFolder: folder }));
    });
  const two = ['a', 'b', 'a'];

  test('where that is not the label, or there is none', async () => {
    expect(await refused(two, { columns: { exclude: ['kind'] } })).toBe(
      'config.splitModelsBy: "kind" is not the label of the data. Set data.label: kind.',
    );
    expect(await refused(two, { label: 'kind' }, 'x')).toBe(
      'config.splitModelsBy: "x" is not the label of the data. Expected "kind". Set data.label: x.',
    );
  });

  test('where a choice of classes is made already', async () => {
    expect(await refused(two, { label: 'kind', classes: ['a'] })).toBe(
      'config.splitModelsBy: every class gets its model, and data.classes chooses some. Leave out one of them.',
    );
  });

  test('where the label has one value, or is a measurement', async () => {
    expect(await refused(['a', 'a'], { label: 'kind' })).toBe(
      'config.splitModelsBy: kind has 1 value. Expected from 2 to 50, a model for each.',
    );
    const many = Array.from({ length: 60 }, (_, i) => `${i}.5`);
    expect(await refused(many, { label: 'kind' })).toBe(
      'config.splitModelsBy: kind has 60 values. Expected from 2 to 50, a model for each.',
    );
  });
});
