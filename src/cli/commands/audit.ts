/** `elbo audit`: a table of published results, read critically. */
import path from 'node:path';
import type { Command } from 'commander';
import { auditTable } from '../../lab/audit-table.ts';
import { requireTarget } from '../../lab/write-table.ts';
import { auditReport } from '../../report/audit-report.ts';
import { answerReport, REPORT_ENDINGS } from '../answer-report.ts';
import { FORCE_HELP } from '../answer-table.ts';
import type { Output } from '../output.ts';

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
      if (target !== undefined) requireTarget(target, force, REPORT_ENDINGS);
      const audit = await auditTable(file);
      const report = auditReport(path.basename(file), audit);
      output.answer({ table: file, ...audit });
      await answerReport(report, { ...(target === undefined ? {} : { output: target }), force }, output);
    });
}
