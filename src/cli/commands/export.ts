/** `elbo export`: a trained run as files that other programs read. */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { EXPORT_FORMATS, type ExportFormat, exportRun } from '../../lab/export-run.ts';
import { explainingFailure, writeDurably } from '../../store/files.ts';
import { openRun } from '../../store/run-folder.ts';
import { loadContext } from '../config-source.ts';
import type { Output } from '../output.ts';

interface ExportOptions {
  readonly format: string;
  readonly output: string;
  /** False with `--no-data`. */
  readonly data: boolean;
}

const FORMATS = Object.keys(EXPORT_FORMATS) as ExportFormat[];
const summaries = FORMATS.map((name) => `${name}: ${EXPORT_FORMATS[name].summary}`).join('; ');
const files = FORMATS.filter((name) => EXPORT_FORMATS[name].isFile).join(' and ');

export function configure(command: Command, output: Output): void {
  command
    .argument('<run>', 'the folder of a finished run')
    .requiredOption('--format <format>', summaries)
    .requiredOption('-o, --output <path>', `a file for ${files}, a folder for the others`)
    .option('--no-data', 'do not read the data of the run: names of rows, labels and predictions are left out')
    .option('--json', 'print one JSON document on stdout')
    .action(async (folder: string, { format, output: target, data }: ExportOptions) => {
      const run = openRun(path.normalize(folder));
      const known = FORMATS.find((name) => name === format);
      if (known === undefined)
        throw new ConfigError('--format', `"${format}" is not known`, { expected: FORMATS, given: format });
      if (EXPORT_FORMATS[known].isFile) requireNew(target);
      const exported = await exportRun(run, known, data ? loadContext(process.cwd()) : undefined);
      for (const notice of exported.notices) output.warn(notice);
      const written = Object.entries(exported.files).map(([name, pieces]) => ({
        file: path.join(target, name),
        pieces,
      }));
      for (const { file } of written) requireNew(file);
      for (const { file, pieces } of written) {
        explainingFailure(file, () => mkdirSync(path.dirname(file), { recursive: true }));
        writeDurably(file, pieces, undefined, () => requireNew(file));
      }
      output.answer({ files: written.map(({ file }) => file) });
      output.say(written.map(({ file }) => file).join('\n'));
    });
}

function requireNew(file: string): void {
  if (existsSync(file)) throw new ConfigError(file, 'the file is there already', { advice: 'Choose another name' });
}
