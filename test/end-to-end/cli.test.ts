import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunAnswer } from '../../src/cli/answer.ts';
import { thisProcess } from '../../src/store/process-identity.ts';
import { elbo, SMALL, temporaryFolder } from './elbo.ts';

const folder = temporaryFolder();
let trained: RunAnswer;

const json = (text: string): never => JSON.parse(text) as never;

beforeAll(async () => {
  const { code, stdout, stderr } = await elbo(['train', ...SMALL, '--json'], folder);
  expect(code, stderr).toBe(0);
  // Everything on stdout is one document: whatever else were there would not parse.
  trained = json(stdout);
  expect(stderr).toMatch(/^epoch 1\/4: .*\nepoch 4\/4: .*\nevaluating\n$/);
});

describe('train', () => {
  test('answers what the contract names', () => {
    expect(Object.keys(trained)).toEqual([
      'run',
      'path',
      'status',
      'epochs',
      'durationMs',
      'metrics',
      'baselines',
      'findings',
      'notComputed',
    ]);
    expect(trained).toMatchObject({ status: 'finished', epochs: 4, path: path.join('runs', trained.run) });
    expect(Object.keys(trained.metrics)).toEqual(['train', 'validation', 'test']);
    expect(trained.metrics.test!.negativeElbo).toBeGreaterThan(0);
    expect(Object.keys(trained.baselines.test!)).toEqual(['dnam', 'k9', 'k27', 'expression']);
    for (const finding of trained.findings) {
      expect(Object.keys(finding)).toEqual(['id', 'verdict', 'title', 'evidence', 'advice']);
    }
  });

  test('says for people first where the run is, and last where its report is', async () => {
    const { code, stdout, stderr } = await elbo(['train', ...SMALL, '--name', 'My run', '--quiet'], folder);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^Run: runs\/\d{8}-\d{6}-my-run-[a-z0-9]{4}$/);
    expect(lines[1]).toBe('140 train rows, 21159 parameters, 4 epochs of 3 steps');
    expect(lines.indexOf('Known beforehand:')).toBeLessThan(lines.indexOf('Findings:'));
    expect(lines.find((line) => line.startsWith('nats per row'))).toMatch(
      /rows {2}negative ELBO {2}constant {2}per column {2}Markov {2}reconstruction +KL/,
    );
    expect(lines.at(-1)).toMatch(/^Report: runs\/.*\/report\.md \(after .*\)$/);
    expect(stdout).not.toContain('\u001b');
  });

  test('of several seeds is a study, which resumed is complete', async () => {
    const { code, stdout } = await elbo(['train', ...SMALL, 'seeds=2', '--json', '--quiet'], folder);
    expect(code).toBe(0);
    const study = json(stdout) as { path: string; runs: RunAnswer[]; aggregate: Record<string, { mean: number }> };
    expect(study.runs).toMatchObject([
      { member: 'seed-42', status: 'finished' },
      { member: 'seed-43', status: 'finished' },
    ]);
    const mean = (study.runs[0]!.metrics.test!.kl + study.runs[1]!.metrics.test!.kl) / 2;
    expect(study.aggregate['test.kl']!.mean).toBeCloseTo(mean, 10);
    expect(readFileSync(path.join(folder, study.path, 'study.yaml'), 'utf8')).toContain('seeds: 2');
    const again = await elbo(['train', '--resume', study.path, '--json', '--quiet'], folder);
    expect(again.code).toBe(0);
    expect((json(again.stdout) as typeof study).runs.map(({ run }) => run)).toEqual(study.runs.map(({ run }) => run));
    const other = await elbo(['train', '--resume', study.path, 'training.epochs=5'], folder);
    expect(other).toMatchObject({
      code: 5,
      stderr: `${study.path}: config.training.epochs was 4 and is 5. Expected the config the run began with. Leave the override out, or train a new run.\n`,
    });
  });

  test('on tiny data has a defined result: batch of 1, latent 1, fewer rows than a batch', async () => {
    const answers = [
      ['training.batchSize=1', 'architecture.latent=1', 'data.source.simulated.rows=20'],
      ['training.batchSize=64', 'data.source.simulated.rows=12'],
      ['data.source.simulated.rows=1', 'data.split.train=1', 'data.split.validation=0', 'data.split.test=0'],
    ].map((tiny) => elbo(['train', ...SMALL, ...tiny, '--json', '--quiet'], folder));
    for (const { code, stdout, stderr } of await Promise.all(answers)) {
      expect(code, stderr).toBe(0);
      const { metrics, notComputed } = json(stdout) as RunAnswer;
      expect(Number.isFinite(metrics.train!.negativeElbo)).toBe(true);
      for (const split of ['validation', 'test'])
        expect(Number.isFinite(metrics[split]?.negativeElbo) || notComputed[split] === 'the split has no rows').toBe(
          true,
        );
    }
  });
});

