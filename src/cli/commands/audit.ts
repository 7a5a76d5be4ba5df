/** `elbo audit`: a table of published results, read critically. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { auditTable } from '../../lab/audit-table.ts';
import { auditReport } from '../../report/audit-report.ts';
import { reportAsHtml } from '../../report/html.ts';
import { reportAsMarkdown } from '../../report/markdown.ts';
import { writeDurably } from '../../store/files.ts';
import { FORCE_HELP } from '../answer-table.ts';
import type { Output } from '../output.ts';

const ENDINGS = ['.md', '.html'];

interface Options {
  readonly output?: string;
  readonly force?: boolean;
}

export function configure(command: Command, output: Output): void {
  command
    .argument('<table>', 'a .csv: a row per published model, a column per number; see docs/audit.md')
    .option('-o, --output <file>', 'write the report there, as .md or .html; by default it is printed as Markdown')
    .option('--force', FORCE_HELP)
    .option('--json', 'print one JSON document on stdout')
    .action(async (file: string, { output: target, force = false }: Options) => {
      if (target !== undefined) requireTarget(target, force);
      const audit = await auditTable(file);
      const report = auditReport(path.basename(file), audit);
      output.answer({ table: file, ...audit });
      if (target === undefined) {
        output.say(reportAsMarkdown(report, new Map()).trimEnd());
        return;
      }
      const isPage = path.extname(target).toLowerCase() === '.html';
      const text = isPage ? await reportAsHtml(report, new Map()) : reportAsMarkdown(report, new Map());
      writeDurably(target, [Buffer.from(text)], undefined, () => requireTarget(target, force));
      output.say(target);
    });
}

function requireTarget(file: string, force: boolean): void {
  if (!ENDINGS.includes(path.extname(file).toLowerCase()))
    throw new ConfigError(file, 'the ending says no format that is known', { expected: ENDINGS });
  if (!force && existsSync(file)) {
    throw new ConfigError(file, 'the file is there already', {
      advice: 'Choose another name, or replace it with --force',
    });
  }
}
