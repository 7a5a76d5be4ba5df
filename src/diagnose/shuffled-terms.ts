/** What rows cost when each is decoded from the latent of another row: the surest sign of whether a latent is used. */
import type { ForwardProgram } from '../engine/forward-program.ts';
import type { Node } from '../graph/node.ts';
import { maskFeed, maskNodes } from '../vae/masking/mask-graph.ts';
import type { Model } from '../vae/model.ts';
import { buildDecoder, buildGraph } from '../vae/model-graph.ts';
import { maskedTermsOf, predictionTerms, reconstructionTerms } from '../vae/model-terms.ts';
import { evaluationBatch } from '../vae/term-evaluator.ts';
import type { EvaluationJob } from './evaluation-job.ts';
import { LATENT_DENSITY } from './importance-weighted.ts';
import type { EntrySide } from './modality-outputs.ts';

const nats = (side: EntrySide, modality: string): string => (side === 'all' ? modality : `${side} ${modality}`);

/** Reconstruction of rows from latents that are fed, and how likely those are under the prior. */
export function swappedOutputs(model: Model): Record<string, Node> {
  const { x } = buildGraph(model, 'mean');
  const { scope, latent, outputs, labelOutputs } = buildDecoder(model);
  const named: Record<string, Node> = {
    ...reconstructionTerms(model, scope, outputs, x),
    [LATENT_DENSITY]: model.prior.logDensity(latent),
  };
  if (labelOutputs !== undefined) {
    const { name, nats: own } = predictionTerms(model.label!, scope, labelOutputs);
    named[name] = own;
  }
  if (model.masking === undefined) return named;
  const masked = maskedTermsOf(model, scope, maskNodes(model.masking, model.modalities, scope), outputs, x);
  for (const { name } of model.modalities)
    for (const side of ['hidden', 'seen'] as const) named[nats(side, name)] = masked[side][name]!;
  return named;
}

export class ShuffledTerms {
  readonly #job: EvaluationJob;
  readonly #rows: Int32Array;
  readonly #program: ForwardProgram;
  readonly #totals: Record<string, number> = {};

  /** @param program - of `swappedOutputs` */
  constructor(job: EvaluationJob, rows: Int32Array, program: ForwardProgram) {
    this.#job = job;
    this.#rows = rows;
    this.#program = program;
  }

  /**
   * Goes through all rows.
   *
   * @param sample - `[rows, latent]`
   * @param codes - what was hidden from the encoder of each row
   */
  async add(sample: Float32Array, codes: Uint8Array | undefined): Promise<void> {
    const { model, parameters, random } = this.#job;
    const { latentCount } = model.sizes;
    const rows = this.#rows;
    const order = random.of('shuffled latents').permutation(rows.length);
    const batch = evaluationBatch(model.sizes.featureCount);
    for (let first = 0; first < rows.length; first += batch) {
      const count = Math.min(batch, rows.length - first);
      const some = Int32Array.from({ length: count }, (_, k) => rows[order[first + k]!]!);
      const latent = new Float32Array(count * latentCount);
      for (let k = 0; k < count; k++) {
        // The next row in random order: never the row itself, unless it is alone.
        const other = order[(first + k + 1) % rows.length]!;
        latent.set(sample.subarray(other * latentCount, (other + 1) * latentCount), k * latentCount);
      }
      const mask = codes && maskFeed(codes, count);
      const values = await this.#program.run({ parameters, rows: some, rowInputs: { latent, ...mask } });
      for (const [name, { data }] of Object.entries(values))
        this.#totals[name] = data.reduce((total, value) => total + value, this.#totals[name] ?? 0);
    }
  }

  /** Nats summed over rows and cases. */
  total(modality: string, side: EntrySide): number {
    return this.#totals[nats(side, modality)]!;
  }
}
