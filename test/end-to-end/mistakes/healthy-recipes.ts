/** Recipes without a mistake, some of them made small. */
import type { Healthy } from './suite.ts';

export const healthyRecipes: readonly Healthy[] = [
  { name: 'the first run', base: 'first-run', overrides: [] },
  {
    name: 'eight marks, simulated',
    base: 'epigenome/k562-simulated',
    overrides: ['data.source.simulated={rows: 1500, columns: 60}', 'data.split.by=random'],
  },
  { name: 'a VAE of 30 columns', base: 'wdbc/vae-simulated', overrides: [] },
  { name: 'an autoencoder of 30 columns', base: 'wdbc/autoencoder-simulated', overrides: [] },
  { name: 'an autoencoder of five columns', base: 'tables/autoencoder', overrides: [] },
];