describe('a mistake', () => {
  const refused = async (words: string[], code: number, message: string): Promise<void> => {
    const given = await elbo(words, folder);
    expect({ ...given, signal: null }).toEqual({ code, signal: null, stdout: '', stderr: `${message}\n` });
  };

  test('in a key suggests the near one', () =>
    refused(
      ['train', 'first-run', 'training.epoch=3'],
      2,
      'config.training.epoch: "epoch" is not a key here. Expected one of: optimizer, clipGradient, batchSize, lastBatch, epochs, schedule, earlyStopping, conventions, outputBias, checkpoint, logSteps. Did you mean "epochs"?',
    ));

  test('in the name of a recipe suggests the near one', () =>
    refused(
      ['train', 'first-rum'],
      2,
      'first-rum: there is no such config file or recipe. Expected a path, or a name that "elbo recipes" lists. Did you mean "first-run"?',
    ));

  test('in the command line is a usage error, exit 2', async () => {
    await refused(['trian'], 2, "elbo: unknown command 'trian'. Did you mean train? See elbo --help.");
    await refused([], 2, 'elbo: a command is missing. See elbo --help.');
    await refused(['evaluate'], 2, "elbo evaluate: missing required argument 'run'. See elbo evaluate --help.");
    await refused(
      ['train', '--sead', '3'],
      2,
      "elbo train: unknown option '--sead'. Did you mean --seed? See elbo train --help.",
    );
    await refused(['train'], 2, 'elbo train: a config or a recipe is missing. "elbo recipes" lists the recipes.');
    await refused(['check'], 2, 'elbo check: a config or a recipe is missing. "elbo recipes" lists the recipes.');
    await refused(
      ['train', 'first-run', '--epochs', '3'],
      2,
      '--epochs: it goes with --continue. To set the epochs of a new run: training.epochs=N.',
    );
  });

  test('is one JSON document where JSON is asked for', async () => {
    const { code, stdout, stderr } = await elbo(['train', 'first-run', 'seed=x', '--json'], folder);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(json(stdout)).toEqual({
      error: {
        message: 'config.seed: "x" does not fit. Expected a number.',
        where: 'config.seed',
        exitCode: 2,
      },
    });
  });

  test('in the data is exit 3, made in the worker or here', async () => {
    writeFileSync(path.join(folder, 'lost.yaml'), 'data: {source: lost.csv}\n');
    const message = `config.data.source: "lost.csv" was not found. Looked in ${folder}; ELBO_DATA names the folder of data.`;
    await refused(['train', 'lost.yaml'], 3, message);
    await refused(['check', 'lost.yaml'], 3, message);
    const { stdout } = await elbo(['train', 'lost.yaml', '--json'], folder);
    expect(json(stdout)).toEqual({ error: { message, where: 'config.data.source', exitCode: 3 } });
  });

  test('in the form of YAML is refused, not run', async () => {
    writeFileSync(path.join(folder, 'twice.yaml'), 'seed: 1\nseed: 2\ndata: {source: x.csv}\n');
    await refused(
      ['train', 'twice.yaml'],
      2,
      'twice.yaml: this is not YAML: Map keys must be unique at line 2, column 1.',
    );
    writeFileSync(path.join(folder, 'proto.yaml'), '__proto__: {seed: 7}\ndata: {source: x.csv}\n');
    const { code, stderr } = await elbo(['train', 'proto.yaml'], folder);
    expect({ code, stderr: stderr.slice(0, 50) }).toEqual({
      code: 2,
      stderr: 'config.__proto__: "__proto__" is not a key here. E',
    });
  });

  test('NaN in a table is refused with row and column', async () => {
    const rows = Array.from({ length: 12 }, (_, i) => `${i},${i * i}`);
    writeFileSync(path.join(folder, 'nan.csv'), ['a,b', ...rows, '3,nan', ''].join('\n'));
    writeFileSync(path.join(folder, 'nan.yaml'), 'data: {source: nan.csv}\nlikelihood: gaussian\n');
    const { code, stderr } = await elbo(['train', 'nan.yaml'], folder);
    expect(code).toBe(3);
    expect(stderr).toContain('nan.csv');
    expect(stderr).toContain('"b"');
  });

  test('a learning rate beyond all measure ends with 4 and names the tensor', async () => {
    const { code, stderr, stdout } = await elbo(
      ['train', ...SMALL, 'training.optimizer.learningRate=1e30', '--quiet'],
      folder,
    );
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /^training step 2: value "encoder\.mean" is infinite \(512 of its entries, the first at \[0, 0\]\)\. Lower training\.optimizer\.learningRate, standardize the data, or warm up the KL weight\. The last checkpoint is kept\.\n$/,
    );
    const run = /^Run: (.*)$/m.exec(stdout)![1]!;
    expect(json(readFileSync(path.join(folder, run, 'status.json'), 'utf8'))).toMatchObject({ state: 'failed' });
  });

  test('in the place of runs is told before anything is trained', async () => {
    // A folder that nobody may write, not even root.
    if (!existsSync('/sys/kernel')) return;
    const { code, stdout, stderr } = await elbo(['train', ...SMALL, '--runs', '/sys/kernel/runs'], folder);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^\/sys\/kernel\/runs: could not be written: (permission denied|the file system is read-only) \(E\w+\)\. Choose a folder you may write to, or change its permissions\.\n$/,
    );
  });
});

