"""Reads everything a run of Elbo holds, with NumPy and onnxruntime: python examples/read-a-run.py runs/NAME

Each kind of file has its reader below; take what you need. Losses are nats per row, summed over columns.
"""

import json
import struct
import sys
from pathlib import Path

import numpy
import onnxruntime


def read_lines(file):
    """metrics.jsonl: one object per epoch; timings.jsonl: clock values; steps.jsonl: one per step, where logged."""
    return [json.loads(line) for line in file.read_text().splitlines()]


def read_safetensors(file):
    """A checkpoint: parameters as `encoder.hidden.0.weight`, the optimizer's own behind a slash. Nothing in it can run."""
    data = file.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    kinds = {"F32": "<f4", "F64": "<f8", "I32": "<i4", "I64": "<i8", "U8": "u1", "BOOL": "?"}
    tensors = {}
    for name, each in header.items():
        start, end = (8 + length + offset for offset in each["data_offsets"])
        tensors[name] = numpy.frombuffer(data[start:end], kinds[each["dtype"]]).reshape(each["shape"])
    return tensors


def read_png_size(file):
    return struct.unpack(">II", file.read_bytes()[16:24])


READERS = {
    ".json": lambda file: json.loads(file.read_text()),  # figures/*.vl.json are Vega-Lite with their data
    ".jsonl": read_lines,
    ".npy": lambda file: numpy.load(file, allow_pickle=False),
    ".safetensors": read_safetensors,
    ".onnx": lambda file: onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"]),
    ".png": read_png_size,
    ".svg": lambda file: file.read_text(),
    ".md": lambda file: file.read_text(),
    ".html": lambda file: file.read_text(),
    ".yaml": lambda file: file.read_text(),  # config.resolved.json is the same with every default, as JSON
}


def read_run(folder):
    """Relative path to content, for every file of the run."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): READERS[file.suffix](file) for file in files}


def main(folder):
    run = read_run(folder)
    print(f"{len(run)} files; {run['status.json']['state']} after epoch {run['status.json']['epoch']}")

    for epoch in run["metrics.jsonl"][-3:]:
        train, validation = epoch["running"], epoch.get("validation", {})
        print(f"epoch {epoch['epoch']}: {train['negativeElbo']:.3f} in training, {validation.get('negativeElbo')} on validation")

    for name, split in run["summary.json"]["evaluation"]["splits"].items():
        baseline = sum(each["baselines"]["perColumn"] for each in split["perModality"].values())
        print(f"{name}: {split['negativeElbo']:.3f} nats per row; the column means pay {baseline:.3f}")

    for finding in run["findings.json"]:
        print(f"{finding['verdict']}: {finding['title']} [{finding['id']}]")

    # Latents: [rows, units] of the posterior, in the order of the split's rows.
    mean = run["evaluation/test.mean.npy"]
    log_variance = run["evaluation/test.logVariance.npy"]
    sample = run["evaluation/test.sample.npy"]
    print(f"latents of test: {mean.shape}, means spread by {mean.std(axis=0).round(3)}, sigma {numpy.exp(log_variance / 2).mean():.3f}")

    # The models read and write rescaled rows: (x - offset) * scale. No offsets: the rows as they are.
    rescaling = run["summary.json"]["preprocessing"]
    print(f"rows are rescaled by {rescaling['kind']}, {len(rescaling['offset'])} offsets")
    encoder, decoder = run["model/encoder.onnx"], run["model/decoder.onnx"]
    features = run["summary.json"]["data"]["featureCount"]
    prediction, raw = decoder.run(["prediction", "raw"], {"latent": sample})
    encoded, _ = encoder.run(["mean", "logVariance"], {"x": numpy.zeros((1, features), "float32")})
    print(f"decoded: {prediction.shape} from {prediction.min():.3f} to {prediction.max():.3f}; a row of zeros lies at {encoded.round(2)}")

    name = max(path for path in run if path.endswith(".safetensors"))
    parameters = {key: value for key, value in run[name].items() if "/" not in key}
    print(f"{name}: {sum(value.size for value in parameters.values())} numbers in {len(parameters)} tensors")
    architecture = run["config.resolved.json"]["architecture"]
    if architecture["activation"] == "relu" and not architecture["batchNorm"]:
        difference = numpy.abs(decode_by_hand(parameters, sample) - raw).max()
        print(f"decoded by hand from the checkpoint: differs from decoder.onnx by at most {difference:.1e}")


def decode_by_hand(parameters, latent):
    """The dense decoder, as any other program would use its checkpoint: before probabilities or means are made of it."""
    values, layer = latent, 0
    while (at := f"decoder.hidden.{layer}") + ".weight" in parameters:
        values = numpy.maximum(values @ parameters[at + ".weight"] + parameters[at + ".bias"], 0)
        layer += 1
    return values @ parameters["decoder.output.weight"] + parameters["decoder.output.bias"]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
