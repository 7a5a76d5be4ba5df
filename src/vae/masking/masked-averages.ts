/** What is logged of terms by what the encoder saw: sums over rows, and the averages that come of them. */
import type { Node } from '../../graph/node.ts';
import type { MaskedAverages } from '../../store/run-record.ts';
import { countedReconstruction, type Objective, type ObjectiveSizes, type RawTerms } from '../objective/objective.ts';
import { ENTRY_CHOICES } from './masking.ts';

const SIDES = ['hidden', 'seen'] as const;
const nats = (side: string, modality: string): string => `${side} nats of ${modality}`;
const rows = (side: string, modality: string): string => `rows with ${side} ${modality}`;
const objective = (entries: string): string => `objective over ${entries}`;

/** Nodes `[batch]` to be summed over rows, by name; none where nothing is hidden. */
export function maskedOutputs(chosen: Objective, { masked }: RawTerms, sizes: ObjectiveSizes): Record<string, Node> {
  if (masked === undefined) return {};
  const outputs: Record<string, Node> = {};
  for (const name of Object.keys(masked.hidden)) {
    outputs[nats('hidden', name)] = masked.hidden[name]!;
    outputs[nats('seen', name)] = masked.seen[name]!;
    outputs[rows('hidden', name)] = masked.hasHidden[name]!;
    outputs[rows('seen', name)] = masked.hasSeen[name]!;
  }
  for (const entries of ENTRY_CHOICES)
    outputs[objective(entries)] = countedReconstruction(chosen, masked.counted[entries], sizes);
  return outputs;
}

/** Names of what `maskedOutputs` computes. */
export const maskedNames = (modalities: readonly string[]): string[] => [
  ...modalities.flatMap((name) => SIDES.flatMap((side) => [nats(side, name), rows(side, name)])),
  ...ENTRY_CHOICES.map(objective),
];

/**
 * @param sums - of what `maskedOutputs` names, over all rows
 * @param batchSize - what means over a batch are multiplied by, where the objective sums over it; else 1
 * @param weightedKl - in the objective's units
 */
export function maskedAverages(
  sums: Readonly<Record<string, number>>,
  modalities: readonly string[],
  rowCount: number,
  batchSize: number,
  weightedKl: number,
): MaskedAverages {
  const side = (which: (typeof SIDES)[number]): Record<string, number> =>
    Object.fromEntries(
      modalities.flatMap((name) => {
        const count = sums[rows(which, name)]!;
        return count === 0 ? [] : [[name, sums[nats(which, name)]! / count]];
      }),
    );
  const total = (entries: string): number => (batchSize * sums[objective(entries)]!) / rowCount + weightedKl;
  return {
    hidden: side('hidden'),
    seen: side('seen'),
    objectives: { hidden: total('hidden'), seen: total('seen'), all: total('all') },
  };
}
