/** `elbo classify`: what a head tells of rows, and how far to trust it. */
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { formatNumber } from '../../base/format-number.ts';
import { domainMeasures } from '../../diagnose/domain/index.ts';
import { percent } from '../../diagnose/wording.ts';
import { cardOfRow } from '../../lab/card-of-row.ts';
import { type ClassifiedRows, classifyRows, rowNamed } from '../../lab/classify-rows.ts';
import { labelTable } from '../../lab/label-table.ts';
import { saveTable } from '../../lab/save-table.ts';
import { requireAbsent, requireTarget } from '../../lab/write-table.ts';
import { writeRowCard } from '../../report/row-card.ts';
import { formatTable } from '../../report/tables.ts';
import { openRun } from '../../store/run-folder.ts';
import { FORCE_HELP, TARGET_HELP } from '../answer-table.ts';
import { loadContext } from '../config-source.ts';
import { exitCodeOf, type FailOn, failOnOption } from '../fail-on.ts';
import type { Output } from '../output.ts';
import { type RowOptions, requireRows } from '../row-options.ts';
import { findingsText } from '../train-run.ts';

interface ClassifyOptions extends RowOptions {
  readonly output?: string;
  readonly sigmas: string;
  readonly card?: string;
  readonly row?: string;
  readonly force?: boolean;
  readonly failOn?: FailOn;
}

/** Rows shown on a screen; a file has them all. */
const SHOWN = 10;

export function configure(command: Command, output: Output): void {
  command
    .argument('<run>', 'the folder of a run with a head')
    .option('--data <source>', "a data file; its columns are matched by name, and the run's own data are not needed")
    .option('--split <name>', "a split of the run's own data: train, validation or test")
    .option('-o, --output <file>', TARGET_HELP)
    .option('--sigmas <count>', 'standard deviations of the train latents that count as inside', '2')
    .option('--card <file>', 'a page about one row, .html')
    .option('--row <name>', 'the row of the card, by its id or number; not needed where there is one row')
    .option('--force', FORCE_HELP)
    .addOption(failOnOption())
    .option('--json', 'print one JSON document on stdout')
    .action(async (folder: string, options: ClassifyOptions) => {
      const choice = await requireRows(options, 'elbo classify');
      const sigmas = requireSigmas(options.sigmas);
      const { output: target, card, row, force = false } = options;
      if (target !== undefined) requireTarget(target, force);
      if (card !== undefined) requireCard(card, force);
      else if (row !== undefined) throw new ConfigError('--row', 'it goes with --card');
      const run = openRun(path.normalize(folder));
      const told = await classifyRows(run, choice, { context: loadContext(process.cwd()), sigmas });
      for (const notice of told.notices) output.warn(notice);
      if (target !== undefined) await saveTable(target, labelTable(told), force);
      if (card !== undefined) await writeRowCard(card, cardOfRow(run, told, chosenRow(told, row), sigmas));
      output.answer({ run: run.id, path: run.path, sigmas, ...answerOf(told) });
      output.say(textOf(told, output));
      for (const file of [target, card]) if (file !== undefined) output.say(`Written: ${file}`);
      process.exitCode = exitCodeOf(told.findings, options.failOn, output);
    });
}

function requireSigmas(given: string): number {
  const sigmas = Number(given);
  // Beyond 8 the share outside is below what a double tells from 0.
  if (given.trim() !== '' && sigmas > 0 && sigmas <= 8) return sigmas;
  throw new ConfigError('--sigmas', `"${given}" does not fit`, { expected: 'a number above 0, at most 8' });
}

function requireCard(file: string, force: boolean): void {
  if (path.extname(file).toLowerCase() !== '.html')
    throw new ConfigError('--card', `"${file}" has another ending`, { expected: '.html' });
  requireAbsent(file, force);
}

function chosenRow(told: ClassifiedRows, name: string | undefined): number {
  if (name !== undefined) return rowNamed(told, name);
  if (told.means.rowCount === 1) return 0;
  throw new ConfigError('--card', `it is of one row, and there are ${told.means.rowCount}`, {
    advice: 'Name one with --row',
  });
}

