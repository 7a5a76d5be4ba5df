/** What a step reports of itself: nodes while its program is built, numbers once it has run. */
import type { ChunkResult } from '../engine/program.ts';
import { labelled, type Node } from '../graph/node.ts';
import { mean, sum } from '../graph/operations/index.ts';
import { maskedNames, maskedOutputs } from '../vae/masking/masked-averages.ts';
import type { Model } from '../vae/model.ts';
import type { RawTerms } from '../vae/objective/objective.ts';

/** Terms of one step, averaged over its batch. */
export interface StepTerms {
  readonly loss: number;
  readonly kl: number;
  readonly perModality: Readonly<Record<string, number>>;
  /** What trains in place of a reconstruction, such as the focal loss; not in nats. */
  readonly trainedPerModality?: Readonly<Record<string, number>>;
}

const reconstructionOf = (name: string): string => `reconstruction ${name}`;
const trainedOf = (name: string): string => `trained ${name}`;

/** Nodes of shape `[]`, by the names that numbers are read by. */
export function stepReports({ objective, sizes }: Model, loss: Node, terms: RawTerms): Record<string, Node> {
  const reports: Record<string, Node> = { loss, kl: labelled(mean(terms.kl), 'KL') };
  for (const [name, term] of Object.entries(terms.reconstruction)) reports[reconstructionOf(name)] = mean(term);
  for (const [name, term] of Object.entries(terms.trained)) reports[trainedOf(name)] = mean(term);
  const { prediction } = terms;
  if (prediction !== undefined) {
    reports[reconstructionOf(prediction.name)] = mean(prediction.nats);
    if (prediction.trained !== prediction.nats) reports[trainedOf(prediction.name)] = mean(prediction.trained);
  }
  for (const [name, term] of Object.entries(maskedOutputs(objective, terms, sizes))) reports[name] = sum(term);
  return reports;
}

/** Terms of one of a chunk's steps. @param index - its place in the chunk */
export function stepTerms({ told }: Model, reports: ChunkResult['reports'], index: number): StepTerms {
  const names = told.map(({ name }) => name);
  const replaced = names.filter((name) => reports[trainedOf(name)] !== undefined);
  const numbers = (of: readonly string[], report: (name: string) => string): Record<string, number> =>
    Object.fromEntries(of.map((name) => [name, reports[report(name)]![index]!]));
  return {
    loss: reports.loss![index]!,
    kl: reports.kl![index]!,
    perModality: numbers(names, reconstructionOf),
    ...(replaced.length === 0 ? {} : { trainedPerModality: numbers(replaced, trainedOf) }),
  };
}

/** Sums over a step's rows of what `maskedOutputs` names; undefined where nothing is hidden. */
export function maskedSums(
  { masking, modalities }: Model,
  reports: ChunkResult['reports'],
  index: number,
): Record<string, number> | undefined {
  if (masking === undefined) return undefined;
  const names = maskedNames(modalities.map(({ name }) => name));
  return Object.fromEntries(names.map((name) => [name, reports[name]![index]!]));
}
