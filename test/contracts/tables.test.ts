import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { optimizers } from '../../src/train/optimizers/index.ts';
import { architectures } from '../../src/vae/architecture/index.ts';
import { likelihoods } from '../../src/vae/likelihood/index.ts';
import { maskings } from '../../src/vae/masking/index.ts';
import { objectives } from '../../src/vae/objective/index.ts';
import { priors } from '../../src/vae/prior/index.ts';
import { schedules } from '../../src/vae/schedule.ts';

const tables = { architectures, likelihoods, objectives, maskings, priors, optimizers, schedules };
const rows = Object.entries(tables).flatMap(([table, variants]) =>
  Object.entries(variants).map(([name, variant]) => [table, name, variant] as const),
);

describe.each(rows)('%s: %s', (_, name, { summary, options }) => {
  test('has a name in kebab case and a summary', () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(summary.length).toBeGreaterThan(3);
  });

  test('has help for every option', () => {
    for (const [option, schema] of Object.entries(options) as [string, z.ZodType][]) {
      const described =
        schema.meta()?.description ?? (schema as z.ZodOptional<z.ZodType>).unwrap?.().meta()?.description;
      expect(described, option).toBeTruthy();
    }
  });
});
