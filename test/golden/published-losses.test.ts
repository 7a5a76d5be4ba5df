import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The table of published losses in the docs: modality, rate, entropy, train and validation loss. */
const rows = readFileSync('docs/reading-the-numbers.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| .* \| 0\.\d{5} \|/.test(line))
  .map((line) => line.split('|').slice(2, 6).map(Number) as [number, number, number, number]);

test('the published losses are those of a constant rate', () => {
  expect(rows).toHaveLength(4);
  for (const [rate, stated, train, validation] of rows) {
    const entropy = -rate * Math.log(rate) - (1 - rate) * Math.log(1 - rate);
    expect(stated).toBeCloseTo(entropy, 4);
    for (const loss of [train, validation]) expect(Math.abs(loss / entropy - 1)).toBeLessThan(0.032);
  }
});
