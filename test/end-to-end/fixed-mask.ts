/** The notebook's models that hide one modality throughout, as they ran: what they learnt, and what Elbo says of it. */
import { expect } from 'vitest';
import { readConfig } from '../../src/cli/read-config.ts';
import { applyOverrides } from '../../src/lab/config-text.ts';
import { outcomeOf } from './mistakes/findings-of.ts';

/** Of the loss of a constant rate. */
const CLOSE = 0.03;

/**
 * Trains `epigenome/fixed-mask-as-run` and expects losses of a constant rate, and a collapse whose cause is named.
 *
 * @param effectiveBeta - as many as the modality has columns
 */
export async function expectCollapse(modality: string, effectiveBeta: number, overrides: readonly string[]) {
  const { config } = await readConfig('epigenome/fixed-mask-as-run');
  const given = await applyOverrides(config, [`masking.modality=${modality}`, 'seed=1', ...overrides]);
  const { evaluation, findings } = await outcomeOf(given);
  for (const [split, { perModality }] of Object.entries(evaluation.splits)) {
    const { reconstruction, baselines } = perModality[modality]!.hidden!;
    const beyond = reconstruction / baselines.constant - 1;
    console.log(`${modality} on ${split}: ${beyond}`);
    expect(Math.abs(beyond)).toBeLessThan(CLOSE);
  }
  const { verdict, title, advice } = findings.find(({ id }) => id === 'collapse')!;
  expect(verdict).toBe('problem');
  const [, kl] = /^The posterior is collapsed on test: 0 of \d+ latent units are in use, KL is (\S+) nats/.exec(title)!;
  expect(Math.abs(Number(kl))).toBeLessThan(0.01);
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
