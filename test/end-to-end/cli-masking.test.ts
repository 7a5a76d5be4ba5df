/** Runs that hide modalities, from training to what is made of them. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { elbo, SMALL, temporaryFolder } from './elbo.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));
let run: string;

beforeAll(async () => {
  const masking = '{kind: fixed-modality, modality: k9, shownAs: sentinel}';
  const { code, stderr } = await elbo(['train', ...SMALL, `masking=${masking}`, 'training.epochs=12'], folder);
  expect(code, stderr).toBe(0);
  run = path.join('runs', readdirSync(path.join(folder, 'runs'))[0]!);
});

const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');

describe('impute', () => {
  test('predicts what training hid, and says how far to trust it', async () => {
    const ended = await elbo(['impute', run, '--split', 'test', '-o', 'k9.csv', '--json'], folder);
    expect(ended).toMatchObject({ code: 0 });
    const answer = JSON.parse(ended.stdout) as { rows: number; columns: number; trust: Record<string, unknown>[] };
    expect(answer).toMatchObject({ rows: 40, trust: [{ modality: 'k9', split: 'test' }] });
    const hidden = JSON.parse(read(path.join(run, 'summary.json'))).evaluation.splits.test.perModality.k9.hidden;
    expect(answer.trust[0]).toMatchObject({
      reconstruction: hidden.reconstruction,
      perColumn: hidden.baselines.perColumn,
      auroc: hidden.binary.auroc,
    });
    const [header, ...lines] = read('k9.csv').trimEnd().split('\n');
    expect(
      header!
        .split(',')
        .slice(1)
        .every((name) => name.startsWith('k9_')),
    ).toBe(true);
    expect(lines).toHaveLength(40);
    expect(
      lines.flatMap((line) => line.split(',').slice(1)).every((value) => Number(value) > 0 && Number(value) < 1),
    ).toBe(true);
  });

  test('writes what masks measures, and no worse than single draws of the latent do', async () => {
    await elbo(['impute', run, '--split', 'test', '-o', 'test-k9.csv'], folder);
    const { stdout } = await elbo(['masks', run, '--beside', 'none', '--json'], folder);
    await elbo(['data', 'simulate', 'rows=200', 'columns=50', 'seed=42', '-o', 'truth'], folder);
    const table = (file: string) =>
      read(file)
        .trimEnd()
        .split('\n')
        .map((line) => line.split(','));
    const [names, ...truth] = table('truth/data.csv');
    const [columns, ...rows] = table('test-k9.csv');
    const places = columns!.slice(1).map((name) => names!.indexOf(name));
    const nats = rows.map(([row, ...values]) =>
      values.reduce((sum, value, k) => {
        const isOne = Number(truth[Number(row)]![places[k]!]) === 1;
        return sum - Math.log(isOne ? Number(value) : 1 - Number(value));
      }, 0),
    );
    const written = nats.reduce((sum, each) => sum + each, 0) / nats.length;
    const { labs } = JSON.parse(stdout) as { labs: { subsets: { isTrained: boolean; reconstruction: number }[] }[] };
    const [cell] = labs[0]!.subsets.filter(({ isTrained }) => isTrained);
    expect(written).toBeCloseTo(cell!.reconstruction, 3);
    const { splits } = JSON.parse(read(path.join(run, 'summary.json'))).evaluation;
    expect(written).toBeLessThan(splits.test.perModality.k9.hidden.reconstruction);
  });

  test('new rows may lack the hidden columns, and stand in any order of columns', async () => {
    // The same rows as data of their own, without k9 and with the columns turned round.
    const all = await elbo(['data', 'simulate', 'rows=200', 'columns=50', 'seed=42', '-o', 'own'], folder);
    expect(all, all.stderr).toMatchObject({ code: 0 });
    const lines = read('own/data.csv')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const kept = lines[0]!
      .map((name, at) => ({ name, at }))
      .filter(({ name }) => !name.startsWith('k9'))
      .reverse();
    writeFileSync(
      path.join(folder, 'seen.csv'),
      lines.map((line) => kept.map(({ at }) => line[at]).join(',')).join('\n'),
    );
    const whole = await elbo(['impute', run, '--data', 'own/data.csv', '-o', 'whole.csv'], folder);
    const seen = await elbo(['impute', run, '--data', 'seen.csv', '-o', 'seen-k9.csv'], folder);
    expect(whole, whole.stderr).toMatchObject({ code: 0 });
    expect(seen, seen.stderr).toMatchObject({ code: 0 });
    expect(read('seen-k9.csv')).toBe(read('whole.csv'));
    expect(seen.stderr).toContain('matched by name');
  });

  test('what training never hid is predicted too, and not vouched for', async () => {
    const { stdout } = await elbo(['impute', run, '--split', 'test', '--hide', 'k27,dnam', '-o', 'two.npy'], folder);
    expect(stdout).toBe(
      [
        'two.npy: 40 rows, 100 columns',
        ...['dnam', 'k27'].map(
          (name) => `${name}: how far to trust it is not known: training never hid just this; elbo masks measures it.`,
        ),
        '',
      ].join('\n'),
    );
  });

  const refusals: [string, string[], number, string][] = [
    [
      'a name that is not there',
      ['--hide', 'k8'],
      2,
      '--hide: "k8" is not a modality of the run. Expected one of: dnam, k9, k27, expression. Did you mean "k9"?',
    ],
    [
      'everything',
      ['--hide', 'dnam,k9,k27,expression'],
      2,
      '--hide: all 4 modalities would be hidden, which leaves nothing to see',
    ],
  ];
  test.each(refusals)('refuses %s', async (_, words, code, message) => {
    const ended = await elbo(['impute', run, '--split', 'test', ...words, '-o', 'no.npy'], folder);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(message);
  });

  test('a seen column that is missing is refused by name', async () => {
    writeFileSync(path.join(folder, 'little.csv'), 'dnam_0000,expression\n1,0\n');
    const ended = await elbo(['impute', run, '--data', 'little.csv', '-o', 'no.npy'], folder);
    expect(ended.code).toBe(3);
    expect(ended.stderr).toMatch(/--data: the column "dnam_0*1" of the run is missing/);
  });
});

describe('masks', () => {
  test('says of every modality what each part of the others tells of it, and what training hid', async () => {
    const ended = await elbo(['masks', run, '--json'], folder);
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    const [lab] = (JSON.parse(ended.stdout) as { labs: { subsets: Cell[]; pairs: Cell[]; rowCount: number }[] }).labs;
    interface Cell {
      modality: string;
      seen: string[];
      dummy?: string;
      isTrained: boolean;
      reconstruction: number;
      simpler?: { nats: Record<string, number> };
    }
    // Fifteen masks of four modalities hide each of them in eight.
    expect(lab!.subsets).toHaveLength(32);
    expect(new Set(lab!.subsets.map(({ seen }) => seen.join())).size).toBe(15);
    expect(lab!.pairs).toHaveLength(12);
    const trained = [...lab!.subsets, ...lab!.pairs].filter(({ isTrained }) => isTrained);
    expect(trained.map(({ modality, seen }) => [modality, seen])).toEqual([['k9', ['dnam', 'k27', 'expression']]]);
    expect(Object.keys(trained[0]!.simpler!.nats)).toEqual(['copy', 'neighbours', 'logistic']);
    // What a pair hides as a dummy is shown as another sentinel, so the two masks are not one.
    const beside = lab!.subsets.filter(({ modality, seen }) => modality === 'k9' && seen.join() === 'k27,expression');
    const pair = lab!.pairs.find(({ modality, dummy }) => modality === 'k9' && dummy === 'dnam');
    expect(pair!.reconstruction).not.toBe(beside[0]!.reconstruction);
  });

  test('a model that never trained with anything hidden is looked at too', async () => {
    const plain = await elbo(['train', ...SMALL, '--runs', 'plain'], folder);
    expect(plain.code).toBe(0);
    const other = path.join('plain', readdirSync(path.join(folder, 'plain'))[0]!);
    const ended = await elbo(['masks', other, run, '--beside', 'none', '-o', 'masks.html'], folder);
    expect(ended).toMatchObject({ code: 0, stdout: 'masks.html\n' });
    const page = read('masks.html');
    expect(page).toContain('<h2');
    expect(page.match(/A star marks/g)).toHaveLength(1);
  });

  test('refuses cells that are not known', async () => {
    const ended = await elbo(['masks', run, '--beside', 'some'], folder);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('--beside: "some" is not known. Expected one of: others, every, none');
  });
});

test('a run that hides entries goes on after a kill with the same bytes', async () => {
  const masking = 'masking={kind: random-subset, trains: all}';
  const words = ['train', ...SMALL, masking, 'training.checkpoint.everySteps=5'];
  expect((await elbo([...words, '--runs', 'one'], folder)).code).toBe(0);
  const one = path.join('one', readdirSync(path.join(folder, 'one'))[0]!);
  const two = await elbo([...words, 'training.epochs=2', '--runs', 'two'], folder);
  expect(two.code).toBe(0);
  const other = path.join('two', readdirSync(path.join(folder, 'two'))[0]!);
  const on = await elbo(['train', '--continue', other, '--epochs', '2'], folder);
  expect(on, on.stderr).toMatchObject({ code: 0 });
  const last = (place: string) =>
    readdirSync(path.join(folder, place, 'checkpoints'))
      .sort()
      .at(-1)!;
  expect(last(other)).toBe(last(one));
  const metrics = (place: string) => read(path.join(place, 'metrics.jsonl'));
  // Evaluations fall on other epochs; what trained is the same.
  const running = (place: string) =>
    metrics(place)
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { running: unknown }).running);
  expect(running(other)).toEqual(running(one));
});
