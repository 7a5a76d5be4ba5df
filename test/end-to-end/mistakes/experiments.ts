/** Small experiments, a second or two each, on data that are drawn anew for every seed; mistakes are made in them by overrides. */
import { readConfig } from '../../../src/cli/read-config.ts';
import { applyOverrides, type ConfigValue } from '../../../src/lab/config-text.ts';

/** Three sparse marks of 50 columns each and one bit of expression. */
export const EPIGENOME: ConfigValue = {
  data: {
    source: { simulated: { rows: 1000, columns: 50 } },
    split: { by: 'random', train: 0.6, validation: 0.15, test: 0.25 },
  },
  architecture: { kind: 'dense', encoder: [64], latent: 8, decoder: [64] },
  training: {
    optimizer: { kind: 'adam', learningRate: 0.002 },
    batchSize: 32,
    epochs: 60,
    earlyStopping: { patience: 8 },
  },
};

/** 30 columns of real numbers with five factors behind them, and two classes. */
export const TABLE: ConfigValue = {
  data: {
    source: { simulatedTable: { rows: 569, columns: 30 } },
    split: { by: 'stratified', train: 0.7, validation: 0.1, test: 0.2 },
    standardize: 'z-score',
  },
  architecture: { kind: 'dense', encoder: [32], latent: 5, decoder: [32] },
  likelihood: { kind: 'gaussian', variance: 'learned' },
  training: {
    optimizer: { kind: 'adam', learningRate: 0.003 },
    batchSize: 32,
    epochs: 80,
    earlyStopping: { patience: 8 },
  },
};

/**
 * @param base - a config, or the name of a recipe
 * @returns the config with overrides, its own seed and data of that seed; a file has rows of its own
 */
export async function experiment(
  base: ConfigValue | string,
  overrides: readonly string[],
  seed: number,
): Promise<ConfigValue> {
  const given = typeof base === 'string' ? (await readConfig(base)).config : base;
  const config = await applyOverrides(given, overrides);
  const { source } = config.data as { source: unknown };
  const ofData =
    typeof source === 'string' ? [] : Object.keys(source as object).map((kind) => `data.source.${kind}.seed=${seed}`);
  return applyOverrides(config, [`seed=${seed}`, 'threads=1', ...ofData]);
}
