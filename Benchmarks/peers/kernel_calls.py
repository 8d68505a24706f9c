"""How PyTorch and NumPy make the calls of `tessera bench kernels`, by the name of the op.

Each entry takes the attributes of the call and its operands, which it may prepare, and gives the function that is
timed; None where the library does not make this one. An operand that is left out has the shape [0].
"""

import numpy as np
import torch
import torch.nn.functional as F


def same(function):
    """A function of the operands alone."""
    return lambda a, *x: lambda: function(*x)


def along(function, name="axis"):
    """A function of one operand and the dim, or dims, that an attribute names."""
    return lambda a, x: lambda: function(x, a[name])


def torch_reduction(function):
    def make(a, x):
        dims = a["axis"] or list(range(x.ndim))
        return lambda: function(x, dims)

    return make


def torch_pow(a, x):
    return lambda: torch.pow(x, a["factor"])


def torch_cast(a, x):
    dtype = getattr(torch, a["dtype"])
    # Of the same dtype nothing is to be done.
    return None if x.dtype == dtype else lambda: x.to(dtype)


def torch_clip(a, x):
    return lambda: torch.clamp(x, a["min"], a["max"])


def torch_slice(a, x):
    step = a.get("strides", [1])[0]
    return lambda: x[:, a["starts"][0] : a["ends"][0] : step]


def torch_softmax(function):
    return lambda a, x: lambda: function(x, a.get("axis", -1))


def torch_topk(a, x):
    return lambda: torch.topk(x, a["k"])


def torch_matmul(a, x, y):
    return (lambda: x @ y.T) if a.get("trans_y") else (lambda: x @ y)


def torch_bias_gelu(a, x, weight, bias):
    return lambda: F.gelu(torch.addmm(bias, x, weight))


def torch_parameter_gradient(a, x, gradient, weight, bias):
    return lambda: (torch.addmm(weight, x.t(), gradient), bias + gradient.sum(0))


def torch_convolution(function):
    def make(a, x, filter):
        keywords = {"stride": a["strides"], "padding": a["paddings"], "groups": a["groups"]}
        return lambda: function(x, filter, **keywords)

    return make


def torch_pool(function, **keywords):
    """A pooling by windows of a size."""

    def make(a, x):
        windows = a["kernel_size"], a["strides"], a.get("paddings", [0, 0])
        return lambda: function(x, *windows, **keywords)

    return make


def torch_adaptive_pool(function, **keywords):
    """A pooling to a size."""
    return lambda a, x: lambda: function(x, a["output_size"], **keywords)


def torch_attention(a, q, k, v, *absent):
    q, k, v = (each.transpose(1, 2) for each in (q, k, v))
    return lambda: F.scaled_dot_product_attention(q, k, v, is_causal=a["causal"])


def torch_rotary(a, q, k, v, sin, cos, places):
    def turned(x):
        first, second = x.chunk(2, -1)
        return x * cos + torch.cat((-second, first), -1) * sin

    return lambda: (turned(q), turned(k))


def torch_batch_norm(a, x, mean, variance, scale, bias):
    training = not a.get("is_test", False)
    return lambda: F.batch_norm(x, mean, variance, scale, bias, training, 0.1, 1e-5)


def torch_group_norm(a, x, scale, bias):
    return lambda: F.group_norm(x, a["groups"], scale, bias)


def torch_layer_norm(a, x, scale, bias):
    return lambda: F.layer_norm(x, scale.shape, scale, bias)


def torch_rms_norm(a, x, scale):
    return lambda: F.rms_norm(x, scale.shape, scale, 1e-6)


def torch_cross_entropy(a, logits, label):
    label = label.squeeze(-1)
    return lambda: F.cross_entropy(logits, label, reduction="none")


def torch_one_hot(a, x):
    return lambda: F.one_hot(x, a["num_classes"]).to(torch.float32)


def torch_gather(a, x, index):
    return lambda: torch.index_select(x, a.get("axis", 0), index)


def torch_take_along(a, x, index):
    return lambda: torch.gather(x, a["axis"], index)


def torch_put_along(a, x, index, value):
    if a.get("reduce", "assign") == "add":
        return lambda: x.scatter_add(a["axis"], index, value)
    return lambda: x.scatter(a["axis"], index, value)


def torch_sgd(a, x, rate, gradient):
    step = -rate.item()
    return lambda: torch.add(x, gradient, alpha=step)


