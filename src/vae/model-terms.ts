/** The terms of a model: nodes `[batch]`, from what is told of rows and what they are. */
import type { Modality } from '../data/dataset.ts';
import { labelled, type Node } from '../graph/node.ts';
import { input, multiply, slice } from '../graph/operations/index.ts';
import type { Scope } from '../nn/parameters.ts';
import { LABEL_INPUT, type ModelLabel } from './label.ts';
import { type MaskedTerms, type MaskNodes, maskedTerms, type TermOf } from './masking/mask-graph.ts';
import { type Model, reconstructed } from './model.ts';
import type { PredictionTerms } from './objective/objective.ts';

/** The columns of one modality. @param block - `[batch, features]` */
export const columnsOf = (block: Node, { start, count }: Modality): Node => slice(block, 1, start, start + count);

/** Targets of the label, `[batch, outputs of the label]`. */
export const labelTargets = ({ modality }: ModelLabel): Node => input(LABEL_INPUT, ['batch', modality.count], 'rows');

/** The label's term, and what trains in its place where classes have weights. */
export function predictionTerms(label: ModelLabel, scope: Scope, outputs: Node): PredictionTerms {
  const { name } = label.modality;
  const targets = labelTargets(label);
  const nats = labelled(label.likelihood.term(scope, name, outputs, targets), `prediction of ${name}`);
  return { name, nats, trained: label.weights === undefined ? nats : multiply(nats, label.weights(targets)) };
}

/** Modality to `[batch]` nats. */
export function reconstructionTerms(model: Model, scope: Scope, outputs: Node, x: Node): Record<string, Node> {
  return Object.fromEntries(
    reconstructed(model).map((modality) => {
      const likelihood = model.likelihoods[modality.name]!;
      const term = likelihood.term(scope, modality.name, columnsOf(outputs, modality), columnsOf(x, modality));
      return [modality.name, labelled(term, `reconstruction of ${modality.name}`)];
    }),
  );
}

/** Modality to `[batch]`: what trains in place of its reconstruction, where something does. */
export function trainedTerms(model: Model, outputs: Node, x: Node): Record<string, Node> {
  return Object.fromEntries(
    reconstructed(model).flatMap((modality) => {
      const { trained } = model.likelihoods[modality.name]!;
      if (trained === undefined) return [];
      const term = trained.term(columnsOf(outputs, modality), columnsOf(x, modality));
      return [[modality.name, labelled(term, `${trained.name} loss of ${modality.name}`)]];
    }),
  );
}

/** Terms by what the encoder saw, of a model that masks. */
export function maskedTermsOf(model: Model, scope: Scope, mask: MaskNodes, outputs: Node, x: Node): MaskedTerms {
  const reconstruction: Record<string, TermOf> = {};
  const trained: Record<string, TermOf> = {};
  for (const modality of model.modalities) {
    const { name } = modality;
    const likelihood = model.likelihoods[name]!;
    const [own, targets] = [columnsOf(outputs, modality), columnsOf(x, modality)];
    reconstruction[name] = (counted) => likelihood.term(scope, name, own, targets, counted);
    const { trained: other } = likelihood;
    if (other !== undefined) trained[name] = (counted) => other.term(own, targets, counted);
  }
  return maskedTerms(model.masking!, mask, model.modalities, reconstruction, trained);
}
