"""The cases in PyTorch, as a plain training loop: python pytorch.py CASE [--adam fused] [--compile] [--loader] ..."""

from time import perf_counter

from cases import CASES, LEARNING_RATE, SEED, batches_of, command_line, labels_of, measured_blocks, print_result, rows_of

import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader, TensorDataset

ACTIVATIONS = {"relu": nn.ReLU, "elu": nn.ELU}


def dense(inputs, outputs):
    layer = nn.Linear(inputs, outputs)
    # Keras starts here too, so that losses after the same number of steps can be held against each other.
    nn.init.xavier_uniform_(layer.weight)
    nn.init.zeros_(layer.bias)
    return layer


def hidden(widths, activation):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [dense(inputs, outputs), ACTIVATIONS[activation]()]
    return layers


class Encoder(nn.Module):
    def __init__(self, net):
        super().__init__()
        *widths, latent = net.widths
        self.hidden = nn.Sequential(*hidden(widths, net.activation))
        self.mean = dense(widths[-1], latent)
        self.log_variance = dense(widths[-1], latent)

    def forward(self, rows):
        features = self.hidden(rows)
        return self.mean(features), self.log_variance(features)


class Autoencoder(nn.Module):
    def __init__(self, net):
        super().__init__()
        outputs, *widths = net.widths
        self.likelihood = net.likelihood
        self.encoder = Encoder(net)
        self.decoder = nn.Sequential(*hidden(widths[::-1], net.activation), dense(widths[0], outputs))

    def forward(self, rows):
        """The negative ELBO per row; the Gaussian has unit variance and leaves its constant out."""
        mean, log_variance = self.encoder(rows)
        decoded = self.decoder(mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean))
        if self.likelihood == "bernoulli":
            reconstruction = functional.binary_cross_entropy_with_logits(decoded, rows, reduction="sum")
        else:
            reconstruction = 0.5 * functional.mse_loss(decoded, rows, reduction="sum")
        kl = 0.5 * torch.sum(mean.square() + log_variance.exp() - 1 - log_variance)
        return (reconstruction + kl) / rows.shape[0]


class Classifier(nn.Module):
    """A sampled latent whose label a linear head tells; KL is averaged over units, as the notebook does."""

    def __init__(self, net):
        super().__init__()
        self.encoder = Encoder(net)
        self.head = dense(net.widths[-1], 1)

    def forward(self, batch):
        rows, labels = batch
        mean, log_variance = self.encoder(rows)
        logits = self.head(mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean))
        kl = 0.5 * torch.mean(mean.square() + log_variance.exp() - 1 - log_variance)
        return functional.binary_cross_entropy_with_logits(logits, labels) + kl


def endless(batches):
    while True:
        yield from batches


def train(case, blocks, fused, compiled, loader):
    labelled = case.net.likelihood == "label"
    model = (Classifier if labelled else Autoencoder)(case.net)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, **({"fused": True} if fused else {}))
    negative_elbo = torch.compile(model) if compiled else model
    rows = torch.from_numpy(rows_of(case))
    batches = batches_of(case, rows)
    if labelled:
        labels = torch.from_numpy(labels_of(rows.numpy()))
        batches = list(zip(batches, batches_of(case, labels)))
        loaded = DataLoader(TensorDataset(rows, labels), batch_size=case.batch, shuffle=True)
    in_turn = endless(batches)

    def next_batches():
        if loader:
            return loaded
        if case.job == "steps":
            return (next(in_turn) for _ in range(case.block_steps))
        return (rows[chosen] for chosen in torch.randperm(case.rows).split(case.batch))

    def step(batch):
        optimizer.zero_grad(set_to_none=True)
        loss = negative_elbo(batch)
        loss.backward()
        optimizer.step()
        return loss.detach()

    durations = []
    for _ in range(blocks):
        start = perf_counter()
        losses = [step(batch) for batch in next_batches()]
        durations.append(perf_counter() - start)
    return durations, torch.stack(losses).mean().item()


def encode(case, blocks, compiled):
    model = Encoder(case.net).eval()
    encoder = torch.compile(model) if compiled else model
    batches = batches_of(case, torch.from_numpy(rows_of(case)))
    durations = []
    with torch.inference_mode():
        for _ in range(blocks):
            start = perf_counter()
            encoded = [encoder(batch) for batch in batches]
            mean, log_variance = (torch.cat(parts) for parts in zip(*encoded))
            durations.append(perf_counter() - start)
    return durations, mean.square().mean().item()


def main():
    parser = command_line("Measures one case in PyTorch.")
    parser.add_argument("--adam", choices=["eager", "fused"], default="eager")
    parser.add_argument("--loader", action="store_true", help="of a classifier: batches from a shuffling DataLoader")
    options = parser.parse_args()
    case = CASES[options.case]
    if options.loader and case.net.likelihood != "label":
        parser.error("--loader goes with the case classifier")
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)

    blocks = case.warm_up_blocks + measured_blocks(case, options.steps)
    if case.job == "encode":
        durations, checksum = encode(case, blocks, options.compile)
        variant = ["eager"]
    else:
        durations, checksum = train(case, blocks, options.adam == "fused", options.compile, options.loader)
        variant = [f"adam-{options.adam}"]
    if options.compile:
        variant.append("compile")
    if options.loader:
        variant.append("loader")
    print_result(
        options.case,
        "pytorch",
        torch.__version__,
        "+".join(variant),
        torch.get_num_threads(),
        durations[case.warm_up_blocks :],
        checksum,
    )


if __name__ == "__main__":
    main()