def torch_momentum(a, x, gradient, velocity, rate):
    return lambda: torch._fused_sgd_(
        [x], [gradient], [velocity], weight_decay=0.0, momentum=0.9, lr=1e-3, dampening=0.0,
        nesterov=False, maximize=False, is_first_step=False)  # fmt: skip


def torch_adam(function, decay):
    def make(a, x, gradient, rate, first, second, *others):
        step = torch.ones(())
        return lambda: function(
            [x], [gradient], [first], [second], [], [step], lr=1e-3, beta1=0.9, beta2=0.999,
            weight_decay=decay, eps=1e-8, amsgrad=False, maximize=False)  # fmt: skip

    return make


def torch_adagrad(a, x, gradient, moment, rate):
    step = torch.ones(())
    return lambda: torch._fused_adagrad_(
        [x], [gradient], [moment], [step], lr=1e-3, lr_decay=0.0, weight_decay=0.0, eps=1e-6,
        maximize=False)  # fmt: skip


def torch_unscale(a, x, scale):
    found, one = torch.zeros(1), torch.ones(1)
    return lambda: torch._amp_foreach_non_finite_check_and_unscale_([x], found, one)


def torch_norm(order):
    def make(a, x):
        dims = a["axis"] if a["axis"] != [] else None
        return lambda: torch.linalg.vector_norm(x, a.get("porder", order), dims)

    return make


