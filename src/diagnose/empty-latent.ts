/** A latent that holds next to nothing: what its model saves over the column means is luck of the rows. */
import type { Evaluation, SplitEvaluation } from './evaluation.ts';

/**
 * To single out one row of 500 takes 6 nats for that row, which is a hundredth of a nat for the average one. A latent that
 * holds less tells no rows apart; and yet its decoder, moved by noise, may land on either side of the column means.
 */
export const EMPTY_NATS = 0.01;

export const isEmpty = ({ latentIsSampled }: Pick<Evaluation, 'latentIsSampled'>, { kl }: SplitEvaluation): boolean =>
  latentIsSampled && kl < EMPTY_NATS;
