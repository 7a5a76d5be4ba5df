/**
 * A study is a folder of runs of one idea: seeds, folds, mask pairs. Its journal says what is planned and what became of
 * it; any process may open the study and go on. Members are known by name and keep it: nothing is numbered anew.
 */
import fs from 'node:fs';
import { basename, join } from 'node:path';
import { ConfigError } from '../base/errors.ts';
import { explainingFailure, listFolders, readJson, replaceJson } from './files.ts';
import { makeNamedFolder } from './folder-name.ts';
import { appendToJournal } from './journal.ts';
import { readJsonl } from './jsonl.ts';

/** One line of `journal.jsonl`. */
export type StudyEvent =
  | { readonly event: 'planned'; readonly member: string; readonly overrides: Overrides }
  | { readonly event: 'started' | 'finished'; readonly member: string; readonly run: string }
  | { readonly event: 'failed'; readonly member: string; readonly run: string; readonly reason: string };

/** What sets a member apart from the study's config: path to value, such as `{seed: 43}`. */
export type Overrides = Readonly<Record<string, unknown>>;

export interface PlannedMember {
  /** Unique in the study, such as `seed-43`. */
  readonly name: string;
  readonly overrides: Overrides;
}

export interface StudyMember extends PlannedMember {
  /** `started` stays when the process was killed: the run's newest attempt then says that it is lost. */
  readonly state: StudyEvent['event'];
  /** Id of its newest run, once there is one: a folder in the study's `runs/`. */
  readonly run?: string;
  /** Why the run failed. */
  readonly reason?: string;
}

export class StudyFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** The folder's name. */
  get id(): string {
    return basename(this.path);
  }

  /** The folder its runs are created in. */
  get runs(): string {
    return join(this.path, 'runs');
  }

  /** The text of `study.yaml` as it was given. */
  readConfig(): string {
    return fs.readFileSync(join(this.path, 'study.yaml'), 'utf8');
  }

  /**
   * Plans the members that the study does not have yet; those it has keep their state.
   *
   * @throws ConfigError when a member of that name has other overrides
   */
  plan(members: readonly PlannedMember[]): void {
    const known = new Map(this.readMembers().members.map((member) => [member.name, member]));
    for (const { name, overrides } of members) {
      const before = known.get(name);
      if (before === undefined) this.record({ event: 'planned', member: name, overrides });
      else if (JSON.stringify(before.overrides) !== JSON.stringify(overrides)) {
        const given = `${JSON.stringify(overrides)}, and before with ${JSON.stringify(before.overrides)}`;
        throw new ConfigError(this.path, `member "${name}" is planned with ${given}`, {
          advice: 'Make another study: a member is never overwritten',
        });
      }
      known.set(name, { name, overrides, state: 'planned' });
    }
  }

  record(event: StudyEvent): void {
    appendToJournal(this.#journal, event);
  }

  /** All members in the order in which they were planned, and a warning for each journal line that cannot be read. */
  readMembers(): { members: StudyMember[]; warnings: string[] } {
    const { records, warnings } = readJsonl<StudyEvent>(this.#journal);
    const members = new Map<string, StudyMember>();
    for (const event of records) {
      const before = members.get(event.member);
      if (event.event !== 'planned') {
        const { event: state, member: name, ...rest } = event;
        members.set(name, { name, overrides: before?.overrides ?? {}, state, ...rest });
      } else if (before === undefined) {
        // Of two processes that planned the same member at once, the first line stands.
        members.set(event.member, { name: event.member, overrides: event.overrides, state: 'planned' });
      }
    }
    return { members: [...members.values()], warnings };
  }

  /** @returns undefined when there is none yet */
  readSummary(): unknown {
    const path = join(this.path, 'summary.json');
    return fs.existsSync(path) ? readJson(path) : undefined;
  }

  writeSummary(summary: unknown): void {
    replaceJson(join(this.path, 'summary.json'), summary);
  }

  get #journal(): string {
    return join(this.path, 'journal.jsonl');
  }
}

/**
 * Makes a new study `<yyyymmdd-hhmmss-name-xxxx>` (time in UTC).
 *
 * @param parent - made when absent
 * @param config - the text of `study.yaml`
 * @throws ElboError when the folder may not be written
 */
export function createStudy(parent: string, { name, config }: { name: string; config: string }): StudyFolder {
  const study = new StudyFolder(makeNamedFolder(parent, name));
  explainingFailure(study.path, () => {
    fs.mkdirSync(study.runs);
    fs.writeFileSync(join(study.path, 'study.yaml'), config);
  });
  return study;
}

/** @throws ConfigError when the folder is not a study */
export function openStudy(path: string): StudyFolder {
  if (!fs.existsSync(join(path, 'study.yaml'))) {
    throw new ConfigError(path, 'the folder has no study.yaml, so it is not a study');
  }
  return new StudyFolder(path);
}

/** All studies in a folder, by name. */
export const listStudies = (parent: string): StudyFolder[] =>
  listFolders(parent)
    .filter((name) => fs.existsSync(join(parent, name, 'study.yaml')))
    .map((name) => new StudyFolder(join(parent, name)));
