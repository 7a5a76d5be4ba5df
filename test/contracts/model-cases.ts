/** Every row of every table that makes a model, on the small dataset: a new row is among them at birth. */
import { RandomStreams } from '../../src/base/random.ts';
import { build, resolveChoice } from '../../src/base/variant.ts';
import { type Dataset, readRows } from '../../src/data/dataset.ts';
import type { ReferenceValue } from '../../src/engine/reference.ts';
import type { Node } from '../../src/graph/node.ts';
import { constant, input } from '../../src/graph/operations/index.ts';
import { ACTIVATION_NAMES } from '../../src/nn/activations.ts';
import { architectures } from '../../src/vae/architecture/index.ts';
import { initialState } from '../../src/vae/initial-state.ts';
import { LABEL_INPUT } from '../../src/vae/label.ts';
import { likelihoods } from '../../src/vae/likelihood/index.ts';
import type { Likelihood } from '../../src/vae/likelihood/likelihood.ts';
import { maskings } from '../../src/vae/masking/index.ts';
import type { Model } from '../../src/vae/model.ts';
import { buildGraph, type ModelGraph } from '../../src/vae/model-graph.ts';
import { objectives } from '../../src/vae/objective/index.ts';
import { batchLoss } from '../../src/vae/objective/objective.ts';
import { priors } from '../../src/vae/prior/index.ts';
import { PARTS } from '../../src/vae/strategy/strategy.ts';
import { smallDataset } from '../small-dataset.ts';
import { SMALL_DENSE, type SmallChoices, smallModel } from '../small-model.ts';

const each = (key: keyof SmallChoices, table: object): [string, SmallChoices][] =>
  Object.keys(table).map((name) => [`${key} ${name}`, { [key]: name }]);

const THREE = [
  { name: 'marks', start: 0, count: 4 },
  { name: 'more marks', start: 4, count: 2 },
  { name: 'expression', start: 6, count: 1 },
];

/** Maskings that have options without a default. */
const MASKINGS: Readonly<Record<string, unknown>> = {
  'fixed-modality': { kind: 'fixed-modality', modality: 'expression' },
  'all-pairs': { kind: 'all-pairs', primary: 'expression', dummy: 'more marks' },
};

/** Rows at their defaults, and options that make other graphs. */
const choices: [string, SmallChoices][] = [
  ...each('architecture', architectures),
  ...each('likelihood', likelihoods),
  ...each('objective', objectives),
  ...Object.keys(maskings).map((kind): [string, SmallChoices] => [
    `masking ${kind}`,
    { masking: MASKINGS[kind] ?? kind },
  ]),
  ...(['hidden', 'seen', 'all'] as const).flatMap((trains) =>
    (['sentinel', 'zero'] as const).map((shownAs): [string, SmallChoices] => [
      `masking within-modality, ${trains}, as ${shownAs}`,
      {
        masking: { kind: 'within-modality', fraction: 0.4, trains, shownAs },
        objective: { kind: 'beta', reduction: { reconstruction: 'mean' } },
      },
    ]),
  ),
  ['masking, focal', { masking: 'random-modality', likelihood: 'focal-bernoulli' }],
  ['masking, gaussian', { masking: 'within-modality', likelihood: { kind: 'gaussian', variance: 'learned' } }],
  ...each('prior', priors),
  [
    'architecture classifier-head, with a decoder',
    { architecture: { kind: 'classifier-head', decoder: [4], head: [3] } },
  ],
  [
    'architecture classifier-head, weights of classes',
    { architecture: { kind: 'classifier-head', classWeights: { a: 3 }, task: 'multi-class' } },
  ],
  ['architecture dense, linear', { architecture: { ...SMALL_DENSE, encoder: [], decoder: [] } }],
  ...(['keras', 'pytorch'] as const).map((conventions): [string, SmallChoices] => [
    `architecture dense, dropout and batch normalization (${conventions})`,
    { conventions, architecture: { ...SMALL_DENSE, batchNorm: true, dropout: 0.5 } },
  ]),
  ...ACTIVATION_NAMES.map((activation): [string, SmallChoices] => [
    `architecture dense, ${activation}`,
    { architecture: { ...SMALL_DENSE, activation } },
  ]),
  ['likelihood gaussian, learned variance', { likelihood: { kind: 'gaussian', variance: 'learned', value: 0.5 } }],
  [
    'objective beta, other reductions and weights',
    {
      objective: {
        kind: 'beta',
        beta: 0.3,
        reduction: { reconstruction: 'mean', kl: 'mean-over-units', klBatch: 'sum' },
        modalityWeights: { expression: 3 },
      },
    },
  ],
  ['objective capacity, below the KL', { objective: { kind: 'capacity', gamma: 3, capacity: 0.001 } }],
  ['objective elbo, modalities by size', { objective: { kind: 'elbo', modalityWeights: 'by-size' } }],
];

