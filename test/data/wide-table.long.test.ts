import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RandomStreams } from '../../src/base/random.ts';
import { describeDataset } from '../../src/data/describe.ts';
import { load } from './load-text.ts';

test('a table of 5000 x 12001 bits is read and described in less than 400 MB more than before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'elbo-wide-'));
  try {
    const path = join(folder, 'wide.csv');
    const file = createWriteStream(path);
    file.write(`${Array.from({ length: 12_001 }, (_, i) => `c${i}`).join(',')}\n`);
    const bits = new Uint8Array(12_001);
    const random = new RandomStreams(1).of('rows');
    for (let row = 0; row < 5000; row++) {
      random.fillBernoulli(bits, 0.1);
      if (!file.write(`${bits.join(',')}\n`)) await once(file, 'drain');
    }
    file.end();
    await once(file, 'finish');
    const before = process.resourceUsage().maxRSS;
    const description = describeDataset(await load({ source: path }));
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(400_000);
    expect([description.rowCount, description.featureCount, description.storage]).toEqual([5000, 12_001, 'bits']);
    expect(description.modalities[0]!.density).toBeCloseTo(0.1, 3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
