/** Trains a small VAE on a simulated epigenome, in this process, and prints what Elbo makes of it. */
import { formatFindings, readFindings, readSummary, resolveConfig, runExperiment, runMetrics } from '../src/index.ts';

const config = resolveConfig({
  name: 'first-vae',
  data: { source: { simulated: { rows: 1000, columns: 50 } } },
  architecture: { kind: 'dense', encoder: [64], latent: 8, decoder: [64] },
  training: { optimizer: { kind: 'adam', learningRate: 2e-3 }, batchSize: 64, epochs: 60 },
  evaluation: { everyEpochs: 10 },
});

const { run } = await runExperiment(config, {
  runs: process.argv[2] ?? 'runs',
  configText: JSON.stringify(config),
  context: { baseFolder: '.' },
  onEvent(event) {
    if (event.kind === 'epoch' && event.record.validation !== undefined)
      console.log(`epoch ${event.record.epoch}: ${event.record.validation.negativeElbo.toFixed(2)} nats`);
  },
});

const { evaluation, effectiveBeta } = readSummary(run);
console.log(`test: ${runMetrics(evaluation, effectiveBeta).test?.negativeElbo.toFixed(2)} nats`);
console.log(formatFindings(readFindings(run), { colour: false }));
