"""Numbers that PyTorch and Keras compute, for the tests to compare with.

Writes toolkits.json beside itself:  KERAS_BACKEND=torch python test/golden/toolkits.py
"""
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "torch"
import keras
import torch

torch.set_default_dtype(torch.float64)
keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")


def numbers(value):
    if hasattr(value, "detach"):
        value = value.detach().cpu()
    return value.tolist()


def generator(seed):
    return torch.Generator().manual_seed(seed)


# Gradients of the size of epsilon show where epsilon stands; the rate changes while training goes on.
START = [1.0, -2.0, 0.5, 3.0]
GRADIENTS = [
    [0.5, -1.0, 2e-8, 0.0],
    [0.25, 2.0, -1e-8, 0.0],
    [-1.0, 0.5, 3e-8, 1e-3],
    [2.0, -0.125, 1e-7, 0.0],
    [0.0, 1.0, -5e-8, -1e-3],
]
RATES = [0.01, 0.01, 0.01, 0.002, 0.002]


def torch_sequence(make):
    weights = torch.nn.Parameter(torch.tensor(START))
    optimizer = make([weights])
    sequence = []
    for gradient, rate in zip(GRADIENTS, RATES):
        optimizer.param_groups[0]["lr"] = rate
        weights.grad = torch.tensor(gradient)
        optimizer.step()
        sequence.append(numbers(weights))
    return sequence


def keras_sequence(optimizer):
    weights = keras.Variable(START, dtype="float64")
    sequence = []
    for gradient, rate in zip(GRADIENTS, RATES):
        optimizer.learning_rate = rate
        optimizer.apply([torch.tensor(gradient)], [weights])
        sequence.append(numbers(weights.value))
    return sequence


def optimizers():
    return {
        "start": START,
        "gradients": GRADIENTS,
        "rates": RATES,
        "adam": {
            "pytorch": torch_sequence(lambda p: torch.optim.Adam(p)),
            "keras": keras_sequence(keras.optimizers.Adam()),
        },
        "adamw": {
            "pytorch": torch_sequence(lambda p: torch.optim.AdamW(p)),
            "keras": keras_sequence(keras.optimizers.AdamW()),
        },
        "rmsprop": {
            "pytorch": torch_sequence(lambda p: torch.optim.RMSprop(p)),
            "keras": keras_sequence(keras.optimizers.RMSprop()),
        },
        "rmspropWithMomentum": {
            "pytorch": torch_sequence(lambda p: torch.optim.RMSprop(p, momentum=0.9)),
            "keras": keras_sequence(keras.optimizers.RMSprop(momentum=0.9)),
        },
        "momentum": {
            "pytorch": torch_sequence(lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9)),
            "keras": keras_sequence(keras.optimizers.SGD(momentum=0.9)),
        },
        "descent": {
            "pytorch": torch_sequence(lambda p: torch.optim.SGD(p, lr=0.01)),
            "keras": keras_sequence(keras.optimizers.SGD()),
        },
    }


def clipping():
    """Gradients of two parameters, shortened together: so small that an epsilon shows. The last limit is not reached."""
    gradients = [[[5e-6, -1e-5], [2e-5, 2.5e-6]], [3e-5, -1.25e-6, 1e-8]]
    limits = [1e-6, 2e-5, 1e-3]

    def pytorch(limit):
        parameters = [torch.nn.Parameter(torch.tensor(each)) for each in gradients]
        for parameter, each in zip(parameters, gradients):
            parameter.grad = torch.tensor(each)
        torch.nn.utils.clip_grad_norm_(parameters, limit)
        return [numbers(parameter.grad) for parameter in parameters]

    def toolkit(limit):
        optimizer = keras.optimizers.SGD(global_clipnorm=limit)
        return [numbers(each) for each in optimizer._clip_gradients([torch.tensor(each) for each in gradients])]

    return {
        "gradients": gradients,
        "limits": limits,
        "pytorch": [pytorch(limit) for limit in limits],
        "keras": [toolkit(limit) for limit in limits],
    }


