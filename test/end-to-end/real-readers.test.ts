/** Every kind of file that Elbo writes, opened by the program it is written for, where that is installed. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunAnswer } from '../../src/cli/answer.ts';
import type { EpochRecord } from '../../src/store/run-record.ts';
import { readNpy } from '../../src/tensor/npy.ts';
import { askPython, pythonWith } from '../python-with.ts';
import { elbo, temporaryFolder } from './elbo.ts';

const folder = temporaryFolder();
const at = (...parts: string[]) => path.join(folder, ...parts);
const LABELS = ['<b>a</b>', '=1+1', 'x\ty', '"q", z'];
const ROWS = 60;
let run: string;
let epochs: EpochRecord[];

const did = async (...words: string[]): Promise<void> => {
  const { code, stderr } = await elbo(words, folder);
  expect(code, stderr).toBe(0);
};
const train = async (source: string, more: readonly string[]): Promise<string> => {
  writeFileSync(
    at('config.yaml'),
    [
      `data: {source: ${source}, idColumn: id, label: kind, standardize: z-score, split: {by: position, train: 0.7, validation: 0.1, test: 0.2}}`,
      'architecture: {kind: dense, encoder: [4], latent: 2, decoder: [4]}',
      'likelihood: gaussian',
      'training: {epochs: 3, batchSize: 14, logSteps: true}',
      'evaluation: {everyEpochs: 2}',
      'threads: 1',
    ].join('\n'),
  );
  const { code, stdout, stderr } = await elbo(['train', 'config.yaml', ...more, '--json', '--quiet'], folder);
  expect(code, stderr).toBe(0);
  return (JSON.parse(stdout) as RunAnswer).path;
};
const numbersOf = (file: string): number[] => Array.from(readNpy(readFileSync(at(file)), file).data as Float32Array);
const kept = (name: string): number[] => numbersOf(path.join(run, 'evaluation', name));
const close = (found: readonly number[], expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 5);
  });
};

beforeAll(async () => {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const cells = [Math.sin(i), Math.cos(2 * i), Math.sin(i) ** 2].map((value) => value.toFixed(4));
    return `${quoted(`row ${i}`)},${quoted(LABELS[i % LABELS.length]!)},${cells.join(',')}`;
  });
  writeFileSync(at('data.csv'), `id,kind,a,b,=c\n${rows.join('\n')}\n`);
  run = await train('data.csv', []);
  epochs = readFileSync(at(run, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as EpochRecord);
});

const numpy = pythonWith('numpy');
describe.skipIf(numpy === undefined)('NumPy', () => {
  test('opens latents as .npy', async () => {
    await did('encode', run, '--split', 'test', '-o', 'z.npy');
    const script = `
import json, sys, numpy
z = numpy.load(sys.argv[1], allow_pickle=False)
print(json.dumps({"dtype": str(z.dtype), "shape": z.shape, "z": z.ravel().tolist()}))`;
    const found = askPython<{ dtype: string; shape: number[]; z: number[] }>(numpy!, script, ['z.npy'], folder);
    expect(found).toEqual({ dtype: 'float32', shape: [12, 2], z: kept('test.mean.npy') });
  });

  test('opens an exported .npz: latents, names, labels, predictions, metrics', async () => {
    await did('export', run, '--format', 'npz', '-o', 'run.npz');
    await did('reconstruct', run, '--split', 'test', '-o', 'r.npy');
    const script = `
import json, sys, numpy
run = numpy.load(sys.argv[1], allow_pickle=False)
print(json.dumps({name: {"dtype": str(run[name].dtype), "values": numpy.nan_to_num(run[name], nan=-1).ravel().tolist() if run[name].dtype.kind == "f" else run[name].ravel().tolist()} for name in run.files}))`;
    type Arrays = Record<string, { dtype: string; values: unknown[] }>;
    const found = askPython<Arrays>(numpy!, script, ['run.npz'], folder);
    expect(found['test.mean']!.values).toEqual(kept('test.mean.npy'));
    expect(found['train.logVariance']!.values).toEqual(kept('train.logVariance.npy'));
    expect(found['test.id']!.values).toEqual(Array.from({ length: 12 }, (_, i) => `row ${48 + i}`));
    expect(found['test.label']!.values).toEqual(Array.from({ length: 12 }, (_, i) => LABELS[i % 4]));
    expect(found['test.prediction']!.values).toEqual(numbersOf('r.npy'));
    expect(found.columns!.values).toEqual(['a', 'b', '=c']);
    expect(found['metrics.epoch']).toEqual({ dtype: 'int32', values: [1, 2, 3] });
    const validation = epochs.map(({ validation }) => validation?.kl ?? -1);
    expect(found['metrics.validation.kl']).toEqual({ dtype: 'float64', values: validation });
  });
});

const arrow = pythonWith('pyarrow.parquet');
test.skipIf(arrow === undefined)('Arrow opens reconstructions as .parquet', async () => {
  await did('reconstruct', run, '--split', 'test', '-o', 'r.parquet');
  await did('reconstruct', run, '--split', 'test', '-o', 'r-too.npy');
  const script = `
import json, sys, pyarrow.parquet
table = pyarrow.parquet.read_table(sys.argv[1])
print(json.dumps({"names": table.column_names, "types": [str(t) for t in table.schema.types], "id": table["id"].to_pylist(), "a": table["a"].to_pylist()}))`;
  const found = askPython<Record<string, unknown[]>>(arrow!, script, ['r.parquet'], folder);
  expect(found.names).toEqual(['id', 'a', 'b', '=c']);
  expect(found.types).toEqual(['string', 'float', 'float', 'float']);
  expect(found.id).toEqual(Array.from({ length: 12 }, (_, i) => `row ${48 + i}`));
  expect(found.a).toEqual(numbersOf('r-too.npy').filter((_, i) => i % 3 === 0));
});

const plain = pythonWith('csv');
test.skipIf(plain === undefined)("Python's csv opens exported tables", async () => {
  await did('export', run, '--format', 'csv', '-o', 'tables');
  const script = `
import csv, json, sys
print(json.dumps([list(csv.DictReader(open(name, newline="", encoding="utf-8"))) for name in sys.argv[1:]]))`;
  const files = ['tables/metrics.csv', 'tables/latents.test.csv'];
  const [metrics, latents] = askPython<Record<string, string>[][]>(plain!, script, files, folder);
  expect(metrics!.map((row) => Number(row['running.loss']))).toEqual(epochs.map(({ running }) => running.loss));
  expect(latents!.map(({ kind }) => kind)).toEqual(
    Array.from({ length: 12 }, (_, i) => ['<b>a</b>', "'=1+1", 'x\ty', '"q", z'][i % 4]),
  );
  close(
    latents!.flatMap(({ z0, z1 }) => [Number(z0), Number(z1)]),
    kept('test.mean.npy'),
  );
});

const anndata = pythonWith('anndata');
test.skipIf(anndata === undefined)('AnnData opens the copy that latents were put into, with all it held', async () => {
  const make = `
import json, sys, warnings
warnings.simplefilter("ignore")
import anndata, numpy, pandas, scipy.sparse
random = numpy.random.default_rng(1)
obs = pandas.DataFrame({"kind": pandas.Categorical(["x", "y", "z"] * 10), "depth": random.random(30), "good": [True, False] * 15}, index=[f"cell {i}" for i in range(30)])
cells = anndata.AnnData(X=scipy.sparse.csr_matrix(random.poisson(1.0, (30, 5)).astype("float32")), obs=obs, var=pandas.DataFrame(index=[f"gene {i}" for i in range(5)]))
cells.layers["raw"] = random.random((30, 5))
cells.obsm["X_pca"] = random.random((30, 3))
cells.uns["colours"] = {"x": "red", "list": numpy.array(["a", "b"], dtype=object)}
cells.obsp["near"] = scipy.sparse.csc_matrix(random.random((30, 30)))
cells.write_h5ad(sys.argv[1], compression="gzip")
print(json.dumps(True))`;
  askPython(anndata!, make, ['cells.h5ad'], folder);
  const cells = await train('cells.h5ad', ['~data.idColumn', 'data.standardize=none']);
  await did('encode', cells, '--data', 'cells.h5ad', '-o', 'with-z.h5ad');
  await did('encode', cells, '--data', 'cells.h5ad', '-o', 'cells-z.npy');
  const look = `
import json, sys, warnings
warnings.simplefilter("ignore")
import anndata, h5py, numpy
changed = []
with h5py.File(sys.argv[1]) as before, h5py.File(sys.argv[2]) as after:
    def compare(name, item):
        other = after[name]
        same = {k: str(v) for k, v in item.attrs.items()} == {k: str(v) for k, v in other.attrs.items()}
        if isinstance(item, h5py.Dataset):
            same = same and item.dtype == other.dtype and item.compression == other.compression
            same = same and numpy.array_equal(item[()], other[()])
        if not same: changed.append(name)
    before.visititems(compare)
cells = anndata.read_h5ad(sys.argv[2])
z = cells.obsm["X_elbo"]
print(json.dumps({"changed": changed, "held": [sorted(part) for part in (cells.obsm, cells.layers, cells.obsp, cells.uns)], "dtype": str(z.dtype), "shape": z.shape, "z": z.ravel().tolist()}))`;
  expect(askPython(anndata!, look, ['cells.h5ad', 'with-z.h5ad'], folder)).toEqual({
    changed: [],
    held: [['X_elbo', 'X_pca'], ['raw'], ['near'], ['colours']],
    dtype: 'float32',
    shape: [30, 2],
    z: numbersOf('cells-z.npy'),
  });
});

const tensorboard = pythonWith('tensorboard');
describe.skipIf(tensorboard === undefined)('TensorBoard', () => {
  /** The program itself, asked over HTTP as its page asks it. */
  const ask = `
import json, sys, time, urllib.parse, urllib.request
from tensorboard import program
board = program.TensorBoard()
board.configure(argv=[None, "--logdir", sys.argv[1], "--port", "0", "--host", "127.0.0.1", "--load_fast=false"])
url = board.launch()
def get(path, **words):
    return urllib.request.urlopen(f"{url}data/{path}?{urllib.parse.urlencode(words)}").read()
def ask(path, **words):
    return json.loads(get("plugin/" + path, **words))
wanted = set(filter(None, sys.argv[2].split(",")))
deadline = time.time() + 60
while not wanted <= set(json.loads(get("runs"))) and time.time() < deadline:
    time.sleep(0.2)
`;

  test('draws curves, figures and histograms', async () => {
    await did('export', run, '--format', 'tensorboard', '-o', 'logs');
    const script = `${ask}
image = ask("images/images", run=".", tag="figures/kl")[0]
print(json.dumps({
    "runs": sorted(json.loads(get("runs"))),
    "units": ask("scalars/tags")["validation"]["kl"]["description"],
    "kl": ask("scalars/scalars", run="validation", tag="kl"),
    "running": ask("scalars/scalars", run="running", tag="perModality/data"),
    "steps": ask("scalars/scalars", run="steps", tag="loss"),
    "png": get("plugin/images/individualImage", blob_key=image["query"].removeprefix("blob_key="))[:4].hex(),
    "figures": sorted(ask("images/tags")["."]),
    "z1": ask("histograms/histograms", run="test", tag="latent means/z1"),
}))`;
    type Curve = [wallTime: number, step: number, value: number][];
    interface Found {
      runs: string[];
      units: string;
      kl: Curve;
      running: Curve;
      steps: Curve;
      png: string;
      figures: string[];
      z1: [number, number, [number, number, number][]][];
    }
    const runs = ['.', 'running', 'steps', 'test', 'train', 'validation'];
    const found = askPython<Found>(tensorboard!, script, ['logs', runs.join(',')], folder);
    expect(found.runs).toEqual(runs);
    expect(found.units).toContain('nats per row');
    const measured = epochs.filter(({ validation }) => validation !== undefined);
    expect(found.kl.map(([, epoch]) => epoch)).toEqual(measured.map(({ epoch }) => epoch));
    close(
      found.kl.map(([, , kl]) => kl),
      measured.map(({ validation }) => validation!.kl),
    );
    close(
      found.running.map(([, , loss]) => loss),
      epochs.map(({ running }) => running.perModality.data!),
    );
    expect(found.steps.map(([, step]) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const times = found.running.map(([wallTime]) => wallTime);
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(Math.abs(times[0]! - Date.now() / 1000)).toBeLessThan(600);
    expect([found.png, found.figures.includes('figures/latent-test')]).toEqual(['89504e47', true]);
    const counts = found.z1[0]![2].map(([, , count]) => count);
    expect(counts.reduce((sum, count) => sum + count)).toBe(12);
  });

  test('shows latents with their labels in its Embedding Projector', async () => {
    await did('export', run, '--format', 'projector', '-o', 'projector');
    const script = `${ask}
info = ask("projector/info", run=".")
name = info["embeddings"][0]["tensorName"]
import struct
values = get("plugin/projector/tensor", run=".", name=name)
print(json.dumps({
    "shape": info["embeddings"][0]["tensorShape"],
    "metadata": get("plugin/projector/metadata", run=".", name=name).decode(),
    "z": list(struct.unpack(f"<{len(values) // 4}f", values)),
}))`;
    interface Found {
      shape: number[];
      metadata: string;
      z: number[];
    }
    const { shape, metadata, z } = askPython<Found>(tensorboard!, script, ['projector', ''], folder);
    expect(shape).toEqual([ROWS, 2]);
    const lines = metadata.trimEnd().split('\n');
    expect(lines[0]).toBe('id\tsplit\tkind');
    expect(lines.slice(1).map((line) => line.split('\t')[2])).toEqual(
      Array.from({ length: ROWS }, (_, i) => ['<b>a</b>', '=1+1', 'x y', '"q", z'][i % 4]),
    );
    expect(z.map(Math.fround)).toEqual(['train', 'validation', 'test'].flatMap((split) => kept(`${split}.mean.npy`)));
  });
});

