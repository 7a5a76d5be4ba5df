/**
 * What stands in for the effective beta where a term of the loss is not in nats, as the focal loss: how hard either term,
 * weights and reductions included, pulls at the posteriors of a batch of train rows.
 *
 *   | d term / d (means, log-variances) |
 *
 * Where both pull alike they hold each other; a reconstruction that pulls many times as hard leaves KL no say.
 */
import { ForwardProgram } from '../engine/forward-program.ts';
import { gradients } from '../graph/gradient.ts';
import type { Node } from '../graph/node.ts';
import { add, constant, square, sum } from '../graph/operations/index.ts';
import { MASK } from '../vae/masking/mask-graph.ts';
import { buildGraph, LATENT_NOISE } from '../vae/model-graph.ts';
import { batchTerms } from '../vae/objective/objective.ts';
import { rowSource } from '../vae/row-source.ts';
import { evaluationBatch, spreadRows } from '../vae/term-evaluator.ts';
import type { GradientNorms } from './evaluation.ts';
import type { EvaluationJob } from './evaluation-job.ts';

/**
 * @returns undefined where KL takes no part, or pulls at nothing
 */
export async function gradientNorms(job: EvaluationJob): Promise<GradientNorms | undefined> {
  const { model, dataset, split, parameters, random, engine } = job;
  const { klWeight, capacity, batchSize } = job.objective;
  if (klWeight === 0 || job.latent === 'mean' || split.train.length === 0) return undefined;
  const graph = buildGraph(model, 'sampled');
  const { mean, logVariance } = graph.posterior;
  const aim = capacity === undefined ? undefined : constant(capacity);
  const { reconstruction, kl } = batchTerms(model.objective, graph.terms, model.sizes, constant(klWeight), aim);
  const squaredNorm = (term: Node): Node =>
    gradients(term, [mean, logVariance])
      .map((gradient): Node => sum(square(gradient)))
      .reduce((total, each) => add(total, each));
  const outputs = { reconstruction: squaredNorm(reconstruction), kl: squaredNorm(kl!) };
  const program = await ForwardProgram.compile(outputs, { x: rowSource(dataset) }, engine);
  const rows = spreadRows(split.train, Math.min(batchSize, evaluationBatch(dataset.featureCount)));
  const noise = new Float32Array(rows.length * model.sizes.latentCount);
  random.of('gradient noise').fillStandardNormal(noise);
  const rowInputs: Record<string, Float32Array | Uint8Array> = { [LATENT_NOISE]: noise };
  if (model.masking !== undefined) {
    const codes = new Uint8Array(rows.length * model.masking.width);
    model.masking.draw(codes, rows.length, random.of('gradient masks'));
    rowInputs[MASK] = codes;
  }
  const values = await program.run({ parameters, rows, rowInputs });
  await program.release();
  const norms = { reconstruction: Math.sqrt(values.reconstruction!.data[0]!), kl: Math.sqrt(values.kl!.data[0]!) };
  return norms.kl > 0 ? norms : undefined;
}
