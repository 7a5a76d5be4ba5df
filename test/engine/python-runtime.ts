import { execFileSync } from 'node:child_process';

/** A Python interpreter with onnxruntime: another program that must open our files. */
export function pythonWithOnnxruntime(): string | undefined {
  for (const python of [process.env.ELBO_PEERS_PYTHON, 'python3']) {
    if (python === undefined) continue;
    try {
      execFileSync(python, ['-c', 'import numpy, onnxruntime'], { stdio: 'ignore' });
      return python;
    } catch {
      // Not there, or without onnxruntime.
    }
  }
  console.log('skipped: no Python with onnxruntime (set ELBO_PEERS_PYTHON)');
  return undefined;
}

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
