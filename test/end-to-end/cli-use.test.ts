import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunAnswer } from '../../src/cli/answer.ts';
import { readNpy, writeNpy } from '../../src/tensor/npy.ts';
import { elbo, SMALL, temporaryFolder } from './elbo.ts';

const folder = temporaryFolder();
let run: string;

const json = (text: string): never => JSON.parse(text) as never;
const at = (...parts: string[]) => path.join(folder, ...parts);
const lines = (file: string) => readFileSync(at(file), 'utf8').trimEnd().split('\n');
const npy = (...parts: string[]) => {
  const array = readNpy(readFileSync(at(...parts)), parts.at(-1)!);
  return { shape: array.shape, data: array.data as Float32Array };
};
const cells = (file: string) =>
  lines(file)
    .slice(1)
    .map((line) => line.split(',').slice(1).map(Number));
const flat = (rows: number[][]) => Float32Array.from(rows.flat());

beforeAll(async () => {
  const { code, stdout, stderr } = await elbo(['train', ...SMALL, '--json', '--quiet'], folder);
  expect(code, stderr).toBe(0);
  run = (json(stdout) as RunAnswer).path;
  await elbo(['data', 'simulate', '-o', 'fresh', 'rows=30', 'columns=50', 'seed=5'], folder);
});

describe('encode', () => {
  test('writes the posterior means that the evaluation kept', async () => {
    const answer = await elbo(['encode', run, '--split', 'test', '-o', 'z.npy', '--json'], folder);
    expect(answer.code, answer.stderr).toBe(0);
    expect(json(answer.stdout)).toEqual({ run: path.basename(run), path: run, file: 'z.npy', rows: 40, columns: 8 });
    expect(npy('z.npy')).toEqual(npy(run, 'evaluation/test.mean.npy'));
    const other = ['encode', run, '--split', 'test', '--what', 'log-variance', '-o', 'v.csv'];
    expect(await elbo(other, folder)).toMatchObject({ code: 0, stdout: 'v.csv: 40 rows, 8 columns\n', stderr: '' });
    expect(lines('v.csv')[0]).toBe('row,z0,z1,z2,z3,z4,z5,z6,z7');
    expect(flat(cells('v.csv'))).toEqual(npy(run, 'evaluation/test.logVariance.npy').data);
  });

  test('draws the same sample every time', async () => {
    for (const file of ['one.npy', 'two.npy'])
      await elbo(['encode', run, '--split', 'validation', '--what', 'sample', '-o', file], folder);
    expect(npy('one.npy')).toEqual(npy('two.npy'));
    expect(npy('one.npy')).not.toEqual(npy(run, 'evaluation/validation.mean.npy'));
  });

  test('matches the columns of new data by name, says so, and refuses data that lack one', async () => {
    const text = lines('fresh/data.csv');
    writeFileSync(at('turned.csv'), `${text.map((line) => line.split(',').reverse().join(',')).join('\n')}\n`);
    writeFileSync(at('short.csv'), text.map((line) => line.split(',').slice(1).join(',')).join('\n'));
    const straight = await elbo(['encode', run, '--data', 'fresh/data.csv', '-o', 'straight.csv'], folder);
    expect(straight).toMatchObject({ code: 0, stderr: '' });
    expect(await elbo(['encode', run, '--data', 'turned.csv', '-o', 'turned-z.csv'], folder)).toMatchObject({
      code: 0,
      stderr: 'The columns are in another order than those of the run; they were matched by name.\n',
    });
    expect(lines('turned-z.csv')).toEqual(lines('straight.csv'));
    expect(lines('straight.csv')).toHaveLength(31);
    expect(await elbo(['encode', run, '--data', 'short.csv', '-o', 'short-z.csv'], folder)).toMatchObject({
      code: 3,
      stderr:
        '--data: the column "dnam_0000" of the run is missing. Expected all 151 columns it was trained on, in any order.\n',
    });
  });

  test('refuses, before it reads anything, what it cannot do', async () => {
    writeFileSync(at('mine.csv'), 'mine');
    const refused: [string[], string][] = [
      [
        ['--split', 'test', '-o', 'mine.csv'],
        'mine.csv: the file is there already. Choose another name, or replace it with --force.\n',
      ],
      [
        ['-o', 'a.csv'],
        'elbo encode: it is not said which rows to take. Expected --data with a file, or --split with one of train, validation and test.\n',
      ],
      [
        ['--split', 'test', '--what', 'means', '-o', 'a.csv'],
        '--what: "means" is not known. Expected one of: mean, log-variance, sample. Did you mean "mean"?\n',
      ],
    ];
    for (const [words, stderr] of refused)
      expect(await elbo(['encode', run, ...words], folder)).toMatchObject({ code: 2, stdout: '', stderr });
    expect(readFileSync(at('mine.csv'), 'utf8')).toBe('mine');
    expect((await elbo(['encode', run, '--split', 'test', '-o', 'mine.csv', '--force'], folder)).code).toBe(0);
    expect(lines('mine.csv')).toHaveLength(41);
  });
});

