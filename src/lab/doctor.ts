/** Whether this installation computes what it should, and may write where it is asked to. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RandomStreams } from '../base/random.ts';
import { resolveChoice } from '../base/variant.ts';
import { ForwardProgram } from '../engine/forward-program.ts';
import { evaluate } from '../engine/reference.ts';
import { gradients } from '../graph/gradient.ts';
import type { Node } from '../graph/node.ts';
import { add, mean } from '../graph/operations/index.ts';
import { explainingFailure } from '../store/files.ts';
import { architectures } from '../vae/architecture/index.ts';
import { initialState } from '../vae/initial-state.ts';
import { likelihoods } from '../vae/likelihood/index.ts';
import { maskings } from '../vae/masking/index.ts';
import { createModel } from '../vae/model.ts';
import { buildGraph, LATENT_NOISE } from '../vae/model-graph.ts';
import { objectives } from '../vae/objective/index.ts';
import { priors } from '../vae/prior/index.ts';

const ROWS = 5;
const COLUMNS = 6;

/**
 * Computes the bound of a small model and all its gradients twice: in the engine, and by the plain reference.
 *
 * @returns the largest difference of a value, as a share of the largest of its tensor: float32 leaves some 1e-6
 */
export async function testEngine(threads: number): Promise<number> {
  const model = createModel(
    {
      architecture: resolveChoice(architectures, { kind: 'dense', encoder: [8], latent: 3, decoder: [8] }, 'doctor'),
      likelihood: { data: resolveChoice(likelihoods, 'bernoulli', 'doctor') },
      objective: resolveChoice(objectives, 'elbo', 'doctor'),
      masking: resolveChoice(maskings, 'none', 'doctor'),
      prior: resolveChoice(priors, 'standard-normal', 'doctor'),
      conventions: 'keras',
    },
    { modalities: [{ name: 'data', start: 0, count: COLUMNS }], featureCount: COLUMNS },
  );
  const random = new RandomStreams(1);
  const parameters = initialState(model, random);
  const rows = Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => (i * 7) % 2);
  const noise = new Float32Array(ROWS * 3);
  random.of('doctor').fillStandardNormal(noise);

  const { scope, terms } = buildGraph(model, 'sampled', ['encoder', 'decoder']);
  const bound = mean(add(terms.reconstruction.data!, terms.kl));
  const outputs: Node[] = [
    bound,
    ...gradients(
      bound,
      [...scope.parameters.values()].map(({ node }) => node),
    ),
  ];

  const program = await ForwardProgram.compile(
    Object.fromEntries(outputs.map((node, index) => [String(index), node])),
    { x: { kind: 'float32', data: rows, columns: COLUMNS } },
    { threads },
  );
  const row = Int32Array.from({ length: ROWS }, (_, i) => i);
  const found = await program.run({ parameters, rows: row, rowInputs: { [LATENT_NOISE]: noise } });
  await program.release();
  const feeds = {
    x: { shape: [ROWS, COLUMNS], data: Float64Array.from(rows) },
    [LATENT_NOISE]: { shape: [ROWS, 3], data: Float64Array.from(noise) },
    ...Object.fromEntries(
      Object.entries(parameters).map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
    ),
  };
  const expected = evaluate(outputs, feeds, ROWS);
  return Math.max(...expected.map(({ data }, index) => largestDifference(found[String(index)]!.data, data)));
}

function largestDifference(found: ArrayLike<number>, expected: Float64Array): number {
  const size = Math.max(1e-3, ...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(found[i]! - value) / size));
}

/** @throws ElboError saying why, when a folder may not be written */
export function testWriting(folder: string): void {
  explainingFailure(folder, () => {
    const made = mkdtempSync(path.join(folder, '.elbo-doctor-'));
    try {
      writeFileSync(path.join(made, 'file'), 'text');
    } finally {
      rmSync(made, { recursive: true, force: true });
    }
  });
}