def batch_normalization():
    x = torch.tensor([[1.0, -2.0, 0.5], [3.0, 0.25, 0.5], [-1.0, 4.0, 0.5], [0.5, 1.0, 2.5]])
    gain, shift = [1.5, 0.5, -1.0], [0.25, -1.0, 0.0]

    layer = torch.nn.BatchNorm1d(3)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(gain))
        layer.bias.copy_(torch.tensor(shift))
    pytorch = {"training": numbers(layer(x)), "again": numbers(layer(2 * x))}
    pytorch |= {"mean": numbers(layer.running_mean), "variance": numbers(layer.running_var)}
    pytorch["use"] = numbers(layer.eval()(x))

    layer = keras.layers.BatchNormalization(dtype="float64")
    layer.build((None, 3))
    layer.gamma.assign(gain)
    layer.beta.assign(shift)
    toolkit = {"training": numbers(layer(x, training=True)), "again": numbers(layer(2 * x, training=True))}
    toolkit |= {"mean": numbers(layer.moving_mean.value), "variance": numbers(layer.moving_variance.value)}
    toolkit["use"] = numbers(layer(x, training=False))

    # PyTorch refuses to train on one row; Keras keeps its variance, 0.
    layer = keras.layers.BatchNormalization(dtype="float64")
    one = x[:1]
    trained = numbers(layer(one, training=True))
    toolkit["one"] = {
        "training": trained,
        "mean": numbers(layer.moving_mean.value),
        "variance": numbers(layer.moving_variance.value),
    }
    return {"x": numbers(x), "gain": gain, "shift": shift, "pytorch": pytorch, "keras": toolkit}


def activations():
    x = torch.tensor([-1e4, -30.0, -3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 30.0, 1e4])
    f = torch.nn.functional
    pytorch = {
        "linear": x, "relu": f.relu(x), "elu": f.elu(x), "leaky-relu": f.leaky_relu(x), "tanh": f.tanh(x),
        "sigmoid": f.sigmoid(x), "softplus": f.softplus(x), "gelu": f.gelu(x), "silu": f.silu(x),
    }
    names = {"leaky-relu": "leaky_relu"}
    toolkit = {name: keras.activations.get(names.get(name, name))(x) for name in pytorch}
    return {
        "x": numbers(x),
        "pytorch": {name: numbers(y) for name, y in pytorch.items()},
        "keras": {name: numbers(y) for name, y in toolkit.items()},
    }


def likelihoods():
    outputs = torch.tensor([[0.5, -1.25, 3.0, -18.6], [0.0, 40.0, -40.0, 2.5]])
    targets = torch.tensor([[1.0, 0.0, 0.25, 0.0], [0.5, 1.0, 0.0, 0.75]])
    cross = torch.nn.functional.binary_cross_entropy_with_logits(outputs, targets, reduction="none")
    gaussian = {
        str(variance): numbers(-torch.distributions.Normal(outputs, variance**0.5).log_prob(targets).sum(1))
        for variance in (1.0, 0.25, 4.0)
    }
    return {
        "outputs": numbers(outputs),
        "targets": numbers(targets),
        "bernoulli": numbers(cross.sum(1)),
        "gaussian": gaussian,
    }


def divergence():
    mean = torch.tensor([[0.0, 1.5, -3.0], [0.0, 0.25, 10.0]])
    log_variance = torch.tensor([[0.0, -2.0, 1.0], [0.0, -12.0, 3.0]])
    normal = torch.distributions.Normal
    posterior = normal(mean, (0.5 * log_variance).exp())
    kl = torch.distributions.kl_divergence(posterior, normal(torch.zeros_like(mean), torch.ones_like(mean)))
    return {"mean": numbers(mean), "logVariance": numbers(log_variance), "perUnit": numbers(kl)}


