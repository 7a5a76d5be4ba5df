import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../src/cli/read-config.ts';
import { configSchema, type JsonSchema } from '../../src/lab/config-schema.ts';
import { resolveConfig, tables } from '../../src/lab/experiment-config.ts';

const schema = configSchema();
// A reader of JSON Schemas that knows nothing of ours.
const reader = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
const fits = (config: unknown): boolean => reader.safeParse(config).success;
const data = { source: 'rows.csv' };

function resolves(config: unknown): boolean {
  try {
    resolveConfig(config);
    return true;
  } catch {
    return false;
  }
}

const recipes = readdirSync('recipes', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));

test.each(recipes)('the recipe %s fits with what it extends, and with every default written out', async (file) => {
  const { config } = await readConfig(file.replace(/\.yaml$/, ''));
  expect(fits(config)).toBe(true);
  expect(fits(JSON.parse(JSON.stringify(resolveConfig(config))))).toBe(true);
});

describe('an editor marks what Elbo refuses, and nothing else', () => {
  test.each<[boolean, object]>([
    [true, { data }],
    [false, {}],
    [false, { data, sed: 1 }],
    [false, { data, seed: -1 }],
    [false, { data: { ...data, split: { by: 'rndom' } } }],
    [false, { data: { source: { npy: 'x.npy', lables: 'y.npy' } } }],
    [true, { data: { ...data, standardize: { kind: 'z-score', fitOn: 'all' } } }],
    [false, { data: { ...data, standardize: { kind: 'z-score', clip: true } } }],
    [true, { data, objective: 'elbo' }],
    [false, { data, objective: 'elob' }],
    [true, { data, objective: { beta: 4 } }],
    [false, { data, objective: { kind: 'elbo', beta: 4 } }],
    [true, { data, objective: { beta: { kind: 'linear-warm-up', epochs: 10 } } }],
    [false, { data, objective: { beta: { kind: 'linear-warm-up' } } }],
    [false, { data, objective: { beta: 'linear-warm-up' } }],
    [false, { data, objective: { beta: { kind: 'linear-warm-up', epochs: 10, too: 1 } } }],
    [true, { data, likelihood: { kind: 'gaussian', variance: 'learned' } }],
    [true, { data, likelihood: { marks: 'bernoulli', level: { kind: 'gaussian', value: 0.5 } } }],
    [false, { data, likelihood: { marks: 'bernouli' } }],
    [true, { data, architecture: { latent: 5, encoder: [8] } }],
    [false, { data, architecture: { latent: 0 } }],
    [true, { data, training: { optimizer: 'sgd' } }],
    [true, { data, training: { optimizer: { learningRate: { kind: 'step', from: 0.1, epochs: 5 } } } }],
    [false, { data, training: { optimizer: { kind: 'sgd', beta1: 0.5 } } }],
    [true, { data, strategy: [{ name: 'a', trains: ['encoder'], epochs: 3 }, { name: 'b' }] }],
    [false, { data, strategy: [{ trains: ['encoder'] }] }],
    [false, { data, strategy: 'jiont' }],
    [false, { data, threads: 0 }],
  ])('%s: %j', (isFine, config) => {
    expect([fits(config), resolves(config)]).toEqual([isFine, isFine]);
  });
});

test('every row of every table is spelled out, and nothing of how it was made is left', () => {
  for (const [name, table] of Object.entries(tables)) {
    const rows = schema.$defs![name]!.anyOf!.slice(1);
    expect(rows.map(({ properties }) => properties!.kind!.const)).toEqual(Object.keys(table));
    for (const row of rows)
      expect(row.description).toBe(
        (table as Record<string, { summary: string }>)[row.properties!.kind!.const as string]!.summary,
      );
  }
  const text = JSON.stringify(schema);
  expect(text).not.toContain('choosesFrom');
  expect(text.match(/\$schema/g)).toHaveLength(1);
  for (const [, name] of text.matchAll(/#\/\$defs\/(\w+)/g)) expect(schema.$defs).toHaveProperty(name!);
});

test('every key has a description', () => {
  const without: string[] = [];
  const look = (node: JsonSchema, at: string): void => {
    for (const [key, value] of Object.entries(node.properties ?? {})) {
      const isSection = value.properties !== undefined;
      if (value.description === undefined && value.const === undefined && !isSection) without.push(`${at}.${key}`);
      look(value, `${at}.${key}`);
    }
    for (const each of node.anyOf ?? []) look(each, at);
  };
  look(schema, 'config');
  for (const [name, table] of Object.entries(schema.$defs!)) look(table, name);
  expect(without).toEqual([]);
});
