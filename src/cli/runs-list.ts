/** The runs and studies of a folder as a table. */
import type { RunSummary } from '../lab/run-files.ts';
import { type Cell, formatTable } from '../report/tables.ts';
import { currentAttempt } from '../store/lease.ts';
import { listRuns, openRun, type RunListing } from '../store/run-folder.ts';
import { type RunMarks, readMarks } from '../store/run-marks.ts';
import { listStudies, type StudyFolder } from '../store/study-folder.ts';
import { listTrash } from '../store/trash.ts';
import type { Output } from './output.ts';

export interface ListOptions {
  readonly runs: string;
  readonly tag?: string;
  /** Only what is archived; by default only what is not. */
  readonly archived?: boolean;
  /** What was deleted, in place of all else. */
  readonly trash?: boolean;
}

export function list(options: ListOptions, output: Output): void {
  if (options.trash === true) {
    const trash = listTrash(options.runs);
    output.answer({ trash });
    output.say(trash.length === 0 ? `The trash of ${options.runs} is empty.` : trash.join('\n'));
    return;
  }
  const isWanted = ({ archived, tags }: RunMarks): boolean =>
    archived === (options.archived ?? false) && (options.tag === undefined || tags.includes(options.tag));
  const runs = listRuns(options.runs).map(describe).filter(isWanted);
  const studies = listStudies(options.runs).map(describeStudy).filter(isWanted);
  output.answer({ runs, studies });
  if (runs.length + studies.length === 0) {
    const kind = options.tag === undefined && options.archived !== true ? 'runs' : 'such runs';
    output.say(`There are no ${kind} in ${options.runs}.`);
    return;
  }
  const all = [...runs, ...studies];
  const hasTags = all.some(({ tags }) => tags.length > 0);
  const tagged = (tags: readonly string[]): Cell[] => (hasTags ? [tags.join(', ')] : []);
  const rows: Cell[][] = [
    ...runs.map(({ run, status, epochs, negativeElbo, problem, tags }) => [
      run,
      problem ?? status,
      epochs,
      negativeElbo,
      ...tagged(tags),
    ]),
    ...studies.map(({ study, members, finished, tags }) => [
      study,
      `study, ${finished} of ${members} finished`,
      undefined,
      undefined,
      ...tagged(tags),
    ]),
  ];
  const header = ['run', 'state', 'epochs', 'negative ELBO, validation', ...(hasTags ? ['tags'] : [])];
  output.say(formatTable({ header, rows }));
}

interface Described extends RunMarks {
  readonly run: string;
  readonly path: string;
  readonly status?: string;
  readonly epochs?: number;
  readonly negativeElbo?: number;
  readonly problem?: string;
}

function describe({ id, path: folder, status, problem }: RunListing): Described {
  const { problem: unmarked, ...marks } = marksOf(folder);
  if (status === undefined) return { run: id, path: folder, problem: problem ?? 'it cannot be read', ...marks };
  const negativeElbo = status.state === 'finished' ? (status.negativeElbo ?? boundOf(folder)) : undefined;
  // A process that was killed could not say so.
  const isLost = status.state === 'running' && currentAttempt(folder)?.state !== 'held';
  return {
    run: id,
    path: folder,
    status: isLost ? 'interrupted' : status.state,
    epochs: status.epoch,
    ...(negativeElbo === undefined ? {} : { negativeElbo }),
    ...(unmarked === undefined ? {} : { problem: unmarked }),
    ...marks,
  };
}

/** Of runs that finished before their status said it. */
const boundOf = (folder: string): number | undefined =>
  (openRun(folder).read('summary') as RunSummary | undefined)?.evaluation.splits.validation?.negativeElbo;

function describeStudy(study: StudyFolder) {
  const { members } = study.readMembers();
  const finished = members.filter(({ state }) => state === 'finished').length;
  return { study: study.id, path: study.path, members: members.length, finished, ...marksOf(study.path) };
}

/** A run whose marks are damaged is listed all the same. */
function marksOf(folder: string): RunMarks & { readonly problem?: string } {
  try {
    return readMarks(folder);
  } catch (error) {
    return { archived: false, tags: [], problem: (error as Error).message };
  }
}
