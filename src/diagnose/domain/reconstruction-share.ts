/** How badly a row is reconstructed, beside the rows of train: a table of other things often reconstructs badly. */
import type { DomainScores } from './measure.ts';
import { shareAtLeast } from './some-rows.ts';

export interface ReconstructionShare {
  readonly score: (losses: ArrayLike<number>) => DomainScores;
}

/**
 * The distance is the loss itself. The confidence is the share of train rows with at least as large a loss; where train
 * is overfitted, new rows of the same kind score lower than they should.
 *
 * @param trainLosses - reconstruction term of each train row, in the units of those scored later (nats per row)
 */
export function fitReconstructionShare(trainLosses: ArrayLike<number>): ReconstructionShare {
  const ascending = Float64Array.from(trainLosses).sort();
  return {
    score: (losses) => {
      const distance = Float64Array.from(losses);
      return { distance, confidence: distance.map((loss) => shareAtLeast(ascending, loss)) };
    },
  };
}
