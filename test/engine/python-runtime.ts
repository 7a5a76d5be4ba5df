import { execFileSync } from 'node:child_process';
import { pythonWith } from '../python-with.ts';

/** A Python interpreter with onnxruntime: another program that must open our files. */
export const pythonWithOnnxruntime = (): string | undefined => pythonWith('numpy', 'onnxruntime');

const SCRIPT = `
import json, sys, numpy, onnxruntime
job = json.load(sys.stdin)
session = onnxruntime.InferenceSession(job["model"])
shapes = {each.name: each.shape for each in session.get_inputs()}
feeds = {name: numpy.array(f["data"], "float32").reshape(f["shape"]) for name, f in job["feeds"].items()}
names = [each.name for each in session.get_outputs()]
values = session.run(names, feeds)
print(json.dumps({"inputs": shapes, "outputs": {n: {"shape": v.shape, "data": v.ravel().tolist()} for n, v in zip(names, values)}}))
`;

export interface PythonAnswer {
  readonly inputs: Readonly<Record<string, readonly (number | string)[]>>;
  readonly outputs: Readonly<Record<string, { shape: number[]; data: number[] }>>;
}

/** Runs a model file in Python's onnxruntime. */
export function runInPython(
  python: string,
  model: string,
  feeds: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>,
): PythonAnswer {
  return JSON.parse(
    execFileSync(python, ['-c', SCRIPT], { input: JSON.stringify({ model, feeds }), encoding: 'utf8' }),
  );
}