const onnxruntime = pythonWith('numpy', 'onnxruntime');
test.skipIf(onnxruntime === undefined)('ONNX Runtime for Python opens exported models', async () => {
  await did('export', run, '--format', 'onnx', '-o', 'model');
  await did('reconstruct', run, '--split', 'test', '--rescaled', '-o', 'rescaled.npy');
  const script = `
import json, sys, numpy, onnxruntime
decoder = onnxruntime.InferenceSession("model/decoder.onnx", providers=["CPUExecutionProvider"])
encoder = onnxruntime.InferenceSession("model/encoder.onnx", providers=["CPUExecutionProvider"])
x = decoder.run(["prediction"], {"latent": numpy.load(sys.argv[1])})[0]
print(json.dumps({"x": x.ravel().tolist(), "inputs": [each.name for each in encoder.get_inputs()], "outputs": [each.name for each in encoder.get_outputs()]}))`;
  interface Found {
    x: number[];
    inputs: string[];
    outputs: string[];
  }
  const latents = path.join(run, 'evaluation', 'test.mean.npy');
  const { x, inputs, outputs } = askPython<Found>(onnxruntime!, script, [latents], folder);
  close(x, numbersOf('rescaled.npy'));
  expect({ inputs, outputs }).toEqual({ inputs: ['x'], outputs: ['mean', 'logVariance'] });
});

const safetensors = pythonWith('safetensors.numpy');
test.skipIf(safetensors === undefined)('safetensors for Python opens parameters and checkpoints', async () => {
  await did('export', run, '--format', 'safetensors', '-o', 'run.safetensors');
  const script = `
import json, pathlib, sys, safetensors.numpy
exported = safetensors.numpy.load_file(sys.argv[1])
newest = sorted(pathlib.Path(sys.argv[2]).glob("*.safetensors"))[-1]
kept = safetensors.numpy.load_file(newest)
print(json.dumps({"same": all((kept[name] == exported[name]).all() for name in exported), "shape": exported["encoder.mean.weight"].shape, "more": len(kept) > len(exported)}))`;
  const found = askPython(safetensors!, script, ['run.safetensors', path.join(run, 'checkpoints')], folder);
  expect(found).toEqual({ same: true, shape: [4, 2], more: true });
});
