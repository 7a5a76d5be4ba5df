/**
 * Deleting with a way back: a deleted run or study lies in a folder `.trash` beside the others until it is purged.
 * Nothing outside the folder of runs is ever touched: what is deleted is a real folder, never a link to one.
 */
import fs from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigError, DataError, ResumeError } from '../base/errors.ts';
import { explainingFailure, listFolders, syncFolder } from './files.ts';
import { currentAttempt } from './lease.ts';

const TRASH = '.trash';

/** Where a run or study lies, whatever way its path was given. */
interface Place {
  readonly path: string;
  /** The folder of runs. */
  readonly parent: string;
  readonly id: string;
  /** Where it lies, or would lie, once deleted. */
  readonly inTrash: string;
}

function placeOf(given: string): Place {
  const path = resolve(given);
  const id = basename(path);
  const parent = dirname(path);
  // What is in the trash may be named by its place there.
  if (basename(parent) === TRASH) return placeOf(join(dirname(parent), id));
  if (id === '' || id === TRASH) throw new ConfigError(given, 'this is not the folder of a run or a study');
  return { path, parent, id, inTrash: join(parent, TRASH, id) };
}

/**
 * Moves a run or a study into the trash.
 *
 * @returns where it lies now
 * @throws ConfigError when it is neither, a link, or a member of a study. @throws ResumeError when it is being trained
 */
export function moveToTrash(given: string): string {
  const { path, parent, inTrash } = placeOf(given);
  requireRunOrStudy(path, given);
  if (fs.existsSync(join(dirname(parent), 'study.yaml'))) {
    throw new ConfigError(given, 'the run belongs to a study, which would miss it', {
      advice: `Archive it, or delete the study: elbo runs delete ${dirname(parent)}`,
    });
  }
  for (const run of [path, ...listFolders(join(path, 'runs')).map((id) => join(path, 'runs', id))]) {
    if (currentAttempt(run)?.state !== 'held') continue;
    throw new ResumeError(run, 'the run is being trained', { advice: 'Stop it first, or wait until it has finished' });
  }
  if (fs.existsSync(inTrash)) {
    throw new ConfigError(given, 'the trash holds a folder of that name already', {
      advice: `Restore it under another name, or remove it: elbo runs delete --purge --yes ${inTrash}`,
    });
  }
  return explainingFailure(inTrash, () => {
    const trash = requireOwnTrash(parent);
    fs.mkdirSync(trash, { recursive: true });
    move(path, inTrash);
    return inTrash;
  });
}

/** Takes a run or a study back from the trash. @returns its path. @throws ConfigError when it is not there */
export function restoreFromTrash(given: string): string {
  const { path, parent, inTrash } = placeOf(given);
  requireOwnTrash(parent);
  if (!fs.existsSync(inTrash)) {
    throw new ConfigError(given, 'it is not in the trash', { expected: `one that lies in ${join(parent, TRASH)}` });
  }
  requireRunOrStudy(inTrash, given);
  if (fs.existsSync(path)) throw new ConfigError(given, 'a folder of that name is there already');
  return explainingFailure(path, () => {
    move(inTrash, path);
    return path;
  });
}

export const isInTrash = (given: string): boolean => {
  const { path, inTrash } = placeOf(given);
  return !fs.existsSync(path) && fs.existsSync(inTrash);
};

/** Removes what lies in the trash under a name, for good. */
export function purge(given: string): void {
  const { parent, inTrash } = placeOf(given);
  requireOwnTrash(parent);
  requireRunOrStudy(inTrash, given);
  explainingFailure(inTrash, () => fs.rmSync(inTrash, { recursive: true }));
}

/** Ids of the runs and studies in the trash of a folder of runs. */
export const listTrash = (runs: string): string[] => listFolders(requireOwnTrash(resolve(runs)));

/** Removes all that lies in the trash. @returns how many there were */
export function emptyTrash(runs: string): number {
  const ids = listTrash(runs);
  for (const id of ids) purge(join(runs, id));
  return ids.length;
}

function move(from: string, to: string): void {
  fs.renameSync(from, to);
  syncFolder(dirname(to));
  syncFolder(dirname(from));
}

/** @throws DataError when the trash is a link, behind which files of others may lie */
function requireOwnTrash(parent: string): string {
  const trash = join(parent, TRASH);
  const status = fs.lstatSync(trash, { throwIfNoEntry: false });
  if (status === undefined || status.isDirectory()) return trash;
  throw new DataError(trash, 'this is not a folder of its own', { advice: 'Remove it' });
}

function requireRunOrStudy(path: string, given: string): void {
  const status = fs.lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) {
    throw new ConfigError(given, 'there is no such folder', { expected: 'the folder of a run or a study' });
  }
  if (status.isSymbolicLink()) {
    throw new ConfigError(given, 'this is a link, and what it leads to may be elsewhere', {
      expected: 'the folder itself',
    });
  }
  const isKnown = ['status.json', 'study.yaml'].some((name) => fs.existsSync(join(path, name)));
  if (!isKnown) throw new ConfigError(given, 'this is not the folder of a run or a study');
}
