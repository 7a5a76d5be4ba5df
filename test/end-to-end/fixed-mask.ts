/** The notebook's models that hide one modality throughout, as they ran: what they learnt, and what Elbo says of it. */
import { expect } from 'vitest';
import { readConfig } from '../../src/cli/read-config.ts';
import { applyOverrides } from '../../src/lab/config-text.ts';
import { outcomeOf } from './mistakes/findings-of.ts';

/** Of the loss of a trivial model. */
const CLOSE = 0.03;

/**
 * Trains `epigenome/fixed-mask-as-run` and expects losses of a trivial model, and a collapse whose cause is named. Columns
 * of the simulated DNAm differ, so a collapsed model comes closer to their means, 5 % below the constant rate; of the other
 * modalities, as of the notebook's DNAm, both are the same.
 *
 * @param effectiveBeta - as many as the modality has columns
 */
export async function expectCollapse(modality: string, effectiveBeta: number, overrides: readonly string[]) {
  const { config } = await readConfig('epigenome/fixed-mask-as-run');
  const given = await applyOverrides(config, [`masking.modality=${modality}`, 'seed=1', ...overrides]);
  const { evaluation, findings } = await outcomeOf(given);
  const told = Object.entries(evaluation.splits).map(([name, split]) => {
    const { reconstruction, baselines } = split!.perModality[modality]!.hidden!;
    const beyond = (baseline: number) => reconstruction / baseline - 1;
    return [name, { constant: beyond(baselines.constant), columnMeans: beyond(baselines.perColumn) }] as const;
  });
  console.log(modality, Object.fromEntries(told));
  for (const [, { constant, columnMeans }] of told)
    expect(modality === 'dnam' ? Math.abs(columnMeans) : Math.abs(constant)).toBeLessThan(CLOSE);
  const { verdict, title, advice } = findings.find(({ id }) => id === 'collapse')!;
  expect(verdict).toBe('problem');
  expect(title).toMatch(/^The posterior is collapsed on test: 0 of \d+ latent units are in use, KL is 0\.00\d+ nats/);
  const named = effectiveBeta.toLocaleString('en');
  if (effectiveBeta === 1) {
    expect(advice[0]).toBe('Warm the weight of KL up from 0 over the first part of training, or lower it.');
    return;
  }
  expect(advice[0]).toBe(`Lower the weight of KL: the effective beta is ${named}, and 1 is the plain ELBO.`);
  expect(findings.find(({ id }) => id === 'effective-beta')).toMatchObject({
    verdict: 'warning',
    title: `The effective beta is ${named} (1 x ${named} entries that train): KL outweighs the data and the posterior may collapse.`,
  });
}