describe('a run on rescaled rows with ids', () => {
  test('reconstructs them in their own units, or in those of the model, with their names', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => {
      const x = Math.sin(i);
      return `s${i},${(100 + 10 * x).toFixed(3)},${(5 - x).toFixed(3)},${(x * x).toFixed(3)}`;
    });
    writeFileSync(at('real.csv'), `sample,=heavy,light,square\n${rows.join('\n')}\n`);
    writeFileSync(
      at('real.yaml'),
      [
        'data: {source: real.csv, idColumn: sample, standardize: z-score, split: {by: position, train: 0.7, validation: 0.1, test: 0.2}}',
        'architecture: {kind: dense, encoder: [4], latent: 1, decoder: [4]}',
        'likelihood: gaussian',
        'training: {epochs: 2, batchSize: 14}',
        'threads: 1',
      ].join('\n'),
    );
    const trained = await elbo(['train', 'real.yaml', '--json', '--quiet'], folder);
    expect(trained.code, trained.stderr).toBe(0);
    const { path: real } = json(trained.stdout) as RunAnswer;
    const own = await elbo(['reconstruct', real, '--split', 'test', '-o', 'own.csv'], folder);
    expect(own, own.stderr).toMatchObject({ code: 0, stdout: 'own.csv: 12 rows, 3 columns\n' });
    await elbo(['reconstruct', real, '--split', 'test', '--rescaled', '-o', 'model.csv'], folder);
    expect(lines('own.csv')[0]).toBe("id,'=heavy,light,square");
    expect(lines('own.csv').map((line) => line.split(',')[0])).toEqual([
      'id',
      ...rows.slice(48).map((_, i) => `s${48 + i}`),
    ]);
    const { preprocessing } = json(readFileSync(at(real, 'summary.json'), 'utf8')) as {
      preprocessing: { offset: number[]; scale: number[] };
    };
    const model = cells('model.csv');
    cells('own.csv').forEach((row, i) => {
      row.forEach((value, j) => {
        expect(value).toBeCloseTo(model[i]![j]! / preprocessing.scale[j]! + preprocessing.offset[j]!, 4);
      });
    });
    // The new file has no ids: the rows are counted.
    writeFileSync(at('new.csv'), '=heavy,light,square\n101,5,0.5\n99,4,0.1\n');
    await elbo(['reconstruct', real, '--data', 'new.csv', '-o', 'new-r.csv'], folder);
    expect(lines('new-r.csv').map((line) => line.split(',')[0])).toEqual(['row', '0', '1']);
  });
});

test('reconstructions of bits are probabilities', async () => {
  expect((await elbo(['reconstruct', run, '--split', 'test', '-o', 'p.npy'], folder)).code).toBe(0);
  const { shape, data } = npy('p.npy');
  expect(shape).toEqual([40, 151]);
  expect(data.every((value) => value > 0 && value < 1)).toBe(true);
});

