import type { KeptRows } from './kept-rows.ts';
import { numberCell } from './write-table.ts';

/** What TensorBoard's Embedding Projector, and the one at projector.tensorflow.org, reads: posterior means, and what is known of each row. */
export function projectorFiles(splits: readonly KeptRows[]): Record<string, Iterable<Uint8Array>> {
  return {
    'tensors.tsv': tensorLines(splits),
    'metadata.tsv': metadataLines(splits),
    'projector_config.pbtxt': [Buffer.from(CONFIG)],
  };
}

const CONFIG = `embeddings {
  tensor_name: "latent means"
  tensor_path: "tensors.tsv"
  metadata_path: "metadata.tsv"
}
`;

function* tensorLines(splits: readonly KeptRows[]): Generator<Uint8Array> {
  for (const { latents } of splits) {
    const { rowCount, latentCount, mean } = latents;
    for (let row = 0; row < rowCount; row++)
      yield line(Array.from(mean.subarray(row * latentCount, (row + 1) * latentCount), numberCell));
  }
}

/** Two columns at least: a file of one column has no header, by the projector's rule. */
function* metadataLines(splits: readonly KeptRows[]): Generator<Uint8Array> {
  const { rowNames, labels } = splits[0] ?? {};
  yield line([rowNames?.header ?? 'row', 'split', ...(labels === undefined ? [] : [cell(labels.name)])]);
  for (const { split, latents, rowNames, labels } of splits) {
    for (let row = 0; row < latents.rowCount; row++)
      yield line([
        cell(String(rowNames?.names[row] ?? row)),
        split,
        ...(labels === undefined ? [] : [cell(labels.texts[row]!)]),
      ]);
  }
}

/** The format knows no quotes. */
const cell = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

const line = (cells: readonly string[]): Uint8Array => Buffer.from(`${cells.join('\t')}\n`);
