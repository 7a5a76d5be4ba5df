/** What people do with runs and studies beside training them: archive, delete, restore, tag, note. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../base/errors.ts';
import { plainLines } from '../report/plain-text.ts';
import { openRun } from '../store/run-folder.ts';
import { changeMarks, requireTag } from '../store/run-marks.ts';
import { openStudy } from '../store/study-folder.ts';
import { emptyTrash, isInTrash, listTrash, moveToTrash, purge, restoreFromTrash } from '../store/trash.ts';
import type { Output } from './output.ts';

const FOLDERS = 'folders of runs or studies';
const JSON_HELP = 'print one JSON document on stdout';
const YES_HELP = 'go on without asking: what is removed is gone';

export function configureManagement(command: Command, output: Output): void {
  command
    .command('archive')
    .description('leave runs out of lists; restore takes them back')
    .argument('<run...>', FOLDERS)
    .option('--json', JSON_HELP)
    .action((folders: string[]) => {
      for (const folder of folders.map(requireEntry)) changeMarks(folder, () => ({ archived: true }));
      answer(output, 'archived', folders);
    });
  command
    .command('delete')
    .description('move runs into the trash; restore takes them back')
    .argument('<run...>', FOLDERS)
    .option('--purge', 'remove them for good, from the trash too')
    .option('--yes', YES_HELP)
    .option('--json', JSON_HELP)
    .action((folders: string[], options: { purge?: boolean; yes?: boolean }) => {
      if (options.purge === true) requireYes(options.yes, 'elbo runs delete --purge', folders.length);
      for (const folder of folders) {
        if (options.purge === true && isInTrash(folder)) purge(folder);
        else {
          const inTrash = moveToTrash(folder);
          if (options.purge === true) purge(inTrash);
        }
      }
      answer(output, options.purge === true ? 'purged' : 'deleted', folders);
      if (options.purge !== true) output.say(`To take it back: elbo runs restore ${folders.join(' ')}`);
    });
  command
    .command('restore')
    .description('take runs back from the trash, or from the archive')
    .argument('<run...>', FOLDERS)
    .option('--json', JSON_HELP)
    .action((folders: string[]) => {
      for (const folder of folders) {
        const back = existsSync(folder) && !isInTrash(folder) ? requireEntry(folder) : restoreFromTrash(folder);
        changeMarks(back, () => ({ archived: false }));
      }
      answer(output, 'restored', folders);
    });
  command
    .command('empty-trash')
    .description('remove for good what was deleted')
    .option('--runs <folder>', 'the folder of runs', 'runs')
    .option('--yes', YES_HELP)
    .option('--json', JSON_HELP)
    .action((options: { runs: string; yes?: boolean }) => {
      const held = listTrash(options.runs);
      if (held.length > 0) requireYes(options.yes, 'elbo runs empty-trash', held.length);
      const removed = emptyTrash(options.runs);
      output.answer({ removed });
      output.say(`${removed} removed from the trash of ${options.runs}`);
    });
  command
    .command('tag')
    .description('give a run tags, or take them away')
    .argument('<run>', 'the folder of a run or a study')
    .argument('<tag...>', 'words such as paper, baseline')
    .option('--remove', 'take the tags away')
    .option('--json', JSON_HELP)
    .action((folder: string, tags: string[], { remove }: { remove?: boolean }) => {
      const given = tags.map(requireTag);
      const { tags: all } = changeMarks(requireEntry(folder), (before) => ({
        tags: remove === true ? before.tags.filter((tag) => !given.includes(tag)) : [...before.tags, ...given],
      }));
      output.answer({ path: path.normalize(folder), tags: all });
      output.say(all.length === 0 ? 'It has no tags.' : all.join(', '));
    });
  command
    .command('note')
    .description('write a paragraph into the notes of a run, which its report shows; without a text, print them')
    .argument('<run>', 'the folder of a run')
    .argument('[text...]', 'what to add')
    .option('--json', JSON_HELP)
    .action((folder: string, words: string[]) => {
      const run = openRun(path.normalize(folder));
      const before = run.readNotes();
      const text = words.join(' ').trim();
      const notes = text === '' ? before : `${before === '' ? '' : `${before.trimEnd()}\n\n`}${text}\n`;
      if (notes !== before) run.writeNotes(notes);
      output.answer({ run: run.id, path: run.path, notes });
      output.say(notes === '' ? 'It has no notes.' : plainLines(notes.trimEnd()));
    });
}

function answer(output: Output, done: string, folders: readonly string[]): void {
  output.answer({ [done]: folders.map((folder) => path.normalize(folder)) });
  output.say(folders.map((folder) => `${done}: ${path.normalize(folder)}`).join('\n'));
}

/** @returns its path. @throws ConfigError when it is neither a run nor a study */
function requireEntry(given: string): string {
  const folder = path.normalize(given);
  return existsSync(path.join(folder, 'study.yaml')) ? openStudy(folder).path : openRun(folder).path;
}

function requireYes(yes: boolean | undefined, command: string, count: number): void {
  if (yes === true) return;
  throw new ConfigError(command, `this removes ${count === 1 ? 'it' : `${count} folders`} for good`, {
    advice: 'Give --yes to go on',
  });
}