def plateau():
    losses = [1, 0.9, 0.9, 0.90005, 0.89995, 0.9, 0.9, 0.8, 0.79995, 0.8, 0.8, 0.8, 0.8, 0.8]

    class Model:
        optimizer = keras.optimizers.Adam(1e-3)

    callback = keras.callbacks.ReduceLROnPlateau(factor=0.5, patience=2, min_delta=1e-4, cooldown=1, min_lr=2e-4)
    callback.set_model(Model())
    callback.on_train_begin()
    rates = []
    for epoch, loss in enumerate(losses):
        callback.on_epoch_end(epoch, {"val_loss": loss})
        rates.append(float(Model.optimizer.learning_rate))
    return {"losses": losses, "rates": rates}


def training():
    """A whole model, 5-4-2-4-5 with batch normalization, trained for steps of full batches with given noise."""
    draw = generator(3)
    rows, steps = 6, 8
    x = (torch.rand(rows, 5, generator=draw) < 0.4).double()
    noise = torch.randn(steps, rows, 2, generator=draw)
    sizes = {"encoder.hidden.0": (5, 4), "encoder.mean": (4, 2), "encoder.logVariance": (4, 2)}
    sizes |= {"decoder.hidden.0": (2, 4), "decoder.output": (4, 5)}
    layers = {name: torch.nn.Linear(*size) for name, size in sizes.items()}
    norms = {name: torch.nn.BatchNorm1d(4) for name in ("encoder.hidden.0.batchNorm", "decoder.hidden.0.batchNorm")}
    with torch.no_grad():
        for layer in layers.values():
            layer.weight.copy_(0.5 * torch.randn(layer.weight.shape, generator=draw))
            layer.bias.copy_(0.1 * torch.randn(layer.bias.shape, generator=draw))
    modules = torch.nn.ModuleList([*layers.values(), *norms.values()])

    def state():
        result = {}
        for name, layer in layers.items():
            result[f"{name}.weight"] = numbers(layer.weight.T)
            result[f"{name}.bias"] = numbers(layer.bias)
        for name, norm in norms.items():
            result[f"{name}.scale"] = numbers(norm.weight)
            result[f"{name}.shift"] = numbers(norm.bias)
            result[f"{name}.runningMean"] = numbers(norm.running_mean)
            result[f"{name}.runningVariance"] = numbers(norm.running_var)
        return result

    def hidden(part, values):
        name = f"{part}.hidden.0"
        return torch.tanh(norms[f"{name}.batchNorm"](layers[name](values)))

    optimizer = torch.optim.Adam(modules.parameters(), lr=0.01)
    before = state()
    losses, kls = [], []
    for epsilon in noise:
        top = hidden("encoder", x)
        mean, log_variance = layers["encoder.mean"](top), layers["encoder.logVariance"](top)
        latent = mean + (0.5 * log_variance).exp() * epsilon
        logits = layers["decoder.output"](hidden("decoder", latent))
        cross = torch.nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)
        kl = 0.5 * (mean**2 + log_variance.exp() - 1 - log_variance).sum(1)
        loss = (cross + 0.5 * kl).mean()
        losses.append(float(loss.detach()))
        kls.append(float(kl.detach().mean()))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return {
        "x": numbers(x), "noise": numbers(noise), "before": before, "after": state(), "losses": losses, "kl": kls,
    }


content = {
    "tools": f"PyTorch {torch.__version__.split('+')[0]}, Keras {keras.__version__}, float64 (Keras batch normalization and clipping: float32), test/golden/toolkits.py",
    "optimizers": optimizers(),
    "clipping": clipping(),
    "batchNormalization": batch_normalization(),
    "activations": activations(),
    "likelihoods": likelihoods(),
    "divergence": divergence(),
    "plateau": plateau(),
    "training": training(),
}
path = pathlib.Path(__file__).with_name("toolkits.json")
path.write_text(json.dumps(content, indent=1) + "\n")
