/** Why a chunk of steps failed: the fine steps are done again, and the bad one is replayed to name its first bad tensor. */
import { TrainingError } from '../base/errors.ts';
import { firstNonFinite } from '../engine/first-non-finite.ts';
import type { Chunk, NamedTensors, RowSources, StepSpec } from '../engine/program.ts';
import type { EngineOptions } from '../engine/session.ts';
import type { TrainingProgram } from '../engine/training-program.ts';

export interface FailedChunk {
  readonly spec: StepSpec;
  readonly sources: RowSources;
  readonly engine: EngineOptions;
  readonly program: TrainingProgram;
  /** Parameters, running statistics and optimizer slots before the chunk. */
  readonly before: NamedTensors;
  readonly chunk: Chunk;
  /** Steps of the chunk with finite losses. */
  readonly completed: number;
  /** Steps done before the chunk. */
  readonly doneBefore: number;
}

export async function explainFailure(failed: FailedChunk): Promise<TrainingError> {
  const { spec, sources, engine, program, before, chunk, completed, doneBefore } = failed;
  for (let good = completed; good >= 0; good--) {
    program.load(before);
    if (good > 0) {
      const redone = await program.run(part(chunk, 0, good));
      if (!redone.stateIsFinite) continue;
    }
    const state = { ...program.parameters(), ...program.slots() };
    const first = await firstNonFinite(spec, sources, engine, state, part(chunk, good, good + 1));
    if (first === undefined) continue;
    const value = first.bad === 'nan' ? 'not a number' : 'infinite';
    return new TrainingError(
      `training step ${doneBefore + good + 1}`,
      `${first.kind} "${first.label}" is ${value} (${first.count} of its entries, the first at [${first.index.join(', ')}])`,
      {
        advice:
          'Lower training.optimizer.learningRate, standardize the data, or warm up the KL weight. The last checkpoint is kept',
      },
    );
  }
  return new TrainingError(`training step ${doneBefore + completed + 1}`, 'the loss is not finite', {
    advice: 'Lower training.optimizer.learningRate. The last checkpoint is kept',
  });
}

/** Steps `from` to `to` (not included) of a chunk. */
function part(chunk: Chunk, from: number, to: number): Chunk {
  const first = chunk.starts[from]!;
  const last = chunk.starts[to]!;
  const perRow = (data: Float32Array | Uint8Array) => data.length / chunk.rows.length;
  return {
    stepCount: to - from,
    rows: chunk.rows.slice(first, last),
    starts: chunk.starts.slice(from, to + 1).map((start) => start - first),
    rowInputs: Object.fromEntries(
      Object.entries(chunk.rowInputs).map(([name, data]) => [
        name,
        data.slice(first * perRow(data), last * perRow(data)),
      ]),
    ),
    scalars: Object.fromEntries(Object.entries(chunk.scalars).map(([name, data]) => [name, data.slice(from, to)])),
  };
}