export interface ModelCase {
  readonly name: string;
  readonly dataset: Dataset;
  readonly model: Model;
}

export const modelCases: readonly ModelCase[] = choices.map(([name, given]) => {
  const likelihood = build<Likelihood>(likelihoods, resolveChoice(likelihoods, given.likelihood ?? 'bernoulli', ''));
  const two = smallDataset(likelihood.range === undefined ? 'float32' : 'bits');
  // A pair of hidden modalities leaves a third to see.
  const dataset = name === 'masking all-pairs' ? { ...two, modalities: THREE } : two;
  return { name, dataset, model: smallModel(dataset, given) };
});

export interface TrainingGraph {
  readonly graph: ModelGraph;
  readonly loss: Node;
}

/** A model in training as a whole, with the KL weight and capacity at their last values. */
export function trainingGraph(model: Model): TrainingGraph {
  const { objective } = model;
  const graph = buildGraph(model, objective.latent, PARTS);
  const weight = objective.latent === 'mean' ? undefined : constant(objective.klWeight.at(1e6));
  const capacity = objective.capacity && constant(objective.capacity.at(1e6));
  return { graph, loss: batchLoss(objective, graph.terms, model.sizes, weight, capacity) };
}

/** What a graph reads, in float64: the first parameters moved off their zeros, rows, noise and masks. */
export function feedsOf({ dataset, model }: ModelCase, graph: ModelGraph, rows: readonly number[]) {
  const random = new RandomStreams(9);
  const feeds: Record<string, ReferenceValue> = {
    x: { shape: [rows.length, dataset.featureCount], data: Float64Array.from(readRows(dataset, rows)) },
    ...labelFeed(model, dataset, rows),
  };
  for (const [name, { shape, data }] of Object.entries(initialState(model, random))) {
    const nudge = new Float32Array(data.length);
    random.of(`nudge of ${name}`).fillStandardNormal(nudge);
    // A running variance stays positive.
    const isState = graph.scope.states.has(name);
    const moved = (value: number, i: number) => value + 0.05 * (isState ? Math.abs(nudge[i]!) : nudge[i]!);
    feeds[name] = { shape, data: Float64Array.from(data, moved) };
  }
  for (const [name, spec] of graph.scope.rowInputs) {
    const data = new Float64Array(rows.length * spec.width);
    // The numbers of a row follow the row, wherever it stands in a batch.
    rows.forEach((row, i) => {
      const own = new Float64Array(spec.width);
      random.of(name, row).fillStandardNormal(own);
      data.set(spec.kind === 'noise' ? own : own.map((value) => (value > 0 ? 1 : 0)), i * spec.width);
    });
    feeds[name] = { shape: [rows.length, spec.width], data };
  }
  return feeds;
}

function labelFeed({ label }: Model, { labels }: Dataset, rows: readonly number[]): Record<string, ReferenceValue> {
  if (label === undefined) return {};
  const width = label.modality.count;
  const { data } = label.targets(labels!);
  const picked = rows.flatMap((row) => [...data.subarray(row * width, (row + 1) * width)]);
  return { [LABEL_INPUT]: { shape: [rows.length, width], data: Float64Array.from(picked) } };
}

export const inputNode = (name: string, columns: number): Node<'input'> => input(name, ['batch', columns]);