describe('a finished run', () => {
  test('is not resumed with another learning rate, unless that is forced and recorded', async () => {
    const { stdout } = await elbo(['train', ...SMALL, '--json', '--quiet'], folder);
    const { path: run } = json(stdout) as RunAnswer;
    const other = ['train', '--resume', run, 'training.optimizer.learningRate=0.004'];
    const before = readFileSync(path.join(folder, run, 'status.json'), 'utf8');
    expect(await elbo([...other, '--quiet'], folder)).toMatchObject({
      code: 5,
      stderr: `${run}: config.training.optimizer.learningRate was 0.002 and is 0.004. Expected the config the run began with. Leave the override out, train a new run, or fork this one with --force.\n`,
    });
    expect(readFileSync(path.join(folder, run, 'status.json'), 'utf8')).toBe(before);
    const latent = await elbo(['train', '--resume', run, '--force', 'architecture.latent=3'], folder);
    expect(latent).toMatchObject({
      code: 5,
      stderr: `${run}: config.architecture.latent was 8 and is 3. Expected the config the run began with. Leave the override out, or train a new run.\n`,
    });
    expect(await elbo([...other, '--force', '--quiet'], folder)).toMatchObject({ code: 0 });
    const { forks } = json(readFileSync(path.join(folder, run, 'env.json'), 'utf8')) as { forks: unknown };
    expect(forks).toEqual([{ step: 12, path: 'training.optimizer.learningRate', before: '0.002', now: '0.004' }]);
  });

  test('continued for 2 epochs has the bytes of one that was trained for as many at once', async () => {
    const [first, whole] = (
      await Promise.all(
        [4, 6].map((epochs) => elbo(['train', ...SMALL, `training.epochs=${epochs}`, '--json'], folder)),
      )
    ).map(({ stdout }) => json(stdout) as RunAnswer) as [RunAnswer, RunAnswer];
    const more = await elbo(['train', '--continue', first.path, '--epochs', '2', '--json', '--quiet'], folder);
    expect(more.code, more.stderr).toBe(0);
    const { path: run, epochs } = json(more.stdout) as RunAnswer;
    expect({ run, epochs }).toEqual({ run: first.path, epochs: 6 });
    const bytes = (name: string) => (answer: string) => readFileSync(path.join(folder, answer, name));
    for (const name of ['metrics.jsonl', 'checkpoints/step-00000018.safetensors', 'config.resolved.json'])
      expect(bytes(name)(run).equals(bytes(name)(whole.path)), name).toBe(true);
    expect(readFileSync(path.join(folder, run, 'report.md'), 'utf8')).toContain('Continued after epoch 4 for 2 more.');
  });

  test('is evaluated to the same numbers, also without the run changing', async () => {
    const files = () => readdirSync(path.join(folder, trained.path), { recursive: true }).sort();
    const before = files();
    const { code, stdout } = await elbo(['evaluate', trained.path, '--json'], folder);
    expect(code).toBe(0);
    expect((json(stdout) as RunAnswer).metrics).toEqual(trained.metrics);
    const one = json((await elbo(['evaluate', trained.path, '--split', 'test', '--json'], folder)).stdout) as RunAnswer;
    expect(one.metrics).toEqual({ test: trained.metrics.test });
    expect(files()).toEqual(before);
  });

  test('is evaluated on new data whose columns are in another order, and refuses data that lack one', async () => {
    await elbo(['data', 'simulate', '-o', 'fresh', 'rows=30', 'columns=50', 'seed=5'], folder);
    const lines = readFileSync(path.join(folder, 'fresh/data.csv'), 'utf8').trimEnd().split('\n');
    const turned = lines.map((line) => line.split(',').reverse().join(','));
    writeFileSync(path.join(folder, 'turned.csv'), `${turned.join('\n')}\n`);
    writeFileSync(path.join(folder, 'short.csv'), lines.map((line) => line.split(',').slice(1).join(',')).join('\n'));
    const on = async (file: string) => elbo(['evaluate', trained.path, '--data', file, '--json'], folder);
    const [straight, reversed, short] = [await on('fresh/data.csv'), await on('turned.csv'), await on('short.csv')];
    expect((json(straight.stdout) as RunAnswer).metrics).toEqual((json(reversed.stdout) as RunAnswer).metrics);
    expect(Object.keys((json(straight.stdout) as RunAnswer).metrics)).toEqual(['test']);
    expect(short.code).toBe(3);
    expect(json(short.stdout)).toMatchObject({
      error: {
        message:
          '--data: the column "dnam_0000" of the run is missing. Expected all 151 columns it was trained on, in any order.',
      },
    });
  });

  test('is diagnosed, reported, shown, listed and exported from its folder alone', async () => {
    const diagnosed = json((await elbo(['diagnose', trained.path, '--json'], folder)).stdout) as RunAnswer;
    expect(diagnosed.findings).toEqual(trained.findings);
    const report = path.join(trained.path, 'report.md');
    expect(await elbo(['report', trained.path], folder)).toMatchObject({ code: 0, stdout: `${report}\n` });
    const { runs } = json((await elbo(['runs', 'list', '--json'], folder)).stdout) as { runs: { run: string }[] };
    expect(runs.find(({ run }) => run === trained.run)).toMatchObject({
      run: trained.run,
      path: trained.path,
      status: 'finished',
      epochs: 4,
      negativeElbo: trained.metrics.validation!.negativeElbo,
    });
    const shown = json((await elbo(['runs', 'show', trained.path, '--json'], folder)).stdout) as RunAnswer;
    expect(shown.metrics).toEqual(trained.metrics);
    const onnx = await elbo(['export', trained.path, '--format', 'onnx', '-o', 'model'], folder);
    expect(onnx).toMatchObject({ code: 0, stdout: 'model/encoder.onnx\nmodel/decoder.onnx\n' });
    const kept = readFileSync(path.join(folder, trained.path, 'model/encoder.onnx'));
    expect(readFileSync(path.join(folder, 'model/encoder.onnx')).equals(kept)).toBe(true);
    const tensors = ['export', trained.path, '--format', 'safetensors', '-o', 'model.safetensors'];
    expect((await elbo(tensors, folder)).code).toBe(0);
    expect(await elbo(tensors, folder)).toMatchObject({
      code: 2,
      stderr: 'model.safetensors: the file is there already. Choose another name.\n',
    });
  });

  test('is held by one process at a time', async () => {
    const attempt = path.join(folder, trained.path, 'attempts', '2');
    mkdirSync(attempt);
    const lease = { ...thisProcess(), renewedAt: new Date().toISOString() };
    writeFileSync(path.join(attempt, 'lease.json'), JSON.stringify(lease));
    const { code, stderr } = await elbo(['train', '--resume', trained.path, '--quiet'], folder);
    expect(code).toBe(5);
    expect(stderr).toContain(`${trained.path}: the run is held by attempt 2 (process ${process.pid} on `);
  });
});