describe('decode', () => {
  test('of the posterior means, as array or as table, gives the reconstructions', async () => {
    await elbo(['reconstruct', run, '--split', 'validation', '-o', 'r.csv'], folder);
    const reconstructed = flat(cells('r.csv'));
    for (const file of ['dz.npy', 'dz.csv']) {
      await elbo(['encode', run, '--split', 'validation', '-o', file], folder);
      const decoded = await elbo(['decode', run, '--latent', file, '-o', `of-${file}.csv`], folder);
      expect(decoded, decoded.stderr).toMatchObject({ code: 0, stdout: `of-${file}.csv: 20 rows, 151 columns\n` });
      const far = flat(cells(`of-${file}.csv`)).map((value, i) => Math.abs(value - reconstructed[i]!));
      expect(Math.max(...far)).toBeLessThan(1e-5);
    }
    const names = (file: string) => lines(file).map((line) => line.split(',')[0]);
    expect(names('of-dz.csv.csv')).toEqual(names('r.csv'));
    expect(names('of-dz.npy.csv')).toEqual(['row', ...Array.from({ length: 20 }, (_, i) => String(i))]);
  });

  test('finds units by name, and refuses latents that lack one', async () => {
    writeFileSync(at('z.csv'), 'z7,z6,z5,z4,z3,z2,z1,z0,more\n7,6,5,4,3,2,1,0.5,9\n');
    writeFileSync(at('straight-z.csv'), 'z0,z1,z2,z3,z4,z5,z6,z7\n0.5,1,2,3,4,5,6,7\n');
    for (const file of ['z.csv', 'straight-z.csv'])
      expect((await elbo(['decode', run, '--latent', file, '-o', `row-${file}`], folder)).code).toBe(0);
    expect(lines('row-z.csv')).toEqual(lines('row-straight-z.csv'));
    writeFileSync(at('few.csv'), 'z0,z1\n0.5,1\n');
    expect(await elbo(['decode', run, '--latent', 'few.csv', '-o', 'no.csv'], folder)).toMatchObject({
      code: 3,
      stderr: '--latent: the column "z2" is missing. Expected z0 to z7, as elbo encode writes them.\n',
    });
    writeFileSync(at('few.npy'), writeNpy([2, 3], Float32Array.of(0.5, 1, 2, 3, 4, 5)));
    expect(await elbo(['decode', run, '--latent', 'few.npy', '-o', 'no.csv'], folder)).toMatchObject({
      code: 3,
      stderr: 'few.npy: has 3 columns. Expected 8, one for each latent unit of the run.\n',
    });
  });
});

