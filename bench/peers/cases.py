"""What every peer does: the cases, their data, the command line and the one line of JSON.

A peer measures a case in blocks of steps and hands the durations back; everything said about them is said here, so
that two peers cannot count differently.
"""

import argparse
import json
import math
import os
import resource
import statistics
from dataclasses import dataclass

# The peers are measured on the processor, whatever else the machine has.
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import numpy

SEED = 0
LEARNING_RATE = 1e-3
DENSITY = 0.05


@dataclass(frozen=True)
class Net:
    """Widths from the inputs to the latent units. The decoder mirrors them; of a `label` it is a head of one logit."""

    widths: tuple[int, ...]
    activation: str
    likelihood: str


LARGE = Net((12001, 1280, 1024, 768, 512, 300), "relu", "bernoulli")
MEDIUM = Net((784, 512, 256, 20), "relu", "bernoulli")
SMALL = Net((30, 16, 8, 2), "elu", "gaussian")
CLASSIFIER = Net((30, 16, 8, 2), "elu", "label")


@dataclass(frozen=True)
class Case:
    """
    `job` is `steps` (training on batches cut beforehand, in turn), `epochs` (training over all rows, shuffled for
    each epoch, last batch kept) or `encode` (mean and log-variance of all rows). A block is what is timed at once:
    some steps, one epoch, one pass. Warm-up blocks run first and are not counted.
    """

    net: Net
    job: str
    rows: int
    batch: int
    block_steps: int
    warm_up_blocks: int
    steps: int


CASES = {
    "large": Case(LARGE, "steps", 4 * 128, 128, block_steps=1, warm_up_blocks=3, steps=20),
    "medium": Case(MEDIUM, "steps", 8 * 128, 128, block_steps=20, warm_up_blocks=2, steps=400),
    "small-128": Case(SMALL, "steps", 8 * 128, 128, block_steps=100, warm_up_blocks=3, steps=4000),
    "small-full": Case(SMALL, "steps", 455, 455, block_steps=100, warm_up_blocks=3, steps=4000),
    "wdbc-1000": Case(SMALL, "epochs", 455, 128, block_steps=4, warm_up_blocks=0, steps=4000),
    "classifier": Case(CLASSIFIER, "steps", 398, 128, block_steps=4, warm_up_blocks=20, steps=1200),
    "encode-10000": Case(MEDIUM, "encode", 10_000, 1000, block_steps=10, warm_up_blocks=2, steps=200),
    "encode-10000-large": Case(LARGE, "encode", 10_000, 1000, block_steps=10, warm_up_blocks=1, steps=50),
    "startup": Case(SMALL, "steps", 128, 128, block_steps=1, warm_up_blocks=0, steps=1),
}


def rows_of(case: Case) -> numpy.ndarray:
    """`[rows, features]` float32: 0 and 1 at a fixed density for Bernoulli nets, standard normal otherwise."""
    generator = numpy.random.default_rng(SEED)
    shape = (case.rows, case.net.widths[0])
    if case.net.likelihood != "bernoulli":
        return generator.standard_normal(shape, dtype=numpy.float32)
    rows = numpy.empty(shape, dtype=numpy.float32)
    # Batch by batch, so that drawing the data does not set the peak of memory.
    for start in range(0, case.rows, case.batch):
        part = rows[start : start + case.batch]
        numpy.less(generator.random(part.shape, dtype=numpy.float32), DENSITY, out=part, casting="unsafe")
    return rows


def labels_of(rows: numpy.ndarray) -> numpy.ndarray:
    """`[rows, 1]` float32, 0 and 1: which side of a plane through the first three columns a row lies on."""
    return (rows[:, :3].sum(axis=1, keepdims=True) > 0).astype(numpy.float32)


def batches_of(case: Case, rows):
    """The rows cut into batches, as views."""
    return [rows[start : start + case.batch] for start in range(0, case.rows, case.batch)]


def command_line(description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("case", choices=CASES)
    parser.add_argument("--threads", type=positive, default=available_cores(), metavar="N")
    parser.add_argument("--compile", action="store_true", help="compile the model before the first step")
    parser.add_argument("--steps", type=positive, metavar="N", help="measured steps, rounded up to whole blocks")
    return parser


def available_cores() -> int:
    # Only Linux tells which cores this process may use.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{value} is not a positive whole number")
    return value


def measured_blocks(case: Case, steps: int | None) -> int:
    return math.ceil((steps or case.steps) / case.block_steps)


def print_result(
    name: str, tool: str, version: str, variant: str, threads: int, durations: list[float], checksum: float
) -> None:
    """
    @param durations - seconds of each measured block
    @param checksum - training: mean loss over the last block; encoding: mean square of the posterior means
    """
    if not math.isfinite(checksum):
        raise SystemExit(f"{name}: the checksum is {checksum}. A finite number was expected.")
    block_steps = CASES[name].block_steps
    result = {
        "case": name,
        "tool": tool,
        "version": version,
        "variant": variant,
        "threads": threads,
        "steps": len(durations) * block_steps,
        "secondsPerStep": statistics.median(durations) / block_steps,
        "totalSeconds": sum(durations),
        "checksum": checksum,
        "peakRssMb": round(peak_rss_mb(), 1),
    }
    print(json.dumps(result))


def peak_rss_mb() -> float:
    # ru_maxrss would count the parent's memory at the fork too; VmHWM is of this program alone.
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