describe('other commands', () => {
  test('check says sizes, time and findings, and prints the whole config', async () => {
    const { code, stdout } = await elbo(['check', ...SMALL, '--json'], folder);
    expect(code).toBe(0);
    const check = json(stdout) as Record<string, unknown>;
    expect(check).toMatchObject({ epochs: 4, stepsPerEpoch: 3, steps: 12, model: { parameterCount: 21159 } });
    expect(check.stepMs).toBeGreaterThan(0);
    const whole = await elbo(['check', 'first-run', '--config'], folder);
    writeFileSync(path.join(folder, 'whole.yaml'), whole.stdout);
    expect((await elbo(['check', 'whole.yaml', '--config'], folder)).stdout).toBe(whole.stdout);
  });

  test('check prints the JSON Schema of configs, for which it needs none', async () => {
    const { code, stdout } = await elbo(['check', '--schema'], folder);
    expect(code).toBe(0);
    expect(json(stdout)).toEqual(json((await elbo(['check', '--schema', '--json'], folder)).stdout));
    expect(json(stdout)).toMatchObject({ required: ['data'], $defs: { objectives: { anyOf: expect.anything() } } });
  });

  test('init writes a config that trains, and overwrites nothing', async () => {
    await elbo(['data', 'simulate', '-o', 'table', 'rows=60', 'columns=50'], folder);
    const made = await elbo(['init', 'table/data.csv', '-o', 'table/config.yaml'], folder);
    expect(made).toMatchObject({ code: 0, stdout: 'table/config.yaml\nLook at it: elbo check table/config.yaml\n' });
    expect((await elbo(['train', 'table/config.yaml', 'training.epochs=1', '--quiet'], folder)).code).toBe(0);
    expect(await elbo(['init', 'table/data.csv', '-o', 'table/config.yaml'], folder)).toMatchObject({
      code: 2,
      stderr: 'table/config.yaml: the file is there already. Choose another name, or remove it first.\n',
    });
    const described = await elbo(['data', 'describe', 'table/data.csv'], folder);
    expect(described.stdout).toMatch(/^data\.csv: 60 rows, 151 columns; held as bits, /);
  });

  test('recipes are listed with their first comment, and shown', async () => {
    const { recipes } = json((await elbo(['recipes', '--json'], folder)).stdout) as {
      recipes: { name: string; about: string }[];
    };
    expect(recipes.map(({ name }) => name)).toContain('first-run');
    for (const { name, about } of recipes) expect(about, name).toMatch(/^\S.*\.$/);
    const { stdout } = await elbo(['recipes', 'show', 'first-run'], folder);
    expect(stdout).toBe(readFileSync('recipes/first-run.yaml', 'utf8'));
    expect(await elbo(['recipes', 'show', 'first'], folder)).toMatchObject({
      code: 2,
      stderr: 'first: there is no such recipe. Expected a name that "elbo recipes" lists. Did you mean "first-run"?\n',
    });
  });

  test('doctor finds this installation well, and a lost data folder', async () => {
    const { code, stdout } = await elbo(['doctor', '--json'], folder);
    expect(code).toBe(0);
    const { tests } = json(stdout) as { tests: { name: string; isGood: boolean }[] };
    expect(tests.map(({ name, isGood }) => [name, isGood])).toEqual([
      ['engine', true],
      ['writing', true],
      ['ELBO_DATA', true],
    ]);
    const lost = await elbo(['doctor'], folder, { ELBO_DATA: '/nowhere' });
    expect(lost.code).toBe(1);
    expect(lost.stdout).toContain('/nowhere is not there. Set ELBO_DATA to the folder of data');
  });

  test('--version is the version of the package', async () => {
    const { version } = json(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await elbo(['--version'], folder)).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  test('help names what there is, and nothing that is not', async () => {
    const { stdout } = await elbo(['--help'], folder);
    const named = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    // Every file of the folder is a command, and every command is a file.
    const files = readdirSync('src/cli/commands').map((file) => path.basename(file, '.ts'));
    const subcommands = files.filter((name) => name.includes('-'));
    expect([...named].sort()).toEqual([...files.filter((name) => !subcommands.includes(name)), 'help'].sort());
    const helps = named.map((name) => elbo(name === 'help' ? ['help', 'train'] : [name!, '--help'], folder));
    for (const { code, stdout: help } of await Promise.all(helps)) {
      expect(code).toBe(0);
      expect(help).not.toMatch(/slurm|sweep|serve|webgpu|cuda|traverse/i);
    }
  });
});
