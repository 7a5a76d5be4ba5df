import type { ModelDescription } from '../vae/description.ts';
import type { Table } from './tables.ts';

/** The layers of a model with their sizes, and the parameters of each part and of all. */
export const modelTable = (model: ModelDescription): Table => ({
  header: ['layer', 'kind', 'inputs', 'outputs', 'parameters', 'note'],
  rows: [
    ...model.parts.flatMap((part) => [
      ...part.layers.map((layer) => [
        layer.name,
        layer.kind,
        layer.inputs,
        layer.outputs,
        layer.parameterCount,
        layer.note,
      ]),
      [
        `${part.name}, all`,
        '',
        undefined,
        undefined,
        total(part.layers.map((layer) => layer.parameterCount)),
        undefined,
      ],
    ]),
    ['model', model.architecture, undefined, undefined, model.parameterCount, undefined],
  ],
});

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
