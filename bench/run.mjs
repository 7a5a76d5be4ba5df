// Elbo beside its peers: npm run bench -- [--rounds 9] [--other-rounds 3] [--cases a,b] [--threads N] [--no-write]
// A process per measurement; the tools alternate and swap their order each round. Writes bench/RESULTS.md.
// With --keras tensorflow,jax only `fit` with those back ends is the peer, and the rows are added to bench/RESULTS.md.
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    'other-rounds': { type: 'string', default: '3' },
    cases: { type: 'string' },
    threads: { type: 'string', default: String(os.availableParallelism()) },
    'no-write': { type: 'boolean', default: false },
    keras: { type: 'string' },
  },
});
const here = fileURLToPath(new URL('.', import.meta.url));
const python = process.env.ELBO_PEERS_PYTHON;
if (python === undefined) {
  console.error(
    'ELBO_PEERS_PYTHON is not set. Expected the Python of a virtual environment with torch and keras: see bench/README.md.',
  );
  process.exit(2);
}
const { threads } = options;
const peer = (file, ...more) => ({
  command: python,
  args: (name) => [`${here}peers/${file}`, name, '--threads', threads, ...more],
});
const elbo = { command: process.execPath, args: (name) => [`${here}elbo.mjs`, name, '--threads', threads] };
const eager = peer('pytorch.py');
const others = {
  'PyTorch, fused Adam': peer('pytorch.py', '--adam', 'fused'),
  'PyTorch, torch.compile': peer('pytorch.py', '--compile'),
  'PyTorch, DataLoader': peer('pytorch.py', '--loader'),
  'Keras fit (torch)': { ...peer('keras_fit.py'), backend: 'torch' },
};
const backends = options.keras?.split(',') ?? [];
for (const backend of backends) others[`Keras fit (${backend})`] = { ...peer('keras_fit.py'), backend };
// A loader goes with the case that has labels alone.
const unlabelled = Object.keys(others).filter((name) => !name.includes('DataLoader'));
// The bar of each case: Elbo / PyTorch eager.
const CASES = {
  large: { unit: 'ms per step', bar: 1.05, of: perStep, others: unlabelled },
  medium: { unit: 'ms per step', bar: 1.05, of: perStep, others: unlabelled },
  'small-128': { unit: 'ms per step', bar: 1.05, of: perStep, others: unlabelled },
  'small-full': { unit: 'ms per step', bar: 1.05, of: perStep, others: [] },
  'wdbc-1000': {
    unit: 's in all',
    bar: 1 / 3,
    of: (result) => result.totalSeconds,
    others: ['PyTorch, fused Adam', 'Keras fit (torch)'],
  },
  // 300 epochs of the WDBC classifier after 20; against Keras fit the bar is 1/15.
  classifier: {
    unit: 's for 300 epochs',
    bar: 1 / 3,
    of: (result) => (1200 * result.totalSeconds) / result.steps,
    others: ['PyTorch, DataLoader', 'Keras fit (torch)'],
    bars: { 'Keras fit (torch)': 1 / 15 },
  },
  'encode-10000': { unit: 'ms per 1000 rows', bar: 1.05, of: perStep, others: ['Keras fit (torch)'] },
  'encode-10000-large': { unit: 'ms per 1000 rows', bar: 1.05, of: perStep, others: [] },
};
const wanted = options.cases?.split(',') ?? [
  ...Object.keys(CASES),
  ...(options.keras === undefined ? ['startup', 'memory'] : []),
];

function perStep(result) {
  return result.secondsPerStep * 1000;
}

function measure({ command, args, backend }, name) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args(name), {
    encoding: 'utf8',
    env: { ...process.env, ...(backend === undefined ? {} : { KERAS_BACKEND: backend }) },
  });
  if (status !== 0) throw new Error(`${command} ${args(name).join(' ')} ended with ${status}: ${stderr.slice(-400)}`);
  return { ...JSON.parse(stdout.trim().split('\n').at(-1)), wallSeconds: (performance.now() - started) / 1000 };
}

/** Two tools in turn; the order swaps each round. */
function duel(a, b, name, rounds) {
  const results = [[], []];
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const index of order) results[index].push(measure([a, b][index], name));
    process.stderr.write('.');
  }
  return results;
}

