import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { acquireLease } from '../../src/store/lease.ts';
import { createRun, listRuns } from '../../src/store/run-folder.ts';
import { createStudy, listStudies } from '../../src/store/study-folder.ts';
import { emptyTrash, isInTrash, listTrash, moveToTrash, purge, restoreFromTrash } from '../../src/store/trash.ts';
import { messageOf } from '../message-of.ts';

const root = fs.mkdtempSync(join(tmpdir(), 'elbo-trash-'));
afterAll(() => fs.rmSync(root, { recursive: true }));
let runs: string;
let count = 0;
beforeEach(() => {
  runs = join(root, `runs-${count++}`);
});
const newRun = (parent = runs) => createRun(parent, { name: 'a', config: 'x', resolved: {}, environment: {} }).path;
const trash = () => join(runs, '.trash');

test('a deleted run is listed no more, and comes back as it was', () => {
  const [run, other] = [newRun(), newRun()];
  const inTrash = moveToTrash(run);
  expect([fs.existsSync(run), isInTrash(run), listTrash(runs)]).toEqual([false, true, [inTrash.split('/').at(-1)]]);
  expect(listRuns(runs).map(({ path }) => path)).toEqual([other]);
  expect(restoreFromTrash(run)).toBe(run);
  expect(fs.readFileSync(join(run, 'config.yaml'), 'utf8')).toBe('x');
  moveToTrash(`${run}/`);
  expect(restoreFromTrash(inTrash)).toBe(run);
  expect(listTrash(runs)).toEqual([]);
});

test('a purged run is gone, and so is all that an emptied trash held', () => {
  const [run, two, three] = [newRun(), newRun(), newRun()];
  moveToTrash(run);
  purge(run);
  expect([listTrash(runs), listRuns(runs)].map(({ length }) => length)).toEqual([0, 2]);
  for (const each of [two, three]) moveToTrash(each);
  expect([emptyTrash(runs), emptyTrash(runs), fs.readdirSync(trash())]).toEqual([2, 0, []]);
});

test('a study goes as a whole; one of its runs does not', async () => {
  const study = createStudy(runs, { name: 's', config: '' });
  const member = newRun(study.runs);
  expect(await messageOf(() => moveToTrash(member))).toBe(
    `${member}: the run belongs to a study, which would miss it. Archive it, or delete the study: elbo runs delete ${study.path}.`,
  );
  moveToTrash(study.path);
  expect(listStudies(runs)).toEqual([]);
  restoreFromTrash(study.path);
  expect(listStudies(runs).map(({ id }) => id)).toEqual([study.id]);
});

test('a run that is being trained stays, and the study it belongs to', async () => {
  const study = createStudy(runs, { name: 's', config: '' });
  for (const [run, given] of [
    [newRun(), undefined],
    [newRun(study.runs), study.path],
  ] as const) {
    const lease = acquireLease(run);
    expect(await messageOf(() => moveToTrash(given ?? run))).toBe(
      `${run}: the run is being trained. Stop it first, or wait until it has finished.`,
    );
    lease.release({ code: 0, reason: '' });
    moveToTrash(given ?? run);
  }
});

describe('nothing outside the folder of runs is touched:', () => {
  test('what is not a run is refused', async () => {
    fs.mkdirSync(join(runs, 'notes'), { recursive: true });
    for (const given of [join(runs, 'notes'), runs, join(runs, 'notes', '..', '..')]) {
      expect(await messageOf(() => moveToTrash(given))).toBe(`${given}: this is not the folder of a run or a study.`);
    }
    const none = join(runs, 'none');
    expect(await messageOf(() => moveToTrash(none))).toBe(
      `${none}: there is no such folder. Expected the folder of a run or a study.`,
    );
    expect(await messageOf(() => moveToTrash(trash()))).toBe(`${trash()}: this is not the folder of a run or a study.`);
    expect(await messageOf(() => restoreFromTrash(none))).toBe(
      `${none}: it is not in the trash. Expected one that lies in ${trash()}.`,
    );
  });

  test('a link to a run is refused, and what it leads to stays', async () => {
    const elsewhere = newRun(join(root, 'elsewhere'));
    fs.mkdirSync(runs);
    const link = join(runs, 'linked');
    fs.symlinkSync(elsewhere, link);
    expect(await messageOf(() => moveToTrash(link))).toBe(
      `${link}: this is a link, and what it leads to may be elsewhere. Expected the folder itself.`,
    );
    expect(fs.existsSync(join(elsewhere, 'status.json'))).toBe(true);
  });

  test('a link inside a purged run is removed, and what it leads to stays', () => {
    const elsewhere = join(root, 'precious');
    fs.mkdirSync(elsewhere);
    fs.writeFileSync(join(elsewhere, 'data.csv'), 'mine');
    const run = newRun();
    fs.symlinkSync(elsewhere, join(run, 'data'));
    moveToTrash(run);
    purge(run);
    expect(fs.readFileSync(join(elsewhere, 'data.csv'), 'utf8')).toBe('mine');
  });

  test('a trash that is a link is refused', async () => {
    const run = newRun();
    fs.mkdirSync(join(root, 'far'), { recursive: true });
    fs.symlinkSync(join(root, 'far'), trash());
    const refused = `${trash()}: this is not a folder of its own. Remove it.`;
    for (const act of [() => moveToTrash(run), () => listTrash(runs), () => emptyTrash(runs), () => purge(run)])
      expect(await messageOf(act)).toBe(refused);
    expect(fs.readdirSync(join(root, 'far'))).toEqual([]);
  });
});

test('two folders of one name never meet', async () => {
  const run = newRun();
  moveToTrash(run);
  fs.cpSync(join(trash(), run.split('/').at(-1)!), run, { recursive: true });
  expect(await messageOf(() => restoreFromTrash(run))).toBe(`${run}: a folder of that name is there already.`);
  expect(await messageOf(() => moveToTrash(run))).toBe(
    `${run}: the trash holds a folder of that name already. Restore it under another name, or remove it: elbo runs delete --purge --yes ${join(trash(), run.split('/').at(-1)!)}.`,
  );
});
