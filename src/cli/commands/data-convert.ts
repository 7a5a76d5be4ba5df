/** `elbo data convert`: data of one kind of file as another. */
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { parseOptions } from '../../base/options.ts';
import type { RowTable } from '../../data/convert/row-table.ts';
import { dataOptions } from '../../data/data-options.ts';
import { parseConfigText } from '../../lab/config-text.ts';
import { convertAround, convertBlocks, convertData } from '../../lab/convert-data.ts';
import { resolveConfig } from '../../lab/experiment-config.ts';
import { isArrayFormat, rowFormat, writeRows } from '../../lab/write-rows.ts';
import { requireAbsent } from '../../lab/write-table.ts';
import { loadContext, recipeNames } from '../config-source.ts';
import type { Output } from '../output.ts';
import { readConfig } from '../read-config.ts';

interface ConvertOptions {
  readonly output: string;
  readonly force?: boolean;
  readonly blocks?: string;
  readonly around?: string;
  readonly bins?: string;
  readonly binSize?: string;
  readonly marks?: string;
  readonly beside?: string;
  readonly column?: string;
  readonly threshold?: string;
  readonly id?: string;
}

export function configureConvert(command: Command, output: Output): void {
  command
    .command('convert')
    .description('write data as another kind of file')
    .argument(
      '<sources...>',
      'a data file, a source as configs write it, a config or a recipe; with --around the files of all chromosomes or marks',
    )
    .requiredOption(
      '-o, --output <file>',
      '.npy and .npz keep axes; .csv and .parquet keep names, labels and ids as columns',
    )
    .option('--blocks <names>', 'the source is an array [rows, positions, blocks]: a name for each block, a,b,c')
    .option(
      '--around <file>',
      'the sources are ChromHMM binary text or BED: bin them around positions (chrom, tss, strand)',
    )
    .option('--marks <names>', 'with --around: which marks, in this order')
    .option('--bins <count>', 'with --around: bins around each position; by default 100')
    .option('--bin-size <bp>', 'with --around: base pairs of a bin; by default 200')
    .option('--beside <file>', 'with --blocks or --around: a table that has a row for each row')
    .option('--column <name>', 'a column of numbers of that table, put behind the others')
    .option('--threshold <number>', 'write 1 where the column is above it, else 0')
    .option('--id <name>', 'a column of that table that names rows')
    .option('--force', 'replace the file if it is there already')
    .option('--json', 'print one JSON document on stdout')
    .action(async (sources: readonly string[], options: ConvertOptions) => {
      const { output: file, force = false } = options;
      const isArray = isArrayFormat(rowFormat(file));
      requireAbsent(file, force);
      const table = await readSources(sources, options, isArray);
      const notices = [...table.notices, ...(await writeRows(file, table, force))];
      for (const notice of notices) output.warn(notice);
      const { rowCount: rows, columns, rowShape } = table;
      output.answer({
        file,
        rows,
        columns: columns.length,
        rowShape,
        beside: table.texts.map(({ name }) => name),
        notices,
      });
      output.say(`${file}: ${rows} rows, ${columns.length} columns`);
    });
}

async function readSources(sources: readonly string[], options: ConvertOptions, isArray: boolean): Promise<RowTable> {
  const context = loadContext(process.cwd());
  const { blocks, around, beside, column, id } = options;
  const threshold = options.threshold === undefined ? undefined : finite(options.threshold, '--threshold');
  const taken = defined({ beside, column, threshold, id });
  if (around !== undefined) {
    if (blocks !== undefined) throw new ConfigError('--blocks', 'it does not go with --around');
    return convertAround(
      sources,
      {
        ...taken,
        around,
        bins: wholeNumber(options.bins ?? '100', '--bins', 100_000),
        binSize: wholeNumber(options.binSize ?? '200', '--bin-size', 1_000_000_000),
        ...(options.marks === undefined ? {} : { marks: names(options.marks) }),
      },
      context,
      isArray,
    );
  }
  const [source, second] = sources;
  if (second !== undefined)
    throw new ConfigError('elbo data convert', 'there is more than one source', { expected: 'one, without --around' });
  refuse(options, ['marks', 'bins', 'binSize'], '--around');
  if (blocks !== undefined) return convertBlocks(source!, { ...taken, blocks: names(blocks) }, context);
  refuse(options, ['beside', 'column', 'threshold', 'id'], '--blocks or --around');
  if (source!.startsWith('{')) {
    const described = { source: await parseConfigText(source!, 'source') };
    return convertData(parseOptions(dataOptions, described, 'data'), context, isArray);
  }
  if (!/\.(ya?ml)$/i.test(source!) && !recipeNames().includes(source!)) return convertData(source!, context, isArray);
  const { config, baseFolder } = await readConfig(source!);
  const { data } = resolveConfig(config);
  return convertData(data, loadContext(baseFolder), isArray);
}

/** Options left out are absent, not undefined. */
function defined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function refuse(options: ConvertOptions, keys: readonly (keyof ConvertOptions)[], needed: string): void {
  const given = keys.find((key) => options[key] !== undefined);
  if (given === undefined) return;
  throw new ConfigError(given === 'binSize' ? '--bin-size' : `--${given}`, `it goes with ${needed}`);
}

const names = (list: string): string[] => list.split(',').map((name) => name.trim());

function finite(given: string, option: string): number {
  const number = Number(given);
  if (given.trim() !== '' && Number.isFinite(number)) return number;
  throw new ConfigError(option, `"${given}" does not fit`, { expected: 'a number' });
}

function wholeNumber(given: string, option: string, most: number): number {
  const number = Number(given);
  if (/^\d+$/.test(given) && number >= 1 && number <= most) return number;
  throw new ConfigError(option, `"${given}" does not fit`, { expected: `a whole number from 1 to ${most}` });
}
