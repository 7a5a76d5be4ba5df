/** Ten columns of pure noise beside the thirty measurements of WDBC: they are the first ten dropped. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { RandomStreams } from '../../src/base/random.ts';
import { applyOverrides, parseConfigText } from '../../src/lab/config-text.ts';
import { type RelevanceSummary, runRelevance, writeRelevanceOptions } from '../../src/lab/relevance.ts';
import { StopFlag } from '../../src/lab/run-in-worker.ts';
import { createStudy } from '../../src/store/study-folder.ts';
import { sharedData } from '../shared-data.ts';
import { inFolder } from './small-experiment.ts';

const RECIPE = 'recipes/wdbc/relevance.yaml';
const NOISE_COLUMNS = 10;
const file = sharedData('wdbc/wdbc.data');

test.skipIf(file === undefined)(
  'in five of five seeds the first ten columns dropped are the ten of noise',
  async () => {
    await inFolder(async (folder) => {
      const rows = readFileSync(file!, 'utf8').trimEnd().split('\n');
      const random = new RandomStreams(1).of('ten columns of noise');
      const noise = new Float32Array(NOISE_COLUMNS);
      const lines = rows.map((row) => {
        random.fillStandardNormal(noise);
        return [row.trimEnd(), ...Array.from(noise, (value) => value.toFixed(6))].join(',');
      });
      const source = path.join(folder, 'noisy.data');
      writeFileSync(source, `${lines.join('\n')}\n`);
      const recipe = await parseConfigText(readFileSync(RECIPE, 'utf8'), RECIPE);
      const config = await applyOverrides(recipe, [`data.source=${JSON.stringify(source)}`, 'seeds=5']);
      const study = createStudy(folder, { name: 'noisy', config: stringify(config) });
      writeRelevanceOptions(study, { threshold: 0.2, drop: 1, keep: 2 });
      const options = { context: { baseFolder: '.' }, stop: new StopFlag(), onEvent: () => {}, onMember: () => {} };
      expect(await runRelevance(study, options)).toBe(0);
      const { relevance } = study.readSummary() as RelevanceSummary;
      const names = Array.from({ length: NOISE_COLUMNS }, (_, i) => `column${32 + i}`);
      expect(relevance.seeds).toHaveLength(5);
      for (const { rounds, kept, isFinished } of relevance.seeds) {
        expect(isFinished).toBe(true);
        const dropped = rounds.flatMap((round) => round.dropped.map(({ column }) => column));
        expect(dropped.slice(0, NOISE_COLUMNS).sort()).toEqual(names);
        for (const { column } of kept) expect(names).not.toContain(column);
      }
    });
  },
);
