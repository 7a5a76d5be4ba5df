/** `elbo doctor`: tests this installation. */
import { existsSync } from 'node:fs';
import os from 'node:os';
import type { Command } from 'commander';
import { formatNumber } from '../../base/format-number.ts';
import { testEngine, testWriting } from '../../lab/doctor.ts';
import { environment } from '../../lab/environment.ts';
import { formatTable } from '../../report/tables.ts';
import type { Output } from '../output.ts';

/** Float32 against float64 on a tiny model: rounding leaves a few parts in ten million. */
const LARGEST_DIFFERENCE = 1e-4;

interface Test {
  readonly name: string;
  readonly isGood: boolean;
  readonly says: string;
}

export function configure(command: Command, output: Output): void {
  command.option('--json', 'print one JSON document on stdout').action(async () => {
    const threads = os.availableParallelism();
    const versions = await environment(threads);
    const tests = [await engine(threads), writing(), dataFolder()];
    output.answer({ ...versions, tests });
    output.say(
      formatTable({
        header: ['this machine', ''],
        rows: Object.entries(versions).map(([key, value]) => [key, String(value)]),
      }),
    );
    output.say('');
    output.say(
      formatTable({
        header: ['test', 'result', ''],
        rows: tests.map(({ name, isGood, says }) => [name, isGood ? 'good' : 'failed', says]),
      }),
    );
    if (tests.some(({ isGood }) => !isGood)) process.exitCode = 1;
  });
}

async function engine(threads: number): Promise<Test> {
  const name = 'engine';
  try {
    const difference = await testEngine(threads);
    const says = `a small model and its gradients differ from the reference by ${formatNumber(difference)} of their size`;
    return { name, isGood: difference < LARGEST_DIFFERENCE, says };
  } catch (error) {
    return { name, isGood: false, says: (error as Error).message };
  }
}

function writing(): Test {
  const name = 'writing';
  try {
    testWriting(process.cwd());
    return { name, isGood: true, says: `${process.cwd()} may be written` };
  } catch (error) {
    return { name, isGood: false, says: (error as Error).message };
  }
}

function dataFolder(): Test {
  const name = 'ELBO_DATA';
  const folder = process.env.ELBO_DATA ?? '';
  if (folder === '') return { name, isGood: true, says: 'not set: data are looked for beside the config' };
  return existsSync(folder)
    ? { name, isGood: true, says: folder }
    : { name, isGood: false, says: `${folder} is not there. Set ELBO_DATA to the folder of data` };
}
