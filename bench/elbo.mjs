// One case in Elbo, through the training loop that `elbo train` uses: node bench/elbo.mjs CASE [--threads N] [--steps N]
// Prints one line of JSON with the fields of the peers (bench/README.md).
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { parseArgs } from 'node:util';

const NETS = {
  large: { widths: [12001, 1280, 1024, 768, 512, 300], activation: 'relu', likelihood: 'bernoulli' },
  medium: { widths: [784, 512, 256, 20], activation: 'relu', likelihood: 'bernoulli' },
  small: { widths: [30, 16, 8, 2], activation: 'elu', likelihood: 'gaussian' },
  classifier: { widths: [30, 16, 8, 2], activation: 'elu', likelihood: 'gaussian', isClassifier: true },
};
const CASES = {
  large: { net: 'large', rows: 512, batch: 128, warmUpSteps: 3, steps: 20 },
  medium: { net: 'medium', rows: 1024, batch: 128, warmUpSteps: 40, steps: 400 },
  'small-128': { net: 'small', rows: 1024, batch: 128, warmUpSteps: 300, steps: 4000 },
  'small-full': { net: 'small', rows: 455, batch: 455, warmUpSteps: 300, steps: 4000 },
  'wdbc-1000': { net: 'small', rows: 455, batch: 128, warmUpSteps: 0, steps: 4000 },
  classifier: { net: 'classifier', rows: 398, batch: 128, warmUpSteps: 80, steps: 1200 },
  'encode-10000': { net: 'medium', rows: 10_000, encodePasses: 20, warmUpPasses: 2 },
  'encode-10000-large': { net: 'large', rows: 10_000, encodePasses: 5, warmUpPasses: 1 },
  memory: { net: 'large', rows: 20_000, batch: 128, warmUpSteps: 0, steps: 20 },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: 'string' }, steps: { type: 'string' } },
});
const [name] = positionals;
const benchCase = CASES[name];
if (benchCase === undefined) {
  console.error(`"${name}" is not a case. Expected one of: ${Object.keys(CASES).join(', ')}.`);
  process.exit(2);
}
const threads = Number(values.threads ?? os.availableParallelism());
const steps = Number(values.steps ?? benchCase.steps ?? 0);

const dist = (file) => import(new URL(`../dist/${file}`, import.meta.url));
const { RandomStreams } = await dist('base/random.js');
const { resolveConfig } = await dist('lab/experiment-config.js');
const { createModel } = await dist('vae/model.js');
const { initialState } = await dist('vae/initial-state.js');

const net = NETS[benchCase.net];
const random = new RandomStreams(0);
const dataset = makeDataset();
const config = resolveConfig({
  data: { source: 'made here' },
  architecture: {
    kind: net.isClassifier ? 'classifier-head' : 'dense',
    encoder: net.widths.slice(1, -1),
    latent: net.widths.at(-1),
    ...(net.isClassifier ? {} : { decoder: net.widths.slice(1, -1).reverse() }),
    activation: net.activation,
  },
  ...(net.isClassifier ? { objective: { kind: 'beta', beta: 1, reduction: { kl: 'mean-over-units' } } } : {}),
  likelihood: net.likelihood,
  training: { batchSize: benchCase.batch ?? 128, epochs: 1 },
  evaluation: { everyEpochs: 0, trainRows: 1 },
});
const model = createModel({ ...config, likelihood: { data: config.likelihood }, conventions: 'keras' }, dataset);
const result = benchCase.encodePasses === undefined ? await measureTraining() : await measureEncoding();
const version = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
console.log(JSON.stringify({ case: name, tool: 'elbo', version, threads, ...result, peakRssMb: peakRssMb() }));

function makeDataset() {
  const [featureCount] = net.widths;
  const count = benchCase.rows * featureCount;
  let values;
  if (net.likelihood === 'gaussian') {
    const data = new Float32Array(count);
    random.of('rows').fillStandardNormal(data);
    values = { kind: 'float32', data };
  } else {
    const stride = Math.ceil(featureCount / 8);
    const data = new Uint8Array(benchCase.rows * stride);
    const row = new Uint8Array(featureCount);
    for (let i = 0; i < benchCase.rows; i++) {
      random.of('rows', i).fillBernoulli(row, 0.05);
      for (let j = 0; j < featureCount; j++) data[i * stride + (j >> 3)] |= row[j] << (j & 7);
    }
    values = { kind: 'bits', data };
  }
  const modalities = [{ name: 'data', start: 0, count: featureCount }];
  const labelled = net.isClassifier ? labelsOf(values.data, featureCount) : {};
  return {
    name: 'made here',
    rowCount: benchCase.rows,
    featureCount,
    rowShape: [featureCount],
    columns: [],
    modalities,
    values,
    ...labelled,
    notices: [],
  };
}

