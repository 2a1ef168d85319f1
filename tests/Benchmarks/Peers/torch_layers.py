"""The layers of NetworkBenchmark in PyTorch, on the same numbers.

Arguments: kind, threads, rounds, the input's shape, the parameters' shapes. Prints the best forward and backward times
in ms, the loss (the mean of the squared outputs) and the norms of its gradient by the input and by the first parameter.
Exit code 3: PyTorch is not installed.
"""
import sys
import time

try:
    import numpy
    import torch
except ImportError:
    sys.exit(3)

kind, threads, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)


def numbers(index, text):
    shape = [int(size) for size in text.split(",")]
    scale = 1 if index == 0 else 1 / numpy.sqrt(512)
    flat = numpy.sin(1 + 0.7 * numpy.arange(numpy.prod(shape)) + index) * scale
    return torch.tensor(flat.astype(numpy.float32).reshape(shape))


x, *parameters = [numbers(index, text) for index, text in enumerate(sys.argv[4:])]
x.requires_grad_()


def turned(gates):
    """Weights of z, r, n by column, as PyTorch has them: of r, z, n by row."""
    update, reset, candidate = gates.t().chunk(3) if gates.dim() == 2 else gates.chunk(3)
    return torch.cat([reset, update, candidate]).contiguous()


if kind == "dense":
    layer = torch.nn.Linear(*parameters[0].shape)
    values = [parameters[0].t().contiguous(), parameters[1]]
elif kind == "convolution":
    outputs, inputs, width = parameters[0].shape
    layer = torch.nn.Conv1d(inputs, outputs, width)
    values = parameters
else:
    layer = torch.nn.GRU(parameters[0].shape[0], parameters[1].shape[0], batch_first=True)
    values = [turned(parameter) for parameter in parameters]

with torch.no_grad():
    for parameter, value in zip(layer.parameters(), values):
        parameter.copy_(value)

best = [float("inf"), float("inf")]
for _ in range(rounds):
    x.grad = None
    layer.zero_grad(set_to_none=True)
    start = time.perf_counter()
    y = layer(x)
    best[0] = min(best[0], time.perf_counter() - start)
    y = y[0] if isinstance(y, tuple) else y
    slope = (2 / y.numel()) * y.detach()
    start = time.perf_counter()
    y.backward(slope)
    best[1] = min(best[1], time.perf_counter() - start)

first = next(layer.parameters())
print(best[0] * 1e3, best[1] * 1e3, (y * y).mean().item(), x.grad.norm().item(), first.grad.norm().item())