TORCH = {
    # Functions of one tensor, whose names are the same.
    **{
        name: same(getattr(torch, name))
        for name in """abs acos acosh asin asinh atan atanh bitwise_not ceil cos cosh digamma erf erfinv exp
        expm1 floor lgamma log log10 log1p log2 neg reciprocal rsqrt sign sin sinh sqrt square tan tanh trunc isnan
        isinf isfinite logical_not round logit relu sigmoid floor_divide remainder maximum minimum fmax fmin
        heaviside bitwise_and bitwise_or bitwise_xor logical_and logical_or logical_xor where lerp bmm
        bernoulli poisson""".split()
    },
    **{
        name: same(getattr(F, name))
        for name in "relu6 leaky_relu elu celu selu silu mish softplus softsign hardshrink softshrink hardsigmoid "
        "hardswish hardtanh".split()
    },
    **{
        name: same(getattr(torch, theirs))
        for name, theirs in {
            "add": "add", "subtract": "sub", "multiply": "mul", "divide": "div",
            "elementwise_pow": "pow", "equal": "eq", "not_equal": "ne", "less_than": "lt",
            "less_equal": "le", "greater_than": "gt", "greater_equal": "ge",
        }.items()
    },
    "assign": same(torch.clone),
    "detach": same(torch.detach),
    "conj": same(torch.conj_physical),
    "view_as_complex": same(torch.view_as_complex),
    "view_as_real": same(torch.view_as_real),
    "polygamma": lambda a, x: lambda: torch.polygamma(a["n"], x),
    "uniform": same(torch.rand_like),
    "gaussian": same(torch.randn_like),
    "fill": same(lambda x: torch.full_like(x, 0)),
    "cast": torch_cast,
    "clip": torch_clip,
    "scale": same(lambda x: x * 2 + 1),
    "pow": torch_pow,
    "gelu": lambda a, x: lambda: F.gelu(x, approximate="tanh" if a.get("approximate") else "none"),
    "swish": same(F.silu),
    "logsigmoid": same(F.logsigmoid),
    "tanh_shrink": same(F.tanhshrink),
    "stanh": same(lambda x: 1.7159 * torch.tanh(0.67 * x)),
    "thresholded_relu": same(lambda x: F.threshold(x, 1.0, 0.0)),
    "trunc_divide": same(lambda x, y: torch.div(x, y, rounding_mode="trunc")),
    "add_n": same(lambda w, x, y, z: w + x + y + z),
    "swiglu": same(lambda x, y: F.silu(x) * y),
    "label_smooth": lambda a, x, absent: lambda: x * 0.9 + 0.1 / x.shape[-1],
    "dropout": same(lambda x: F.dropout(x, 0.5, True)),
    "fused_dropout_add": same(lambda x, y: F.dropout(x, 0.5, True) + y),
    # Movement.
    "reshape": lambda a, x: lambda: x.reshape(a["shape"]),
    "flatten": same(torch.flatten),
    "squeeze": lambda a, x: lambda: x.squeeze(1),
    "unsqueeze": lambda a, x: lambda: x.unsqueeze(1),
    "transpose": lambda a, x: lambda: x.permute(a["perm"]),
    "swapaxes": lambda a, x: lambda: x.swapaxes(0, 1),
    "moveaxis": lambda a, x: lambda: x.moveaxis(0, 1),
    "expand": lambda a, x: lambda: x.expand(a["shape"]),
    "expand_as": same(lambda x, y: x.expand_as(y)),
    "tile": lambda a, x: lambda: x.tile(a["repeat_times"]),
    "repeat_interleave": lambda a, x: lambda: x.repeat_interleave(a["repeats"], a["axis"]),
    "slice": torch_slice,
    "strided_slice": torch_slice,
    "concat": lambda a, *x: lambda: torch.cat(x, a["axis"]),
    "stack": lambda a, *x: lambda: torch.stack(x, a["axis"]),
    "split": lambda a, x: lambda: torch.split(x, a["sections"], a["axis"]),
    "split_with_num": lambda a, x: lambda: torch.chunk(x, a["num"], a["axis"]),
    "unbind": lambda a, x: lambda: torch.unbind(x, a["axis"]),
    "pad": lambda a, x: lambda: F.pad(x, a["paddings"][2:]),
    "roll": lambda a, x: lambda: torch.roll(x, a["shifts"], a["axis"]),
    "flip": along(torch.flip),
    "tril": same(torch.tril),
    "triu": same(torch.triu),
    "tril_triu": same(torch.tril),
    # Reductions, searches and running folds.
    "sum": torch_reduction(torch.sum),
    "mean": torch_reduction(torch.mean),
    "max": torch_reduction(torch.amax),
    "min": torch_reduction(torch.amin),
    "prod": lambda a, x: lambda: torch.prod(x, 1),
    "any": along(torch.any),
    "all": along(torch.all),
    "reduce_base": along(torch.sum),
    "mean_all": same(torch.mean),
    "logsumexp": along(torch.logsumexp),
    "p_norm": torch_norm(2),
    "frobenius_norm": torch_norm(2),
    "squared_l2_norm": same(lambda x: torch.linalg.vector_norm(x).square()),
    "argmax": along(torch.argmax),
    "argmin": along(torch.argmin),
    "argsort": lambda a, x: lambda: torch.sort(x, dim=a["axis"], stable=True),
    "topk": torch_topk,
    "one_hot": torch_one_hot,
    "cumsum": along(torch.cumsum),
    "cummax": along(torch.cummax),
    "cummin": along(torch.cummin),
    # Products and layers.
    "matmul": torch_matmul,
    "linear_v2": same(lambda x, weight, bias: torch.addmm(bias, x, weight)),
    "einsum": lambda a, *x: lambda: torch.einsum(a["equation"], *x),
    "fused_gemm_epilogue": torch_bias_gelu,
    "fused_linear_param_grad_add": torch_parameter_gradient,
    "conv2d": torch_convolution(F.conv2d),
    "depthwise_conv2d": torch_convolution(F.conv2d),
    "conv2d_transpose": torch_convolution(F.conv_transpose2d),
    "conv3d": torch_convolution(F.conv3d),
    "conv3d_transpose": torch_convolution(F.conv_transpose3d),
    "max_pool2d": torch_pool(F.max_pool2d, return_indices=True),
    "avg_pool2d": torch_pool(F.avg_pool2d),
    "adaptive_max_pool2d": torch_adaptive_pool(F.adaptive_max_pool2d, return_indices=True),
    "adaptive_avg_pool2d": torch_adaptive_pool(F.adaptive_avg_pool2d),
    "flash_attention": torch_attention,
    "fused_rotary_position_embedding": torch_rotary,
    "softmax": torch_softmax(torch.softmax),
    "log_softmax": torch_softmax(torch.log_softmax),
    "cross_entropy_with_softmax": torch_cross_entropy,
    "c_softmax_with_cross_entropy": torch_cross_entropy,
    "layer_norm": torch_layer_norm,
    "rms_norm": torch_rms_norm,
    "batch_norm": torch_batch_norm,
    "group_norm": torch_group_norm,
    "instance_norm": same(lambda x, scale, bias: F.instance_norm(x, weight=scale, bias=bias)),
    # Indices.
    "embedding": same(F.embedding),
    "c_embedding": lambda a, table, ids: lambda: F.embedding(ids, table),
    "gather": torch_gather,
    "index_select": torch_gather,
    "take_along_axis": torch_take_along,
    "gather_nd": lambda a, x, index: lambda: x[index[:, 0]],
    "put_along_axis": torch_put_along,
    "scatter": same(lambda x, index, updates: x.index_copy(0, index, updates)),
    "scatter_nd_add": same(lambda x, index, updates: x.index_add(0, index[:, 0], updates)),
    "index_put": same(lambda x, index, value: x.index_put((index,), value, accumulate=True)),
    # Steps of optimizers, which PyTorch takes in place.
    "sgd": torch_sgd,
    "momentum": torch_momentum,
    "adam": torch_adam(torch._fused_adam_, 0.0),
    "adamw": torch_adam(torch._fused_adamw_, 0.01),
    "adagrad": torch_adagrad,
    "check_finite_and_unscale": torch_unscale,
}