/** Which side of a plane through the first three columns a row lies on, as the peers have it. */
function labelsOf(data, featureCount) {
  const side = (row) =>
    Number(data[row * featureCount] + data[row * featureCount + 1] + data[row * featureCount + 2] > 0);
  const values = Int32Array.from({ length: benchCase.rows }, (_, row) => side(row));
  const ones = values.reduce((sum, value) => sum + value, 0);
  const classes = ['0', '1'];
  return {
    labels: { name: 'side', classes, values },
    trainLabels: { name: 'side', classes, counts: [benchCase.rows - ones, ones] },
  };
}

async function measureTraining() {
  const { build } = await dist('base/variant.js');
  const { optimizers } = await dist('train/optimizers/index.js');
  const { train } = await dist('train/train.js');
  const { START } = await dist('train/trainer-state.js');
  const rows = Int32Array.from({ length: benchCase.rows }, (_, i) => i);
  const perEpoch = Math.ceil(benchCase.rows / benchCase.batch);
  const wanted = benchCase.warmUpSteps + steps;
  const epochs = Math.ceil(wanted / perEpoch);
  const started = performance.now();
  const events = train({
    model,
    dataset,
    split: { train: rows, validation: new Int32Array(0), test: new Int32Array(0) },
    phases: [
      net.isClassifier
        ? { name: 'classifier', trains: ['encoder', 'head'], terms: ['prediction', 'kl'], latent: 'sampled', epochs }
        : {
            name: 'joint',
            trains: ['encoder', 'decoder'],
            terms: ['reconstruction', 'kl'],
            latent: 'objective',
            epochs,
          },
    ],
    optimizer: build(optimizers, config.training.optimizer),
    training: config.training,
    evaluation: config.evaluation,
    random,
    engine: { threads },
    state: START,
    tensors: initialState(model, random),
    shouldStop: () => false,
    recall: () => ({}),
  });
  let done = 0;
  let warmedAt = benchCase.warmUpSteps === 0 ? started : undefined;
  let warmedSteps = 0;
  let last = 0;
  let endedAt = started;
  for await (const event of events) {
    if (event.kind !== 'steps') continue;
    done += event.records.length;
    endedAt = performance.now();
    last =
      event.records.slice(-perEpoch).reduce((sum, { loss }) => sum + loss, 0) /
      Math.min(perEpoch, event.records.length);
    if (warmedAt === undefined && done >= benchCase.warmUpSteps) [warmedAt, warmedSteps] = [endedAt, done];
  }
  const totalSeconds = (endedAt - warmedAt) / 1000;
  // The Gaussian's constant is left out, as the peers do.
  const constant = net.likelihood === 'gaussian' && !net.isClassifier ? (net.widths[0] / 2) * Math.log(2 * Math.PI) : 0;
  return {
    variant: 'adam',
    steps: done - warmedSteps,
    secondsPerStep: totalSeconds / (done - warmedSteps),
    totalSeconds,
    checksum: last - constant,
  };
}

async function measureEncoding() {
  const { ForwardProgram } = await dist('engine/forward-program.js');
  const { buildGraph } = await dist('vae/model-graph.js');
  const { rowSource } = await dist('vae/row-source.js');
  const { posterior } = buildGraph(model, 'mean');
  const parameters = initialState(model, random);
  const program = await ForwardProgram.compile(
    { mean: posterior.mean, logVariance: posterior.logVariance },
    { x: rowSource(dataset) },
    { threads },
  );
  const durations = [];
  let checksum = 0;
  for (let pass = 0; pass < benchCase.warmUpPasses + benchCase.encodePasses; pass++) {
    const started = performance.now();
    const parts = [];
    for (let first = 0; first < benchCase.rows; first += 1000) {
      parts.push(await program.run({ parameters, rows: Int32Array.from({ length: 1000 }, (_, i) => first + i) }));
    }
    durations.push((performance.now() - started) / 1000);
    const squares = parts.map(
      ({ mean }) => mean.data.reduce((sum, value) => sum + value * value, 0) / mean.data.length,
    );
    checksum = squares.reduce((sum, value) => sum + value, 0) / parts.length;
  }
  const counted = durations.slice(benchCase.warmUpPasses).sort((a, b) => a - b);
  const median = counted[Math.floor(counted.length / 2)];
  return {
    variant: 'encode',
    steps: counted.length * 10,
    secondsPerStep: median / 10,
    totalSeconds: counted.reduce((a, b) => a + b),
    checksum,
  };
}

function peakRssMb() {
  const found = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
  return Math.round(Number(found[1]) / 102.4) / 10;
}
