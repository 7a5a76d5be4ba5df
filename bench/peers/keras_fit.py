"""The cases in Keras 3 by `fit` and `predict`: [KERAS_BACKEND=torch|tensorflow|jax] python keras_fit.py CASE ..."""

import importlib.util
import os
from time import perf_counter

from cases import CASES, LEARNING_RATE, SEED, batches_of, command_line, labels_of, measured_blocks, print_result, rows_of

BACKEND = os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ["KERAS_TORCH_DEVICE"] = "cpu"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


def limit_threads(count):
    """Has to come before Keras wakes its back end. Returns the back end's version."""
    if importlib.util.find_spec(BACKEND) is None:
        raise SystemExit(f"KERAS_BACKEND: {BACKEND} is not installed for this Python. Install it or choose another.")
    if BACKEND == "torch":
        import torch

        torch.set_num_threads(count)
        return torch.__version__
    if BACKEND == "tensorflow":
        import tensorflow

        tensorflow.config.threading.set_intra_op_parallelism_threads(count)
        tensorflow.config.threading.set_inter_op_parallelism_threads(count)
        return tensorflow.__version__
    # XLA takes the size of its thread pools from here.
    os.environ["NPROC"] = str(count)
    import jax

    return jax.__version__


def build(net):
    """The encoder, and the model from rows to decoder outputs which adds the divergence to its loss."""
    import keras
    from keras import layers, ops

    class Sample(layers.Layer):
        def __init__(self):
            super().__init__()
            self.seeds = keras.random.SeedGenerator(SEED)

        def call(self, posterior):
            mean, log_variance = posterior
            over_units = ops.mean if net.likelihood == "label" else ops.sum
            kl = 0.5 * over_units(ops.square(mean) + ops.exp(log_variance) - 1 - log_variance, axis=-1)
            self.add_loss(ops.mean(kl))
            noise = keras.random.normal(ops.shape(mean), seed=self.seeds)
            return mean + ops.exp(0.5 * log_variance) * noise

    features, *hidden, latent = net.widths
    rows = keras.Input((features,))
    units = rows
    for width in hidden:
        units = layers.Dense(width, activation=net.activation)(units)
    posterior = [layers.Dense(latent)(units), layers.Dense(latent)(units)]
    units = Sample()(posterior)
    if net.likelihood == "label":
        return keras.Model(rows, posterior), keras.Model(rows, layers.Dense(1)(units))
    for width in reversed(hidden):
        units = layers.Dense(width, activation=net.activation)(units)
    return keras.Model(rows, posterior), keras.Model(rows, layers.Dense(features)(units))


def reconstruction_of(likelihood):
    """Per row; the Gaussian has unit variance and leaves its constant out."""
    from keras import ops

    def bernoulli(rows, logits):
        return ops.sum(ops.binary_crossentropy(rows, logits, from_logits=True), axis=-1)

    def gaussian(rows, mean):
        return 0.5 * ops.sum(ops.square(rows - mean), axis=-1)

    return {"bernoulli": bernoulli, "label": bernoulli, "gaussian": gaussian}[likelihood]


def endless(batches):
    while True:
        for batch in batches:
            yield batch, batch


def train(case, blocks, compiled):
    import keras

    class Clock(keras.callbacks.Callback):
        """An epoch of Keras is a block here; building on the first step falls into the first one."""

        def on_train_begin(self, logs=None):
            self.last, self.durations = perf_counter(), []

        def on_epoch_end(self, epoch, logs=None):
            now = perf_counter()
            self.durations.append(now - self.last)
            self.last, self.loss = now, float(logs["loss"])

    _, model = build(case.net)
    model.compile(
        optimizer=keras.optimizers.Adam(LEARNING_RATE),
        loss=reconstruction_of(case.net.likelihood),
        jit_compile=compiled or "auto",
    )
    rows = rows_of(case)
    clock = Clock()
    common = {"epochs": blocks, "verbose": 0, "callbacks": [clock]}
    if case.net.likelihood == "label":
        model.fit(rows, labels_of(rows), batch_size=case.batch, shuffle=True, **common)
    elif case.job == "steps":
        model.fit(endless(batches_of(case, rows)), steps_per_epoch=case.block_steps, shuffle=False, **common)
    else:
        model.fit(rows, rows, batch_size=case.batch, shuffle=True, **common)
    return clock.durations, clock.loss


def encode(case, blocks, compiled):
    encoder, _ = build(case.net)
    encoder.compile(jit_compile=compiled or "auto")
    rows = rows_of(case)
    durations = []
    for _ in range(blocks):
        start = perf_counter()
        mean, log_variance = encoder.predict(rows, batch_size=case.batch, verbose=0)
        durations.append(perf_counter() - start)
    return durations, float((mean**2).mean())


def main():
    options = command_line("Measures one case in Keras.").parse_args()
    case = CASES[options.case]
    backend_version = limit_threads(options.threads)
    import keras

    keras.utils.set_random_seed(SEED)
    blocks = case.warm_up_blocks + measured_blocks(case, options.steps)
    durations, checksum = (encode if case.job == "encode" else train)(case, blocks, options.compile)
    print_result(
        options.case,
        "keras",
        f"{keras.__version__} ({BACKEND} {backend_version})",
        f"fit-{BACKEND}+compile" if options.compile else f"fit-{BACKEND}",
        options.threads,
        durations[case.warm_up_blocks :],
        checksum,
    )


if __name__ == "__main__":
    main()
