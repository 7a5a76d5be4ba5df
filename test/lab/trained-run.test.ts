import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readRows } from '../../src/data/dataset.ts';
import { prepareExperiment } from '../../src/lab/experiment.ts';
import { resolveConfig } from '../../src/lab/experiment-config.ts';
import { runExperiment } from '../../src/lab/run-experiment.ts';
import { chooseRows, openTrainedRun } from '../../src/lab/trained-run.ts';
import { createRun } from '../../src/store/run-folder.ts';
import { messageOf } from '../message-of.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'elbo-like-'));
const context = { baseFolder: folder };
const file = (name: string, ...lines: string[]): string => {
  writeFileSync(path.join(folder, name), `${lines.join('\n')}\n`);
  return name;
};
const REORDERED = 'The columns are in another order than those of the run; they were matched by name.';

const configOn = (idColumn: string | number) => {
  const rows = Array.from({ length: 20 }, (_, i) => `s${i},${i},${i * i},${20 - i}`);
  const split = { by: 'position', train: 0.8, validation: 0, test: 0.2 };
  const data = { source: file('run.csv', 'sample,a,b,c', ...rows), idColumn, split, standardize: 'min-max' };
  const training = { batchSize: 4, epochs: 1 };
  return resolveConfig({ data, likelihood: 'gaussian', training, threads: 1 });
};
const experimentOn = (idColumn: string | number) => prepareExperiment(configOn(idColumn), context);

/** What new data become: their ids, the numbers of their first row, and what is said of them. */
async function like(idColumn: string | number, source: string) {
  const { dataset, notices } = await chooseRows(await experimentOn(idColumn), { source }, context);
  return { ids: dataset.rowIds, columns: dataset.columns, first: [...readRows(dataset, [0])], notices };
}

const columns = ['a', 'b', 'c'];
const first = [0, 0, 1];

test.each(['sample', 0])(
  'new data with the columns of the run keep their ids, where idColumn is %o',
  async (idColumn) => {
    const source = file('new.csv', 'sample,a,b,c', 'x,0,0,20', 'y,15,225,5');
    expect(await like(idColumn, source)).toEqual({ ids: ['x', 'y'], columns, first, notices: [] });
  },
);

test('in another order they are matched by name, ids too', async () => {
  const source = file('turned.csv', 'c,b,a,sample', '20,0,0,x', '5,225,15,y');
  expect(await like('sample', source)).toEqual({ ids: ['x', 'y'], columns, first, notices: [REORDERED] });
});

test('in another order no position names an id', async () => {
  const source = file('turned.csv', 'c,b,a,sample', '20,0,0,x', '5,225,15,y');
  expect(await like(0, source)).toEqual({ ids: undefined, columns, first, notices: [REORDERED] });
});

test.each(['sample', 0])('they need no ids, where idColumn is %o', async (idColumn) => {
  const source = file('bare.csv', 'a,b,c', '0,0,20', '15,225,5');
  expect(await like(idColumn, source)).toEqual({ ids: undefined, columns, first, notices: [] });
});

test('they lack no column', async () => {
  const source = file('short.csv', 'sample,a,c', 'x,0,20', 'y,15,5');
  for (const idColumn of ['sample', 0]) {
    expect(await messageOf(() => like(idColumn, source))).toBe(
      '--data: the column "b" of the run is missing. Expected all 3 columns it was trained on, in any order.',
    );
  }
});

test('a split without rows is refused', async () => {
  const experiment = await experimentOn('sample');
  expect(await messageOf(() => chooseRows(experiment, { split: 'validation' }, context))).toBe(
    '--split: the validation split of the run has no rows.',
  );
});

test('a run opens with its parameters, unless its data have changed or it has none yet', async () => {
  const runs = path.join(folder, 'runs');
  const { run } = await runExperiment(configOn('sample'), { runs, configText: '', context });
  const { parameters, experiment, notices } = await openTrainedRun(run, context);
  expect({ latent: experiment.model.sizes.latentCount, notices }).toEqual({ latent: 20, notices: [] });
  expect(Object.keys(parameters)).toContain('encoder.mean.weight');
  file('run.csv', 'sample,a,b,c', ...Array.from({ length: 20 }, (_, i) => `s${i},${i + 1},${i},${i}`));
  expect(await messageOf(() => openTrainedRun(run, context))).toMatch(
    /^.*: its data have changed: the fingerprint of data was "[0-9a-f]+" and is "[0-9a-f]+"\. Expected the data it was trained on: they hold its columns and its scale, for new data too\. Restore the data file\.$/,
  );
  const empty = createRun(runs, { name: 'empty', config: '', resolved: {}, environment: {} });
  expect(await messageOf(() => openTrainedRun(empty, context))).toBe(`${empty.path}: the run has no checkpoint yet.`);
});