def numpy_reduction(function):
    return lambda a, x: lambda: function(x, axis=tuple(a["axis"]) or None)


def numpy_product(function):
    """NumPy multiplies matrices of 16-bit floats element by element, which takes seconds."""
    return lambda a, x, y: None if x.dtype == np.float16 else lambda: function(x, y)


def numpy_matmul(a, x, y):
    return numpy_product(np.matmul)(a, x, y.T if a.get("trans_y") else y)


NUMPY = {
    **{
        name: same(getattr(np, theirs or name))
        for name, theirs in {
            "abs": "", "acos": "arccos", "acosh": "arccosh", "asin": "arcsin", "asinh": "arcsinh",
            "atan": "arctan", "atanh": "arctanh", "bitwise_not": "", "ceil": "", "cos": "", "cosh": "", "exp": "",
            "expm1": "", "floor": "", "log": "", "log10": "", "log1p": "", "log2": "", "neg": "negative",
            "reciprocal": "", "sign": "", "sin": "", "sinh": "", "sqrt": "", "square": "", "tan": "", "tanh": "",
            "trunc": "", "isnan": "", "isinf": "", "isfinite": "", "logical_not": "", "round": "rint", "add": "",
            "subtract": "", "multiply": "", "divide": "", "floor_divide": "", "remainder": "", "maximum": "",
            "minimum": "", "fmax": "", "fmin": "", "heaviside": "", "bitwise_and": "", "bitwise_or": "",
            "bitwise_xor": "", "logical_and": "", "logical_or": "", "logical_xor": "", "equal": "", "not_equal": "",
            "less_than": "less", "less_equal": "", "greater_than": "greater", "greater_equal": "",
            "elementwise_pow": "power", "where": "", "tril": "", "triu": "", "assign": "copy",
        }.items()
    },
    "clip": lambda a, x: lambda: np.clip(x, a["min"], a["max"]),
    "pow": lambda a, x: lambda: np.power(x, x.dtype.type(a["factor"])),
    "tile": lambda a, x: lambda: np.tile(x, a["repeat_times"]),
    "repeat_interleave": lambda a, x: lambda: np.repeat(x, a["repeats"], a["axis"]),
    "concat": lambda a, *x: lambda: np.concatenate(x, a["axis"]),
    "stack": lambda a, *x: lambda: np.stack(x, a["axis"]),
    "roll": lambda a, x: lambda: np.roll(x, a["shifts"], a["axis"]),
    "pad": lambda a, x: lambda: np.pad(x, [(0, 0), a["paddings"][2:]]),
    "sum": numpy_reduction(np.sum),
    "mean": numpy_reduction(np.mean),
    "max": numpy_reduction(np.max),
    "min": numpy_reduction(np.min),
    "prod": numpy_reduction(np.prod),
    "any": numpy_reduction(np.any),
    "all": numpy_reduction(np.all),
    "argmax": along(np.argmax),
    "argmin": along(np.argmin),
    "argsort": lambda a, x: lambda: np.argsort(x, a["axis"], kind="stable"),
    "cumsum": along(np.cumsum),
    "matmul": numpy_matmul,
    "bmm": numpy_product(np.matmul),
    "gather": lambda a, x, index: lambda: np.take(x, index, a.get("axis", 0)),
    "index_select": lambda a, x, index: lambda: np.take(x, index, a.get("axis", 0)),
    "embedding": lambda a, ids, table: lambda: np.take(table, ids, 0),
    "take_along_axis": lambda a, x, index: lambda: np.take_along_axis(x, index, a["axis"]),
}
