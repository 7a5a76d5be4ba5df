/** KL epoch by epoch in a line, as people note it down: raw, so that runs of other weights stand beside each other. */
import { formatNumber } from '../base/format-number.ts';
import type { Item } from './document.ts';
import type { ReportInput } from './report-input.ts';

/** Of more epochs as many are picked, evenly. */
const MOST_EPOCHS = 10;

/** @returns nothing where KL was evaluated less than twice, or the latent is not sampled */
export function klOverEpochs({ evaluation, epochs }: Pick<ReportInput, 'evaluation' | 'epochs'>): Item[] {
  const split = epochs.some(({ validation }) => validation !== undefined) ? 'validation' : 'train';
  const evaluated = epochs.flatMap(({ epoch, [split]: terms }) => (terms === undefined ? [] : [{ epoch, ...terms }]));
  if (!evaluation.latentIsSampled || evaluated.length < 2) return [];
  const count = Math.min(MOST_EPOCHS, evaluated.length);
  const last = evaluated.length - 1;
  const picked = Array.from({ length: count }, (_, k) => evaluated[Math.round((k * last) / (count - 1))]!);
  const values = picked.map(({ kl }) => formatNumber(Number(kl.toPrecision(3)))).join(', ');
  const which = count === epochs.length ? '' : `, epochs ${picked.map(({ epoch }) => epoch).join(', ')}`;
  return [{ term: 'KL over epochs', text: `${values} nats per row (${split}${which})` }];
}