describe('sample', () => {
  const sampled = async (file: string, ...words: string[]) => {
    const { code, stderr } = await elbo(['sample', run, ...words, '-o', file], folder);
    expect(code, stderr).toBe(0);
    return npy(file);
  };

  test('is probabilities that the seed decides, and the first rows of more', async () => {
    const [few, many, other] = [
      await sampled('s3.npy', '--count', '3'),
      await sampled('s5.npy', '--count', '5', '--seed', '42'),
      await sampled('s3b.npy', '--count', '3', '--seed', '7'),
    ];
    expect(few.shape).toEqual([3, 151]);
    few.data.forEach((value, i) => {
      expect(value).toBeCloseTo(many.data[i]!, 6);
    });
    expect(other.data).not.toEqual(few.data);
    expect(few.data.every((value) => value > 0 && value < 1)).toBe(true);
  });

  test('drawn is 0 or 1, as often as the probabilities say', async () => {
    const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0);
    const rates = (await sampled('rates.npy', '--count', '200')).data;
    const draws = (await sampled('draws.npy', '--count', '200', '--draw')).data;
    expect(draws.every((value) => value === 0 || value === 1)).toBe(true);
    const variance = sum(rates.map((rate) => rate * (1 - rate)));
    expect(Math.abs(sum(draws) - sum(rates))).toBeLessThan(4 * Math.sqrt(variance));
  });

  test('refuses a count that is none', async () => {
    expect(await elbo(['sample', run, '--count', '0', '-o', 'no.npy'], folder)).toMatchObject({
      code: 2,
      stderr: '--count: "0" does not fit. Expected a whole number of at least 1.\n',
    });
    expect(await elbo(['sample', run, '--count', '9000000000000', '-o', 'no.npy'], folder)).toMatchObject({
      code: 6,
      stderr:
        'elbo: 9000000000000 rows of 151 columns would take 5436000000000000 bytes. Expected at most 4 GiB. Take fewer rows at a time.\n',
    });
  });

  test('drawn from a Gaussian has noise of its variance; a run without a prior is said to have none', async () => {
    const given = ['data.standardize=none', 'likelihood={kind: gaussian, value: 4}', 'objective={kind: autoencoder}'];
    const trained = await elbo(['train', 'real.yaml', ...given, '--json', '--quiet'], folder);
    expect(trained.code, trained.stderr).toBe(0);
    const { path: plain } = json(trained.stdout) as RunAnswer;
    const of = ['sample', plain, '--count', '2000', '-o'];
    expect(await elbo([...of, 'means.npy'], folder)).toMatchObject({
      code: 0,
      stderr:
        'KL took no part in training, so latents were not drawn to the prior: rows sampled from it need not look like the data.\n',
    });
    await elbo([...of, 'noisy.npy', '--draw'], folder);
    const means = npy('means.npy').data;
    const squares = npy('noisy.npy').data.map((value, i) => (value - means[i]!) ** 2);
    const variance = squares.reduce((total, value) => total + value, 0) / squares.length;
    // Of 6000 squares, each with a standard deviation of 4 sqrt(2).
    expect(Math.abs(variance - 4)).toBeLessThan(4 * 4 * Math.sqrt(2 / 6000));
  });
});

describe('--fail-on', () => {
  test('ends with 7 when a finding is as bad, after all has been said', async () => {
    const said = await elbo(['diagnose', run, '--json'], folder);
    const { findings } = json(said.stdout) as RunAnswer;
    const ids = (verdicts: string[]) =>
      [...new Set(findings.filter(({ verdict }) => verdicts.includes(verdict)).map(({ id }) => id))].join(', ');
    expect(ids(['warning', 'problem'])).not.toBe('');
    const commands = [
      ['diagnose', run],
      ['evaluate', run],
      ['train', '--resume', run, '--quiet'],
    ];
    for (const [name, ...words] of commands) {
      const warned = await elbo([name!, ...words, '--fail-on', 'warning', '--json'], folder);
      expect(warned, name).toMatchObject({
        code: 7,
        stderr: `--fail-on warning: reached by ${ids(['warning', 'problem'])}.\n`,
      });
      expect((json(warned.stdout) as RunAnswer).findings, name).toEqual(findings);
    }
    const problems = ids(['problem']);
    const strict = await elbo(['diagnose', run, '--fail-on', 'problem'], folder);
    expect(strict.code).toBe(problems === '' ? 0 : 7);
  });

  test('refuses other verdicts', async () => {
    expect(await elbo(['diagnose', run, '--fail-on', 'problems'], folder)).toMatchObject({
      code: 2,
      stderr: '--fail-on: "problems" is not known. Expected one of: warning, problem. Did you mean "problem"?\n',
    });
  });

  test('of a study looks at the findings of each of its runs', async () => {
    const study = ['train', ...SMALL, 'training.epochs=1', 'seeds=2', '--quiet', '--fail-on', 'warning'];
    const { code, stderr } = await elbo(study, folder);
    expect(stderr).toMatch(/^--fail-on warning: reached by .*\.\n$/);
    expect(code).toBe(7);
  });
});
