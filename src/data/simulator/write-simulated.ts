import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { bitStride, type Dataset } from '../dataset.ts';
import { loadSimulated, type SimulatedOptions, type SimulatedTruth } from '../sources/simulated.ts';
import { type BestCrossEntropies, bestCrossEntropies } from './best-cross-entropies.ts';
import { PROGRAMS } from './planted-structure.ts';

/**
 * Writes a simulated dataset and, beside it, the truth: `data.csv` (a header, then 0 and 1) and `truth.json` (programs,
 * rates, the latents of every row, the best achievable cross-entropies with their errors). The same options give the
 * same bytes.
 *
 * @param folder - made when it is not there
 * @param checkRows - rows drawn for the cross-entropies, at least 2; errors fall with the square root
 */
export async function writeSimulated(
  options: SimulatedOptions,
  folder: string,
  checkRows = 2000,
): Promise<{ dataPath: string; truthPath: string; best: BestCrossEntropies }> {
  const { dataset, truth } = await loadSimulated(options);
  const best = bestCrossEntropies(truth.structure, options.seed, checkRows);
  const dataPath = join(folder, 'data.csv');
  const truthPath = join(folder, 'truth.json');
  await mkdir(folder, { recursive: true });
  await pipeline(tableLines(dataset), createWriteStream(dataPath));
  await writeFile(truthPath, `${JSON.stringify(truthDocument(options, truth, best))}\n`);
  return { dataPath, truthPath, best };
}

/** Line by line: the text of a large table would not fit into one string. */
function* tableLines({ columns, rowCount, featureCount, values }: Dataset): Generator<string | Buffer> {
  yield `${columns.join(',')}\n`;
  const stride = bitStride(featureCount);
  for (let row = 0; row < rowCount; row++) {
    const line = Buffer.alloc(2 * featureCount, ',');
    for (let j = 0; j < featureCount; j++) line[2 * j] = 48 + ((values.data[row * stride + (j >> 3)]! >> (j & 7)) & 1);
    line[line.length - 1] = 10;
    yield line;
  }
}

function truthDocument(options: SimulatedOptions, truth: SimulatedTruth, best: BestCrossEntropies) {
  const { structure } = truth;
  return {
    options,
    programs: PROGRAMS,
    modalities: structure.modalities.map(({ name, columnCount, rates }, m) => ({
      name,
      columnCount,
      rates: structure.weights.map((_, k) => [...rates.subarray(k * columnCount, (k + 1) * columnCount)]),
      programOfRow: Array.from(
        truth.programs,
        (_, row) => truth.modalityPrograms[row * structure.modalities.length + m],
      ),
    })),
    sharedProgramOfRow: [...truth.programs],
    crossEntropies: { unit: 'nats per row', ...best },
  };
}
