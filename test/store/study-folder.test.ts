import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createRun } from '../../src/store/run-folder.ts';
import { createStudy, listStudies, openStudy } from '../../src/store/study-folder.ts';

const root = fs.mkdtempSync(join(tmpdir(), 'elbo-study-'));
afterAll(() => fs.rmSync(root, { recursive: true }));

const seeds = [42, 43, 44, 45].map((seed) => ({ name: `seed-${seed}`, overrides: { seed } }));

test('a study keeps its config, and its members in the order in which they were planned', () => {
  const study = createStudy(root, { name: 'Seeds of K27', config: 'seeds: 4\n' });
  expect(study.id).toMatch(/^\d{8}-\d{6}-seeds-of-k27-[a-z0-9]{4}$/);
  study.plan(seeds);
  const opened = openStudy(study.path);
  expect(opened.readConfig()).toBe('seeds: 4\n');
  expect(opened.readMembers()).toEqual({ members: seeds.map((seed) => ({ ...seed, state: 'planned' })), warnings: [] });
  expect(opened.readSummary()).toBeUndefined();
  opened.writeSummary({ mean: 1 });
  expect(study.readSummary()).toEqual({ mean: 1 });
  expect(listStudies(root).map(({ path }) => path)).toContain(study.path);
});

test('the newest event of a member is its state, whichever process recorded it', () => {
  const study = createStudy(root, { name: 'a', config: '' });
  study.plan(seeds);
  const other = openStudy(study.path);
  study.record({ event: 'started', member: 'seed-42', run: 'r1' });
  other.record({ event: 'started', member: 'seed-43', run: 'r2' });
  study.record({ event: 'finished', member: 'seed-42', run: 'r1' });
  other.record({ event: 'failed', member: 'seed-43', run: 'r2', reason: 'The loss was not finite.' });
  other.record({ event: 'failed', member: 'seed-44', run: 'r3', reason: 'Killed.' });
  other.record({ event: 'started', member: 'seed-44', run: 'r4' });
  expect(study.readMembers().members).toEqual([
    { ...seeds[0], state: 'finished', run: 'r1' },
    { ...seeds[1], state: 'failed', run: 'r2', reason: 'The loss was not finite.' },
    { ...seeds[2], state: 'started', run: 'r4' },
    { ...seeds[3], state: 'planned' },
  ]);
});

test('planning again adds what is new and leaves the others as they are', () => {
  const study = createStudy(root, { name: 'a', config: '' });
  study.plan(seeds.slice(0, 2));
  study.record({ event: 'started', member: 'seed-42', run: 'r1' });
  study.plan(seeds);
  expect(study.readMembers().members.map(({ name, state }) => [name, state])).toEqual([
    ['seed-42', 'started'],
    ['seed-43', 'planned'],
    ['seed-44', 'planned'],
    ['seed-45', 'planned'],
  ]);
});

test('a member is never planned otherwise', () => {
  const study = createStudy(root, { name: 'a', config: '' });
  const message =
    `${study.path}: member "seed-42" is planned with {"seed":7}, and before with {"seed":42}. ` +
    'Make another study: a member is never overwritten.';
  const otherwise = { name: 'seed-42', overrides: { seed: 7 } };
  expect(() => study.plan([seeds[0]!, otherwise])).toThrow(message);
  expect(() => study.plan([otherwise])).toThrow(message);
  expect(study.readMembers().members).toEqual([{ ...seeds[0], state: 'planned' }]);
});

test('a torn journal line is passed over with a warning', () => {
  const study = createStudy(root, { name: 'a', config: '' });
  study.plan(seeds.slice(0, 1));
  fs.appendFileSync(join(study.path, 'journal.jsonl'), '{"event":"finished","mem');
  expect(study.readMembers()).toEqual({ members: [{ ...seeds[0], state: 'planned' }], warnings: [] });
  study.record({ event: 'started', member: 'seed-42', run: 'r1' });
  expect(study.readMembers()).toEqual({
    members: [{ ...seeds[0], state: 'started', run: 'r1' }],
    warnings: [
      `${join(study.path, 'journal.jsonl')} line 2: not JSON, left out. The program may have been cut off while writing it.`,
    ],
  });
});

test('the runs of a study are runs', () => {
  const study = createStudy(root, { name: 'a', config: '' });
  const run = createRun(study.runs, { name: 'seed-42', config: '', resolved: {}, environment: {} });
  expect(fs.readdirSync(study.runs)).toEqual([run.id]);
});

test('a folder that is not a study is refused', () => {
  expect(() => openStudy(root)).toThrow(`${root}: the folder has no study.yaml, so it is not a study.`);
});