const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
const median = (numbers) => {
  const order = sorted(numbers);
  const middle = Math.floor(order.length / 2);
  return order.length % 2 === 1 ? order[middle] : (order[middle - 1] + order[middle]) / 2;
};
const show = (value) => (value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(2) : value.toFixed(3));
const spread = (numbers) => `${show(median(numbers))} (${show(sorted(numbers)[0])} to ${show(sorted(numbers).at(-1))})`;

const rows = [];
const raw = [];
const tools = new Set();
function record(name, unit, of, against, [own, other], bar) {
  const [mine, theirs] = [own.map(of), other.map(of)];
  for (const result of [...own, ...other]) if (result.tool !== 'elbo') tools.add(`${result.tool} ${result.version}`);
  const pairs = mine.map((value, index) => value / theirs[index]);
  const checksums = `${show(median(own.map((r) => r.checksum)))} / ${show(median(other.map((r) => r.checksum)))}`;
  const verdict =
    bar === undefined
      ? ''
      : median(mine) / median(theirs) <= bar
        ? `at most ${show(bar)}: held`
        : `at most ${show(bar)}: **not held**`;
  rows.push([
    name,
    unit,
    against,
    spread(mine),
    spread(theirs),
    `${show(median(mine) / median(theirs))} (${show(sorted(pairs)[0])} to ${show(sorted(pairs).at(-1))})`,
    verdict,
    checksums,
  ]);
  raw.push(`${name}, ${unit}, Elbo: ${mine.map(show).join(' ')}; ${against}: ${theirs.map(show).join(' ')}`);
  console.log(rows.at(-1).join(' | '));
}

for (const name of wanted.filter((each) => each in CASES)) {
  const { unit, bar, of, others: names, bars = {} } = CASES[name];
  const against = backends.length > 0 ? backends.map((backend) => `Keras fit (${backend})`) : names;
  if (backends.length === 0)
    record(name, unit, of, 'PyTorch, eager Adam', duel(elbo, eager, name, Number(options.rounds)), bar);
  for (const other of against)
    record(name, unit, of, other, duel(elbo, others[other], name, Number(options['other-rounds'])), bars[other]);
}

const notes = [];
if (wanted.includes('startup')) {
  const times = Array.from({ length: Number(options.rounds) }, () => firstStepSeconds());
  notes.push(
    `Command to first training step (\`elbo train\` on 455 x 30, from process start to the first step's record): ${spread(times)} s; bar 1.0 s: ${median(times) <= 1 ? 'held' : '**not held**'}.`,
  );
}
if (wanted.includes('memory')) {
  const peaks = Array.from({ length: 3 }, () => measure(elbo, 'memory').peakRssMb / 1024);
  notes.push(
    `36.2 M parameters with 20 000 x 12001 binary rows, 20 steps of batch 128: peak resident memory ${spread(peaks)} GiB; bar 3.5 GB (3.26 GiB): ${median(peaks) <= 3.26 ? 'held' : '**not held**'}.`,
  );
}
for (const note of notes) console.log(note);

/** Seconds from starting `elbo train` to its line of the first step. */
function firstStepSeconds() {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`${here}first-step.mjs`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`first-step.mjs ended with ${status}: ${stderr.slice(-400)}`);
  return Number(stdout);
}

if (!options['no-write']) {
  const elboVersion = JSON.parse(readFileSync(`${here}../package.json`, 'utf8')).version;
  const table = [
    '| case | unit | against | Elbo, median (range) | peer, median (range) | Elbo / peer (pairs) | bar | checksums |',
    '| --- | --- | --- | ---: | ---: | ---: | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ];
  const text = [
    '# Results',
    '',
    `Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${os.cpus()[0]?.model.trim()}, ${threads} threads, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, Elbo ${elboVersion}, ${[...tools].join(', ')}.`,
    `Cases, method and installation are in [README.md](README.md). ${options.rounds} alternating rounds against eager PyTorch, ${options['other-rounds']} against the others. Ratios below 1: Elbo is quicker.`,
    '',
    ...table,
    '',
    ...notes.flatMap((note) => [note, '']),
    '## Raw rounds',
    '',
    ...raw.map((line) => `- ${line}`),
    '',
  ];
  const added = [
    `## Other back ends of Keras (${[...tools].join(', ')}; ${options['other-rounds']} alternating rounds)`,
    '',
    ...table,
    '',
    ...raw.map((line) => `- ${line}`),
    '',
  ];
  if (backends.length === 0) writeFileSync(`${here}RESULTS.md`, text.join('\n'));
  else appendFileSync(`${here}RESULTS.md`, `\n${added.join('\n')}`);
}
