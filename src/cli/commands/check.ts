/** `elbo check`: a config looked at before it trains. */
import type { Command } from 'commander';
import { ConfigError } from '../../base/errors.ts';
import { formatNumber } from '../../base/format-number.ts';
import { type Check, checkExperiment } from '../../lab/check.ts';
import { applyOverrides } from '../../lab/config-text.ts';
import { resolveConfig } from '../../lab/experiment-config.ts';
import { formatFindings } from '../../report/findings.ts';
import { modelTable } from '../../report/model-table.ts';
import { formatTable } from '../../report/tables.ts';
import { loadContext } from '../config-source.ts';
import type { Output } from '../output.ts';
import { duration } from '../progress.ts';
import { readConfig } from '../read-config.ts';

export function configure(command: Command, output: Output): void {
  command
    .argument('[config]', 'a config file, or the name of a recipe')
    .argument('[overrides...]', 'key.path=value sets, ~key.path removes')
    .option('--runs <folder>', 'the folder that runs are made in', 'runs')
    .option('--config', 'print the whole config, every key with its value, and nothing else')
    .option('--schema', 'print the JSON Schema of all configs, for editors, and nothing else')
    .option('--json', 'print one JSON document on stdout')
    .action(async (given: string | undefined, overrides: string[], wanted: { config?: boolean; schema?: boolean }) => {
      if (wanted.schema === true) return printSchema(output);
      if (given === undefined)
        throw new ConfigError('elbo check', 'a config or a recipe is missing', {
          advice: '"elbo recipes" lists the recipes',
        });
      const { config: read, baseFolder } = await readConfig(given);
      const config = resolveConfig(await applyOverrides(read, overrides));
      if (wanted.config === true) {
        const { stringify } = await import('yaml');
        output.answer({ config });
        output.say(stringify(config, { aliasDuplicateObjects: false }).trimEnd());
        return;
      }
      const check = await checkExperiment(config, loadContext(baseFolder));
      output.answer(check);
      output.say(describe(check, output));
    });
}

async function printSchema(output: Output): Promise<void> {
  const { configSchema } = await import('../../lab/config-schema.ts');
  const schema = configSchema();
  output.answer(schema);
  output.say(JSON.stringify(schema, null, 2));
}

function describe(check: Check, { colour }: Output): string {
  const { config, pairCount, data, model, epochs, stepsPerEpoch, steps, stepMs, trainingMs, peakBytes, findings } =
    check;
  const { train, validation, test } = data.splitCounts;
  const modalities = data.modalities.map(({ name, count }) => `${name} ${count}`).join(', ');
  const repeats = config.seeds * config.folds;
  const perClass = config.splitModelsBy === 'none' ? '' : `, for each class of ${config.splitModelsBy} and for all`;
  const pairs = pairCount === undefined ? '' : `, for each of ${pairCount} pairs of hidden modalities`;
  const runs = `${pairs}${repeats > 1 ? `, ${repeats} runs of each` : ''}${perClass}`;
  const batch = Math.min(config.training.batchSize === 'all' ? train : config.training.batchSize, train);
  return [
    `${data.name}: ${data.rowCount} rows (${train} train, ${validation} validation, ${test} test)`,
    `${data.featureCount} columns: ${modalities}`,
    '',
    formatTable(modelTable(model)),
    '',
    `rows of a step: [${batch}, ${data.featureCount}]; latent: [${batch}, ${model.latentCount}]`,
    `steps: ${epochs} epochs of ${stepsPerEpoch}, ${steps} in all${runs}`,
    `time: ${duration(trainingMs)} for ${formatNumber(stepMs)} ms a step on this machine, evaluations not counted`,
    `memory: ${formatNumber(peakBytes / 1e6)} MB`,
    '',
    formatFindings(findings, { colour }),
  ].join('\n');
}
