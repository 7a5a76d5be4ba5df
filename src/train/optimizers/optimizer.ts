/** How parameters move. The arithmetic is graph nodes; the numbers that change with time are computed in float64. */
import type { OptimizerForm } from '../../engine/program.ts';
import type { ConventionValues } from '../../nn/conventions.ts';
import type { Schedule } from '../../vae/schedule.ts';

export interface Optimizer {
  readonly learningRate: Schedule;
  form(conventions: ConventionValues): OptimizerForm;
  /**
   * The form's scalars at one update.
   *
   * @param update - 1 is the first since the slots were zero
   */
  scalarsAt(update: number, learningRate: number, conventions: ConventionValues): Readonly<Record<string, number>>;
}