function answerOf({ label, rowNames, answers, told, means, domain, scores, known, ...rest }: ClassifiedRows) {
  const { classes } = label;
  const width = told.length / means.rowCount;
  const { metrics, regression, unseen, findings, notFitted } = rest;
  return {
    label: { name: label.name, task: label.task, ...(answers === undefined ? {} : { classes }) },
    rows: rowNames.names.map((name, row) => {
      const own = told.subarray(row * width, (row + 1) * width);
      return {
        row: name,
        ...(answers === undefined
          ? { value: own[0] }
          : {
              class: classes[answers[row]!],
              probabilities: Object.fromEntries(classes.map((each, c) => [each, own[c]])),
            }),
        ...(known === undefined ? {} : { known: known[row] ?? null }),
        latentMean: Array.from(means.data.subarray(row * means.unitCount, (row + 1) * means.unitCount)),
        ...(domain === undefined ? {} : { domain: domain[row] }),
        measures: Object.fromEntries(
          Object.entries(scores).map(([measure, { distance, confidence }]) => [
            measure,
            { distance: distance[row], confidence: confidence[row] },
          ]),
        ),
      };
    }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(regression === undefined ? {} : { regression }),
    ...(unseen === undefined ? {} : { unseen }),
    findings,
    notComputed: notFitted,
  };
}

const short = (value: number, digits = 3): string => formatNumber(Number(value.toPrecision(digits)));

function textOf(told: ClassifiedRows, output: Output): string {
  const { findings, notFitted, unseen } = told;
  return [
    rowsText(told),
    ...domainText(told),
    ...metricsText(told),
    ...(unseen === undefined ? [] : [unseenText(unseen)]),
    ...Object.entries(notFitted).map(([name, reason]) => `${name} is not computed: ${reason}.`),
    ...(findings.length === 0 ? [] : [findingsText(findings, output)]),
  ].join('\n\n');
}

function rowsText({ label, rowNames, answers, told, means, domain, known }: ClassifiedRows): string {
  const { rowCount } = means;
  const width = told.length / rowCount;
  const shown = Math.min(rowCount, SHOWN);
  const rows = Array.from({ length: shown }, (_, row) => [
    String(rowNames.names[row]),
    answers === undefined ? short(told[row]!, 4) : label.classes[answers[row]!],
    answers === undefined ? undefined : short(told[row * width + answers[row]!]!),
    known === undefined ? undefined : (known[row] ?? 'none'),
    ...(domain === undefined
      ? []
      : [
          short(domain[row]!.sigmas),
          domain[row]!.insideLiteral ? 'inside' : 'outside',
          domain[row]!.insideMatched ? 'inside' : 'outside',
          short(domain[row]!.confidence),
        ]),
  ]);
  const header = [rowNames.header, label.name, 'probability', 'known'];
  const place = ['sigmas', 'literal', 'matched', 'confidence'];
  const table = formatTable({ header: domain === undefined ? header : [...header, ...place], rows });
  const why = shown <= 3 && domain !== undefined ? `\n\n${domain.flatMap(({ why: all }) => all).join('\n')}` : '';
  return `${table}${shown < rowCount ? `\n... ${rowCount} rows` : ''}${why}`;
}

/** Of many rows together: are they where the model was trained? */
function domainText({ domain }: ClassifiedRows): string[] {
  if (domain === undefined || domain.length < 2) return [];
  const inside = (key: 'insideMatched' | 'insideLiteral'): string => {
    const count = domain.filter((row) => row[key]).length;
    return `${formatNumber(count)} (${percent(count / domain.length)})`;
  };
  return [
    `Of ${formatNumber(domain.length)} rows ${inside('insideMatched')} lie inside the matched radius and ${inside('insideLiteral')} inside the literal one.`,
  ];
}

const labelled = (count: number): string => `Of ${count} ${count === 1 ? 'row' : 'rows'} with a label`;

function metricsText({ metrics, regression }: ClassifiedRows): string[] {
  if (regression !== undefined)
    return [
      `${labelled(regression.rowCount)}: mean absolute error ${short(regression.meanAbsoluteError)}${regression.r2 === undefined ? '' : `, R2 ${short(regression.r2)}`}.`,
    ];
  if (metrics === undefined) return [];
  const { rowCount, accuracy, f1, auroc, logLoss } = metrics;
  const more = [
    ...(f1 === undefined ? [] : [`F1 ${short(f1)}`]),
    ...(auroc === undefined ? [] : [`AUROC ${short(auroc)}`]),
    `${short(logLoss)} nats`,
  ];
  return [`${labelled(rowCount)}: accuracy ${short(accuracy, 4)}, ${more.join(', ')}.`];
}

function unseenText({ classes, rowCount, otherCount, auroc }: NonNullable<ClassifiedRows['unseen']>): string {
  const titles = domainMeasures as Readonly<Record<string, { readonly title: string }>>;
  return `How surely ${rowCount} rows of classes that never trained (${classes.join(', ')}) lie further out than ${otherCount} others:\n\n${formatTable(
    {
      header: ['measure', 'what it is', 'AUROC'],
      rows: Object.entries(auroc)
        .sort(([, a], [, b]) => b - a)
        .map(([name, area]) => [name, titles[name]?.title ?? 'how badly a row is reconstructed', short(area)]),
    },
  )}`;
}
