import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readFindings, readSummary } from '../../src/lab/run-files.ts';
import { inFolder, smallConfig, start } from '../end-to-end/small-experiment.ts';
import { pythonWithOnnxruntime } from '../engine/python-runtime.ts';

const python = pythonWithOnnxruntime();

test.skipIf(python === undefined)(
  'the Python example reads every file of a run, and finds what Elbo found',
  async () => {
    await inFolder(async (folder) => {
      const architecture = { kind: 'dense', encoder: [12], latent: 3, decoder: [10, 8] };
      const { run } = await start(smallConfig({ architecture }), folder);
      const printed = execFileSync(python!, ['examples/read-a-run.py', run.path], { encoding: 'utf8' });
      const files = readdirSync(run.path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
      expect(printed).toContain(`${files.length} files; finished after epoch 5\n`);
      const { evaluation } = readSummary(run);
      for (const [name, { negativeElbo }] of Object.entries(evaluation.splits))
        expect(printed).toContain(`\n${name}: ${negativeElbo.toFixed(3)} nats per row; the column means pay `);
      for (const { verdict, title, id } of readFindings(run))
        expect(printed).toContain(`\n${verdict}: ${title} [${id}]\n`);
      expect(printed).toContain('\nlatents of test: (40, 3), means spread by ');
      const [, difference] = /by hand from the checkpoint: differs from decoder\.onnx by at most (\S+)/.exec(printed)!;
      expect(Number(difference)).toBeLessThan(1e-4);
    });
  },
);
