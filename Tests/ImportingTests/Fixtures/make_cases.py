"""Writes cases.jsonl.gz: small exported programs, one for each form of a call of PyTorch's API, with PyTorch's results.

    python make_cases.py [cases.jsonl.gz]

A line is a case: the API, the form, the graph as torch.export writes it (without what no reader needs), inputs, weights
and results. The forms of a call: by position, by keyword, keywords in another order, defaults left out, values through
variables; some calls also as they are after run_decompositions(), their form ends in "core". Written with torch 2.15
and torchvision 0.29 on a CPU; what cannot be exported is named on standard error and left out.
"""

import base64
import gzip
import io
import json
import sys
import zipfile

import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision

torch.manual_seed(0)


def f(*shape, low=-16, high=17, dtype=torch.float32):
    """Numbers of eighths, so that they are short."""
    return (torch.randint(low, high, shape) / 8).to(dtype)


def pos(*shape):
    return f(*shape, low=1, high=25)


def unit(*shape):
    return torch.randint(1, 16, shape) / 16


def i(high, *shape, dtype=torch.int64):
    return torch.randint(0, high, shape).to(dtype)


def b(*shape):
    return torch.randint(0, 2, shape) == 1


class Call(nn.Module):
    """One expression of its inputs, and of its own modules and parameters as m, w, v."""

    def __init__(self, text, names, module=None):
        super().__init__()
        self.text, self.names = text, names
        if module is not None:
            self.m = module

    def forward(self, *tensors):
        scope = dict(zip(self.names, tensors), m=getattr(self, "m", None))
        for line in self.text.split("\n")[:-1]:
            exec(line, globals(), scope)
        return eval(self.text.split("\n")[-1], globals(), scope)


CASES = []


def case(api, form, text, module=None, **inputs):
    CASES.append((api, form, text, module, inputs))


def both(api, form, text, module=None, **inputs):
    """A call as it is exported, and after run_decompositions()."""
    case(api, form, text, module, **inputs)
    case(api, f"{form}, core", text, module, **inputs)


def call(api, arguments, required, function=None, **inputs):
    """All forms of a call of a function: arguments are (name, expression), of which `required` have no default."""
    function = function or api

    def keywords(pairs):
        return ", ".join(f"{name}={value}" for name, value in pairs)

    names = [name for name, _ in arguments]
    given = ", ".join(value for _, value in arguments if not _.startswith("*"))
    plain = [(n, v) for n, v in arguments if not n.startswith("*")]
    only = [(n[1:], v) for n, v in arguments if n.startswith("*")]
    positional = ", ".join([v for _, v in plain] + ([keywords(only)] if only else []))
    case(api, "position", f"{function}({positional})", **inputs)
    everything = plain + only
    case(api, "keyword", f"{function}({keywords(everything)})", **inputs)
    if len(everything) > 1:
        case(api, "shuffled", f"{function}({keywords(everything[::-1])})", **inputs)
    if required < len(everything):
        case(api, "defaults", f"{function}({', '.join(v for _, v in plain[:required])})", **inputs)
    lines = [f"v_{n} = {v}" for n, v in everything]
    variables = ", ".join([f"v_{n}" for n, _ in plain] + [f"{n}=v_{n}" for n, _ in only])
    case(api, "variables", "\n".join(lines + [f"{function}({variables})"]), **inputs)


def method(api, arguments, required, **inputs):
    """All forms of a call of a method of the tensor x."""
    name = api.split(".")[-1]
    call(api, arguments, required, function=f"x.{name}", **inputs)


def each(names, **inputs):
    """Functions and methods of one tensor."""
    for name in names.split():
        made = {key: value for key, value in inputs.items()}
        if hasattr(torch, name):
            case(f"torch.{name}", "position", f"torch.{name}(x)", **made)
            case(f"torch.{name}", "keyword", f"torch.{name}(input=x)", **made)
            case(f"torch.{name}", "variables", f"y = x\ntorch.{name}(y)", **made)
        if hasattr(torch.Tensor, name):
            case(f"torch.Tensor.{name}", "position", f"x.{name}()", **made)
            case(f"torch.Tensor.{name}", "variables", f"y = x\ny.{name}()", **made)


def module(api, forms, **inputs):
    """Modules by how they are made."""
    for form, text in forms.items():
        torch.manual_seed(len(CASES))
        made = eval(text).eval()
        for parameter in made.parameters():
            parameter.data = f(*parameter.shape) / 2
        for name, buffer in made.named_buffers():
            if "running_var" in name:
                buffer.data = pos(*buffer.shape)
            elif "running_mean" in name:
                buffer.data = f(*buffer.shape)
        case(api, form, "m(x)" if list(inputs) == ["x"] else f"m({', '.join(inputs)})", module=made, **inputs)


x34, x234 = f(3, 4), f(2, 3, 4)
x2345 = f(2, 3, 4, 5)

each("abs cos sin tanh sigmoid exp expm1 floor ceil round sign relu square isfinite isinf isnan neg trunc frac atan sinh cosh erf tan", x=x34)
each("sqrt rsqrt log log2 log10 log1p reciprocal", x=pos(3, 4))
each("acos asin atanh", x=unit(3, 4))
each("acosh digamma lgamma", x=pos(3, 4) + 1)
each("logical_not bitwise_not", x=b(3, 4))
each("t", x=x34)
each("clone detach contiguous", x=x34)
each("exp2 asinh positive", x=x34)
each("nan_to_num", x=torch.tensor([[float("nan"), 1.0, float("inf")], [-float("inf"), 2.0, 0.0]]))
for name in "float double half bfloat16 long int bool".split():
    case(f"torch.Tensor.{name}", "position", f"x.{name}()", x=x34)
    case(f"torch.Tensor.{name}", "variables", f"y = x\ny.{name}()", x=i(5, 3, 4))

for name in "add sub mul div maximum minimum fmod remainder atan2 fmax fmin logaddexp hypot".split():
    inputs = dict(x=x34, y=pos(3, 4))
    call(f"torch.{name}", [("input", "x"), ("other", "y")], 2, **inputs)
    if hasattr(torch.Tensor, name):
        method(f"torch.Tensor.{name}", [("other", "y")], 1, **inputs)
for name in "add sub mul div".split():
    case(f"torch.{name}", "number", f"torch.{name}(x, 3)", x=x34)
    case(f"torch.{name}", "number", f"torch.{name}(x, 1.5)", x=i(9, 3, 4))
    case(f"torch.{name}", "broadcast", f"torch.{name}(x, y)", x=x234, y=pos(3, 1))
    case(f"torch.Tensor.{name}_", "in place", f"y = x + 1\ny.{name}_(3)\ny * 2", x=x34)
    case(f"torch.Tensor.{name}", "of integers", f"x.{name}(y)", x=i(9, 3, 4), y=i(5, 3, 4) + 1)
case("torch.add", "alpha", "torch.add(x, y, alpha=2)", x=x34, y=f(3, 4))
case("torch.sub", "alpha", "torch.sub(x, y, alpha=0.5)", x=x34, y=f(3, 4))
case("torch.Tensor.add", "alpha", "x.add(y, alpha=3)", x=i(9, 4), y=i(9, 4))
for mode in ("floor", "trunc"):
    call("torch.div", [("input", "x"), ("other", "y"), ("*rounding_mode", f"'{mode}'")], 2, x=x34, y=pos(3, 4))
    method("torch.Tensor.div", [("other", "y"), ("*rounding_mode", f"'{mode}'")], 1, x=x34, y=pos(3, 4))
call("torch.pow", [("input", "x"), ("exponent", "3")], 2, x=x34)
call("torch.pow", [("input", "x"), ("exponent", "y")], 2, x=pos(3, 4), y=f(3, 4))
method("torch.Tensor.pow", [("exponent", "0.5")], 1, x=pos(3, 4))
case("torch.pow", "number first", "torch.pow(2, x)", x=x34)
for name in "eq ne lt le gt ge greater less".split():
    call(f"torch.{name}", [("input", "x"), ("other", "y")], 2, x=f(3, 4), y=f(3, 4))
    if hasattr(torch.Tensor, name):
        method(f"torch.Tensor.{name}", [("other", "0.5")], 1, x=x34)
for name in "logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor".split():
    call(f"torch.{name}", [("input", "x"), ("other", "y")], 2, x=b(3, 4), y=b(3, 4))
for operator in "+ - * / // % ** == != < <= > >=".split():
    case(f"operator {operator}", "position", f"x {operator} y", x=pos(3, 4), y=pos(3, 4))
    case(f"operator {operator}", "number", f"x {operator} 2", x=pos(3, 4))
    case(f"operator {operator}", "reflected", f"2 {operator} x", x=pos(3, 4))
    case(f"operator {operator}", "integers", f"x {operator} y", x=i(7, 3, 4) + 1, y=i(3, 3, 4) + 1)
for operator in "& | ^".split():
    case(f"operator {operator}", "position", f"x {operator} y", x=b(3, 4), y=b(3, 4))
case("operator @", "position", "x @ y", x=f(3, 4), y=f(4, 5))
case("operator -", "unary", "-x", x=x34)
case("operator ~", "unary", "~x", x=b(3, 4))
for text in ("x[0]", "x[:, 1]", "x[..., 0]", "x[:, None]", "x[1:, ::2]", "x[-1]", "x[:, -2:]", "x[None]", "x[0, 1]", "x[:, 1:2, ...]"):
    case("indexing", text, text, x=x234)
case("indexing", "one tensor", "x[y]", x=x34, y=i(3, 5))
case("indexing", "a tensor in the middle", "x[:, y]", x=x234, y=i(3, 2, 2))
case("indexing", "two tensors", "x[y, z]", x=x234, y=i(2, 5), z=i(3, 5))
case("indexing", "tensors that broadcast", "x[y, z]", x=x234, y=i(2, 3, 1), z=i(3, 4))
case("indexing", "tensors apart", "x[y, :, z]", x=x234, y=i(2, 5), z=i(4, 5))
case("indexing", "after a dim", "x[:, y, z]", x=x234, y=i(3, 5), z=i(4, 5))

call("torch.clamp", [("input", "x"), ("min", "-1"), ("max", "1")], 3, x=x34)
call("torch.clip", [("input", "x"), ("min", "-0.5"), ("max", "0.5")], 3, x=x34)
for name in ("clamp", "clip"):
    method(f"torch.Tensor.{name}", [("min", "-1.0"), ("max", "1.0")], 2, x=x34)
    case(f"torch.Tensor.{name}", "one bound", f"x.{name}(min=0)", x=x34)
    case(f"torch.Tensor.{name}", "one bound", f"x.{name}(max=0)", x=x34)
method("torch.Tensor.clamp_min", [("min", "0.25")], 1, x=x34)
case("torch.Tensor.clamp_", "in place", "y = x * 2\ny.clamp_(min=0)\ny", x=x34)
call("torch.where", [("condition", "c"), ("input", "x"), ("other", "y")], 3, c=b(3, 4), x=x34, y=f(3, 4))
case("torch.where", "number", "torch.where(c, x, 0.0)", c=b(3, 4), x=x34)
case("torch.where", "number", "torch.where(c, 1.0, x)", c=b(3, 4), x=x34)
method("torch.Tensor.where", [("condition", "c"), ("other", "y")], 2, x=x34, c=b(3, 4), y=f(3, 4))
method("torch.Tensor.masked_fill", [("mask", "c"), ("value", "-7.5")], 2, x=x34, c=b(3, 4))
case("torch.Tensor.masked_fill", "infinity", "x.masked_fill(c, float('-inf'))", x=x34, c=b(4))
case("torch.Tensor.masked_fill_", "in place", "y = x + 0\ny.masked_fill_(c, 2.0)\ny", x=x34, c=b(3, 4))
case("torch.Tensor.zero_", "in place", "y = x + 1\ny.zero_()\ny", x=x34)
case("torch.Tensor.fill_", "in place", "y = x + 1\ny.fill_(3)\ny", x=x34)
case("torch.Tensor.copy_", "in place", "y = x + 1\ny.copy_(z)\ny", x=x34, z=f(4))
case("torch.Tensor.addcmul_", "in place", "u = x + 0\nu.addcmul_(y, z, value=0.5)\nu", x=x34, y=f(3, 4), z=f(3, 4))
case("torch.Tensor.addcdiv_", "in place", "u = x + 0\nu.addcdiv_(y, z, value=2)\nu", x=x34, y=f(3, 4), z=pos(3, 4))
call("torch.lerp", [("input", "x"), ("end", "y"), ("weight", "0.25")], 3, x=x34, y=f(3, 4))
call("torch.addcmul", [("input", "x"), ("tensor1", "y"), ("tensor2", "z"), ("*value", "0.5")], 3, x=x34, y=f(3, 4), z=f(3, 4))
call("torch.addcdiv", [("input", "x"), ("tensor1", "y"), ("tensor2", "z"), ("*value", "0.5")], 3, x=x34, y=f(3, 4), z=pos(3, 4))

for shape in ("(4, 6)", "(2, -1)", "(24,)", "(1, 2, 3, 4, 1)"):
    case("torch.Tensor.reshape", "position", f"x.reshape{shape}", x=x234)
    case("torch.Tensor.view", "position", f"x.view{shape}", x=x234)
    case("torch.reshape", "keyword", f"torch.reshape(input=x, shape={shape})", x=x234)
case("torch.Tensor.reshape", "variables", "s = x.size(0)\nx.reshape(s, -1)", x=x234)
case("torch.Tensor.view", "variables", "s = x.shape[:-1]\nx.view(*s, 2, 2)", x=x234)
method("torch.Tensor.transpose", [("dim0", "0"), ("dim1", "-1")], 2, x=x234)
call("torch.transpose", [("input", "x"), ("dim0", "1"), ("dim1", "2")], 3, x=x234)
method("torch.Tensor.permute", [("dims", "(2, 0, 1)")], 1, x=x234)
case("torch.Tensor.permute", "numbers", "x.permute(1, 2, 0)", x=x234)
call("torch.permute", [("input", "x"), ("dims", "(1, 0, 2)")], 2, x=x234)
method("torch.Tensor.unsqueeze", [("dim", "1")], 1, x=x34)
call("torch.unsqueeze", [("input", "x"), ("dim", "-1")], 2, x=x34)
method("torch.Tensor.squeeze", [("dim", "1")], 0, x=f(3, 1, 4))
method("torch.Tensor.flatten", [("start_dim", "1"), ("end_dim", "-1")], 0, x=x234)
call("torch.flatten", [("input", "x"), ("start_dim", "1"), ("end_dim", "2")], 1, x=x234)
method("torch.Tensor.unflatten", [("dim", "-1"), ("sizes", "(2, 2)")], 2, x=x234)
case("torch.Tensor.expand", "position", "x.expand(2, 3, 4)", x=f(3, 1))
case("torch.Tensor.expand", "keeps", "x.expand(-1, 4)", x=f(3, 1))
case("torch.Tensor.expand", "variables", "n = 5\nx.expand(n, -1, -1)", x=f(3, 1))
method("torch.Tensor.expand_as", [("other", "y")], 1, x=f(3, 1), y=x34)
method("torch.Tensor.broadcast_to", [("size", "(2, 3, 4)")], 1, x=x34)
method("torch.Tensor.reshape_as", [("other", "y")], 1, x=x34, y=f(2, 6))
method("torch.Tensor.type_as", [("other", "y")], 1, x=x34, y=i(3, 2))
case("torch.Tensor.repeat", "position", "x.repeat(2, 3)", x=x34)
case("torch.Tensor.repeat", "more dims", "x.repeat(2, 1, 2)", x=x34)
method("torch.Tensor.tile", [("dims", "(2, 1)")], 1, x=x34)
method("torch.Tensor.repeat_interleave", [("repeats", "2"), ("dim", "1")], 1, x=x34)
call("torch.repeat_interleave", [("input", "x"), ("repeats", "3"), ("dim", "0")], 2, x=x34)
for name in ("cat", "concat", "concatenate"):
    dim = "axis" if name == "concatenate" else "dim"
    call(f"torch.{name}", [("tensors", "(x, y)"), ("dim", "1")], 1, x=f(3, 4), y=f(3, 4))
case("torch.cat", "dtypes", "torch.cat([x, y])", x=f(3, 4), y=i(5, 2, 4))
call("torch.stack", [("tensors", "[x, y]"), ("dim", "1")], 1, x=f(3, 4), y=f(3, 4))
method("torch.Tensor.split", [("split_size", "2"), ("dim", "1")], 1, x=f(4, 5))
case("torch.Tensor.split", "sizes", "x.split([1, 3], 1)", x=x34)
call("torch.split", [("tensor", "x"), ("split_size_or_sections", "2"), ("dim", "1")], 2, x=f(4, 5))
method("torch.Tensor.split_with_sizes", [("split_sizes", "[1, 3]"), ("dim", "1")], 2, x=x34)
method("torch.Tensor.chunk", [("chunks", "3"), ("dim", "1")], 1, x=f(4, 5))
call("torch.chunk", [("input", "x"), ("chunks", "2"), ("dim", "-1")], 2, x=f(4, 5))
method("torch.Tensor.unbind", [("dim", "1")], 0, x=x34)
call("torch.unbind", [("input", "x"), ("dim", "1")], 1, x=x34)
method("torch.Tensor.flip", [("dims", "(0, 1)")], 1, x=x34)
call("torch.flip", [("input", "x"), ("dims", "[1]")], 2, x=x34)
call("torch.roll", [("input", "x"), ("shifts", "2"), ("dims", "1")], 2, x=x34)
call("torch.tril", [("input", "x"), ("diagonal", "1")], 1, x=x34)
call("torch.triu", [("input", "x"), ("diagonal", "-1")], 1, x=x34)
method("torch.Tensor.tril", [("diagonal", "-1")], 0, x=x34)
method("torch.Tensor.triu", [("diagonal", "1")], 0, x=x34)
call("torch.nn.functional.pad", [("input", "x"), ("pad", "(1, 2, 0, 1)"), ("mode", "'constant'"), ("value", "1.5")], 2, x=x234)
call("torch.movedim", [("input", "x"), ("source", "0"), ("destination", "2")], 3, x=x234)
call("torch.swapaxes", [("input", "x"), ("axis0", "0"), ("axis1", "1")], 3, x=x34)
call("torch.narrow", [("input", "x"), ("dim", "1"), ("start", "1"), ("length", "2")], 4, x=x34)
call("torch.select", [("input", "x"), ("dim", "1"), ("index", "2")], 3, x=x34)
call("torch.diagonal", [("input", "x"), ("offset", "1"), ("dim1", "0"), ("dim2", "1")], 1, x=x34)
case("torch.trace", "position", "torch.trace(x)", x=f(4, 4))
call("torch.diff", [("input", "x"), ("n", "1"), ("dim", "0")], 1, x=x34)
call("torch.rot90", [("input", "x"), ("k", "1"), ("dims", "(0, 1)")], 1, x=x34)
case("torch.meshgrid", "position", "torch.meshgrid(x, y, indexing='ij')", x=f(3), y=f(4))
case("torch.meshgrid", "xy", "torch.meshgrid(x, y, indexing='xy')", x=f(3), y=f(4))
case("torch.hstack", "position", "torch.hstack((x, y))", x=f(3, 4), y=f(3, 2))
case("torch.vstack", "position", "torch.vstack((x, y))", x=f(3, 4), y=f(2, 4))
case("torch.nn.utils.rnn.pad_sequence", "position", "nn.utils.rnn.pad_sequence([x, y], batch_first=True)", x=f(3, 2), y=f(2, 2))

for name in "sum mean prod".split():
    arguments = [("input", "x"), ("dim", "1"), ("keepdim", "True")]
    call(f"torch.{name}", arguments, 1, x=x234)
    method(f"torch.Tensor.{name}", arguments[1:], 0, x=x234)
for name in "sum mean".split():
    case(f"torch.{name}", "dims", f"torch.{name}(x, (0, -1))", x=x234)
    case(f"torch.Tensor.{name}", "dtype", f"x.{name}(1, dtype=torch.float64)", x=x234)
for name in "sum prod".split():
    case(f"torch.{name}", "integers", f"torch.{name}(x, 1)", x=i(5, 3, 4, dtype=torch.int32))
for name in "amax amin".split():
    method(f"torch.Tensor.{name}", [("dim", "1"), ("keepdim", "True")], 0, x=x234)
for name in "max min".split():
    call(f"torch.{name}", [("input", "x"), ("dim", "1"), ("keepdim", "True")], 1, x=x234)
    method(f"torch.Tensor.{name}", [("dim", "-1"), ("keepdim", "False")], 0, x=x234)
    case(f"torch.{name}", "two tensors", f"torch.{name}(x, y)", x=f(3, 4), y=f(3, 4))
for name in "argmax argmin".split():
    call(f"torch.{name}", [("input", "x"), ("dim", "1"), ("keepdim", "True")], 1, x=x234)
method("torch.Tensor.argmax", [("dim", "-1"), ("keepdim", "False")], 0, x=x234)
for name in "all any".split():
    call(f"torch.{name}", [("input", "x"), ("dim", "1"), ("keepdim", "True")], 1, x=b(3, 4))
    method(f"torch.Tensor.{name}", [("dim", "0")], 0, x=b(3, 4))
for name in "std var".split():
    method(f"torch.Tensor.{name}", [("dim", "1"), ("*correction", "0"), ("*keepdim", "True")], 0, x=x234)
    case(f"torch.{name}", "position", f"torch.{name}(x, 1)", x=x234)
    case(f"torch.{name}", "unbiased", f"torch.{name}(x, dim=0, unbiased=False)", x=x234)
case("torch.var_mean", "position", "torch.var_mean(x, 1)", x=x234)
case("torch.std_mean", "position", "torch.std_mean(x, 1, keepdim=True)", x=x234)
call("torch.logsumexp", [("input", "x"), ("dim", "1"), ("keepdim", "True")], 2, x=x234)
call("torch.cumsum", [("input", "x"), ("dim", "1")], 2, x=x234)
method("torch.Tensor.cumsum", [("dim", "-1")], 1, x=i(5, 3, 4))
call("torch.cumprod", [("input", "x"), ("dim", "1")], 2, x=x34)
call("torch.logcumsumexp", [("input", "x"), ("dim", "1")], 2, x=x34)
case("torch.cummax", "position", "torch.cummax(x, 1)", x=f(3, 5))
case("torch.cummin", "position", "torch.cummin(x, 1)", x=f(3, 5))
case("torch.nansum", "position", "torch.nansum(x, 1)", x=torch.tensor([[1.0, float("nan")], [2.0, 3.0]]))
case("torch.nanmean", "position", "torch.nanmean(x, 1)", x=torch.tensor([[1.0, float("nan")], [2.0, 3.0]]))
case("torch.median", "position", "torch.median(x, 1)", x=torch.randperm(15).reshape(3, 5) / 4)
case("torch.median", "whole", "torch.median(x)", x=torch.randperm(15).reshape(3, 5) / 4)
case("torch.aminmax", "position", "torch.aminmax(x, dim=1)", x=x34)
case("torch.count_nonzero", "position", "torch.count_nonzero(x, dim=1)", x=i(2, 3, 4))
method("torch.Tensor.norm", [("p", "2"), ("dim", "1"), ("keepdim", "True")], 0, x=x34)
case("torch.Tensor.norm", "order 1", "x.norm(p=1, dim=-1)", x=x34)
case("torch.linalg.vector_norm", "position", "torch.linalg.vector_norm(x, 2, 1)", x=x34)
call("torch.nn.functional.normalize", [("input", "x"), ("p", "2.0"), ("dim", "1"), ("eps", "1e-12")], 1, x=x34)
call("torch.topk", [("input", "x"), ("k", "2"), ("dim", "1"), ("largest", "False"), ("sorted", "True")], 2, x=torch.randperm(15).reshape(3, 5) / 4)
method("torch.Tensor.topk", [("k", "3"), ("dim", "-1")], 1, x=torch.randperm(15).reshape(3, 5) / 4)
call("torch.sort", [("input", "x"), ("dim", "1"), ("descending", "True")], 1, x=torch.randperm(15).reshape(3, 5) / 4)
call("torch.argsort", [("input", "x"), ("dim", "1"), ("descending", "True")], 1, x=torch.randperm(15).reshape(3, 5) / 4)
method("torch.Tensor.argsort", [("dim", "0"), ("descending", "False")], 0, x=torch.randperm(15).reshape(3, 5) / 4)
case("torch.histc", "position", "torch.histc(x, 4, 0, 4)", x=i(4, 20).float())
case("torch.bincount", "position", "torch.bincount(x, minlength=5)", x=i(5, 20))
case("torch.searchsorted", "position", "torch.searchsorted(x, y)", x=torch.arange(6.0), y=f(7))
case("torch.bucketize", "position", "torch.bucketize(y, x)", x=torch.arange(6.0), y=f(7))

call("torch.gather", [("input", "x"), ("dim", "1"), ("index", "y")], 3, x=x34, y=i(4, 3, 2))
method("torch.Tensor.gather", [("dim", "0"), ("index", "y")], 2, x=x34, y=i(3, 2, 4))
call("torch.index_select", [("input", "x"), ("dim", "1"), ("index", "y")], 3, x=x34, y=i(4, 5))
method("torch.Tensor.index_select", [("dim", "0"), ("index", "y")], 2, x=x34, y=i(3, 5))
method("torch.Tensor.scatter", [("dim", "1"), ("index", "y"), ("src", "z")], 3, x=x34, y=torch.tensor([[0, 2], [1, 3], [3, 0]]), z=f(3, 2))
case("torch.Tensor.scatter", "number", "x.scatter(1, y, 2.5)", x=x34, y=torch.tensor([[0, 2], [1, 3], [3, 0]]))
case("torch.Tensor.scatter_", "in place", "u = x + 0\nu.scatter_(1, y, z)\nu", x=x34, y=torch.tensor([[0, 2], [1, 3], [3, 0]]), z=f(3, 2))
case("torch.Tensor.scatter_add_", "in place", "u = x + 0\nu.scatter_add_(1, y, z)\nu", x=x34, y=i(4, 3, 2), z=f(3, 2))
call("torch.scatter_add", [("input", "x"), ("dim", "0"), ("index", "y"), ("src", "z")], 4, x=x34, y=i(3, 2, 4), z=f(2, 4))
case("torch.scatter_reduce", "position", "torch.scatter_reduce(x, 1, y, z, 'amax')", x=x34, y=i(4, 3, 2), z=f(3, 2))
case("torch.Tensor.index_add_", "in place", "u = x + 0\nu.index_add_(0, y, z)\nu", x=x34, y=i(3, 5), z=f(5, 4))
case("torch.index_add", "position", "torch.index_add(x, 1, y, z, alpha=2)", x=x34, y=i(4, 5), z=f(3, 5))
case("torch.Tensor.index_put", "position", "x.index_put((y,), z)", x=x34, y=torch.tensor([2, 0]), z=f(2, 4))
call("torch.nn.functional.one_hot", [("tensor", "x"), ("num_classes", "6")], 2, x=i(6, 3, 4))
call("torch.nn.functional.embedding", [("input", "x"), ("weight", "y")], 2, x=i(6, 3, 4), y=f(6, 5))
case("torch.take_along_dim", "position", "torch.take_along_dim(x, y, 1)", x=x34, y=i(4, 3, 2))

call("torch.matmul", [("input", "x"), ("other", "y")], 2, x=f(2, 3, 4), y=f(4, 5))
case("torch.matmul", "vectors", "torch.matmul(x, y)", x=f(4), y=f(4))
case("torch.matmul", "a vector", "torch.matmul(x, y)", x=f(3, 4), y=f(4))
call("torch.mm", [("input", "x"), ("mat2", "y")], 2, x=f(3, 4), y=f(4, 5))
call("torch.bmm", [("input", "x"), ("mat2", "y")], 2, x=f(2, 3, 4), y=f(2, 4, 5))
call("torch.addmm", [("input", "x"), ("mat1", "y"), ("mat2", "z"), ("*beta", "0.5"), ("*alpha", "2")], 3, x=f(5), y=f(3, 4), z=f(4, 5))
call("torch.baddbmm", [("input", "x"), ("batch1", "y"), ("batch2", "z"), ("*beta", "0.5"), ("*alpha", "2")], 3, x=f(2, 3, 5), y=f(2, 3, 4), z=f(2, 4, 5))
call("torch.outer", [("input", "x"), ("vec2", "y")], 2, x=f(3), y=f(4))
method("torch.Tensor.outer", [("vec2", "y")], 1, x=f(3), y=f(4))
call("torch.dot", [("input", "x"), ("tensor", "y")], 2, x=f(4), y=f(4))
call("torch.mv", [("input", "x"), ("vec", "y")], 2, x=f(3, 4), y=f(4))
call("torch.kron", [("input", "x"), ("other", "y")], 2, x=f(2, 3), y=f(3, 2))
case("torch.cross", "position", "torch.linalg.cross(x, y)", x=f(4, 3), y=f(4, 3))
for equation, shapes in {"ij,jk->ik": ((3, 4), (4, 5)), "bij,bjk->bik": ((2, 3, 4), (2, 4, 5)), "bhid,bhjd->bhij": ((2, 2, 3, 4), (2, 2, 5, 4)), "i,j->ij": ((3,), (4,))}.items():
    case("torch.einsum", equation, f"torch.einsum('{equation}', x, y)", x=f(*shapes[0]), y=f(*shapes[1]))

for name, extra in {"softmax": [], "log_softmax": []}.items():
    call(f"torch.{name}", [("input", "x"), ("dim", "1")], 2, x=x234)
    call(f"torch.nn.functional.{name}", [("input", "x"), ("dim", "-1")], 2, x=x234)
    case(f"torch.nn.functional.{name}", "dtype", f"F.{name}(x, dim=-1, dtype=torch.float32)", x=f(3, 4, dtype=torch.float16))
method("torch.Tensor.softmax", [("dim", "0")], 1, x=x34)
for name in "relu sigmoid tanh silu logsigmoid mish relu6 hardswish hardsigmoid selu softsign".split():
    case(f"torch.nn.functional.{name}", "position", f"F.{name}(x)", x=x34)
    case(f"torch.nn.functional.{name}", "keyword", f"F.{name}(input=x)", x=x34)
call("torch.nn.functional.gelu", [("input", "x"), ("approximate", "'tanh'")], 1, x=x34)
call("torch.nn.functional.softplus", [("input", "x"), ("beta", "2.0"), ("threshold", "10")], 1, x=x34)
call("torch.nn.functional.leaky_relu", [("input", "x"), ("negative_slope", "0.2")], 1, x=x34)
call("torch.nn.functional.elu", [("input", "x"), ("alpha", "0.5")], 1, x=x34)
call("torch.nn.functional.celu", [("input", "x"), ("alpha", "0.5")], 1, x=x34)
call("torch.nn.functional.hardtanh", [("input", "x"), ("min_val", "-0.5"), ("max_val", "0.5")], 1, x=x34)
call("torch.nn.functional.threshold", [("input", "x"), ("threshold", "0.1"), ("value", "20.0")], 3, x=x34)
call("torch.nn.functional.glu", [("input", "x"), ("dim", "1")], 1, x=f(3, 4))
call("torch.nn.functional.dropout", [("input", "x"), ("p", "0.3"), ("training", "False")], 3, x=x34)
call("torch.nn.functional.linear", [("input", "x"), ("weight", "w"), ("bias", "y")], 2, x=x234, w=f(5, 4), y=f(5))
call("torch.nn.functional.layer_norm", [("input", "x"), ("normalized_shape", "(4,)"), ("weight", "w"), ("bias", "y"), ("eps", "1e-3")], 2, x=x234, w=f(4), y=f(4))
call("torch.nn.functional.rms_norm", [("input", "x"), ("normalized_shape", "(4,)"), ("weight", "w"), ("eps", "1e-3")], 2, x=x234, w=f(4))
call("torch.nn.functional.group_norm", [("input", "x"), ("num_groups", "3"), ("weight", "w"), ("bias", "y"), ("eps", "1e-3")], 2, x=f(2, 6, 4), w=f(6), y=f(6))
call("torch.nn.functional.batch_norm", [("input", "x"), ("running_mean", "u"), ("running_var", "v"), ("weight", "w"), ("bias", "y")], 3, x=x2345, u=f(3), v=pos(3), w=f(3), y=f(3))
sdpa = dict(x=f(2, 2, 3, 4), y=f(2, 2, 5, 4), z=f(2, 2, 5, 4))
call("torch.nn.functional.scaled_dot_product_attention", [("query", "x"), ("key", "y"), ("value", "z")], 3, **sdpa)
case("torch.nn.functional.scaled_dot_product_attention", "mask", "F.scaled_dot_product_attention(x, y, z, attn_mask=c)", c=f(3, 5), **sdpa)
case("torch.nn.functional.scaled_dot_product_attention", "bool mask", "F.scaled_dot_product_attention(x, y, z, attn_mask=c)", c=torch.tensor([[True, False, True, True, False]] * 3), **sdpa)
case("torch.nn.functional.scaled_dot_product_attention", "scale", "F.scaled_dot_product_attention(x, y, z, scale=0.3)", **sdpa)
case("torch.nn.functional.scaled_dot_product_attention", "causal", "F.scaled_dot_product_attention(x, x, x, is_causal=True)", x=f(2, 2, 5, 4))
case("torch.nn.functional.scaled_dot_product_attention", "groups", "F.scaled_dot_product_attention(x, y, z, enable_gqa=True)", x=f(2, 4, 3, 4), y=f(2, 2, 5, 4), z=f(2, 2, 5, 4))
case("torch.nn.functional.scaled_dot_product_attention", "three dims", "F.scaled_dot_product_attention(x, x, x)", x=f(2, 5, 4))
call("torch.nn.functional.conv1d", [("input", "x"), ("weight", "w"), ("bias", "y"), ("stride", "2"), ("padding", "1")], 2, x=f(2, 3, 7), w=f(4, 3, 3), y=f(4))
call("torch.nn.functional.conv2d", [("input", "x"), ("weight", "w"), ("bias", "y"), ("stride", "(2, 1)"), ("padding", "1"), ("dilation", "1"), ("groups", "1")], 2, x=f(2, 3, 6, 5), w=f(4, 3, 3, 3), y=f(4))
case("torch.nn.functional.conv2d", "groups", "F.conv2d(x, w, groups=2)", x=f(2, 4, 5, 5), w=f(6, 2, 3, 3))
case("torch.nn.functional.conv2d", "same", "F.conv2d(x, w, padding='same')", x=f(2, 3, 5, 5), w=f(4, 3, 3, 3))
case("torch.nn.functional.conv_transpose2d", "position", "F.conv_transpose2d(x, w, y, 2, 1, 1)", x=f(2, 3, 4, 4), w=f(3, 4, 3, 3), y=f(4))
call("torch.nn.functional.max_pool2d", [("input", "x"), ("kernel_size", "3"), ("stride", "2"), ("padding", "1")], 2, x=f(2, 3, 7, 6))
case("torch.nn.functional.max_pool2d", "indices", "F.max_pool2d(x, 2, return_indices=True)", x=torch.randperm(48).reshape(1, 2, 6, 4) / 4)
case("torch.nn.functional.max_pool2d", "ceil", "F.max_pool2d(x, 2, ceil_mode=True)", x=f(2, 3, 7, 5))
case("torch.nn.functional.max_pool2d", "dilation", "F.max_pool2d(x, 2, 1, 0, 2)", x=f(2, 3, 7, 5))
call("torch.nn.functional.avg_pool2d", [("input", "x"), ("kernel_size", "3"), ("stride", "2"), ("padding", "1"), ("ceil_mode", "True"), ("count_include_pad", "False")], 2, x=f(2, 3, 7, 6))
for size in ("1", "2", "(3, 2)"):
    case("torch.nn.functional.adaptive_avg_pool2d", "position", f"F.adaptive_avg_pool2d(x, {size})", x=f(2, 3, 7, 6))
case("torch.nn.functional.adaptive_max_pool2d", "position", "F.adaptive_max_pool2d(x, 2)", x=torch.randperm(252).reshape(2, 3, 7, 6) / 4)
call("torch.nn.functional.interpolate", [("input", "x"), ("scale_factor", "2.0"), ("mode", "'nearest'")], 1, x=f(2, 3, 4, 5)) if False else None
case("torch.nn.functional.interpolate", "nearest", "F.interpolate(x, scale_factor=2.0)", x=f(2, 3, 4, 5))
case("torch.nn.functional.interpolate", "size", "F.interpolate(x, size=(7, 3))", x=f(2, 3, 4, 5))
case("torch.nn.functional.interpolate", "bilinear", "F.interpolate(x, size=(7, 3), mode='bilinear')", x=f(2, 3, 4, 5))
case("torch.nn.functional.interpolate", "corners", "F.interpolate(x, size=(7, 9), mode='bilinear', align_corners=True)", x=f(2, 3, 4, 5))
case("torch.nn.functional.unfold", "position", "F.unfold(x, 2, padding=1, stride=2)", x=f(2, 3, 4, 5))
case("torch.nn.functional.grid_sample", "position", "F.grid_sample(x, y, align_corners=False)", x=f(2, 3, 4, 5), y=f(2, 3, 3, 2) / 2)
case("torch.Tensor.unfold", "position", "x.unfold(1, 3, 2)", x=f(3, 9))
case("torch.nn.functional.pixel_shuffle", "position", "F.pixel_shuffle(x, 2)", x=f(2, 8, 3, 3))

logits = dict(x=f(4, 5), y=i(5, 4))
call("torch.nn.functional.cross_entropy", [("input", "x"), ("target", "y"), ("weight", "w"), ("ignore_index", "2"), ("reduction", "'sum'"), ("label_smoothing", "0.1")], 2, w=pos(5), **logits) if False else None
for reduction in ("none", "mean", "sum"):
    case("torch.nn.functional.cross_entropy", reduction, f"F.cross_entropy(x, y, reduction='{reduction}')", **logits)
    for name in "mse_loss l1_loss smooth_l1_loss huber_loss".split():
        case(f"torch.nn.functional.{name}", reduction, f"F.{name}(x, y, reduction='{reduction}')", x=x34, y=f(3, 4))
    case("torch.nn.functional.nll_loss", reduction, f"F.nll_loss(F.log_softmax(x, 1), y, reduction='{reduction}')", **logits)
    case("torch.nn.functional.binary_cross_entropy", reduction, f"F.binary_cross_entropy(x, y, reduction='{reduction}')", x=unit(3, 4), y=unit(3, 4))
    case("torch.nn.functional.binary_cross_entropy_with_logits", reduction, f"F.binary_cross_entropy_with_logits(x, y, reduction='{reduction}')", x=x34, y=unit(3, 4))
    case("torch.nn.functional.kl_div", reduction, f"F.kl_div(x, y, reduction='{reduction}')", x=x34, y=unit(3, 4))
case("torch.nn.functional.cross_entropy", "ignored", "F.cross_entropy(x, y, ignore_index=2)", **logits)
case("torch.nn.functional.cross_entropy", "weights", "F.cross_entropy(x, y, w)", w=pos(5), **logits)
case("torch.nn.functional.cross_entropy", "smoothing", "F.cross_entropy(x, y, label_smoothing=0.1)", **logits)
case("torch.nn.functional.cross_entropy", "spatial", "F.cross_entropy(x, y)", x=f(2, 5, 3), y=i(5, 2, 3))
case("torch.nn.functional.cross_entropy", "soft", "F.cross_entropy(x, y)", x=f(4, 5), y=torch.softmax(f(4, 5), 1))

for text in ("torch.arange(4) + x", "torch.arange(1, 5) + x", "torch.arange(0, 2, 0.5) + x", "torch.arange(end=4, dtype=torch.float32) + x"):
    case("torch.arange", text, text, x=f(3, 4))
for text in ("torch.zeros(3, 4) + x", "torch.ones(4) + x", "torch.full((3, 1), 2.5) + x", "torch.eye(4)[:3] + x", "torch.linspace(0, 1, 4) + x", "torch.tensor([1.0, 2.0, 3.0, 4.0]) * x", "torch.scalar_tensor(2.0) + x", "torch.empty(3, 4).fill_(2.0) + x"):
    case(text.split("(")[0], text, text, x=f(3, 4))
for text in ("torch.zeros_like(x) + x", "torch.ones_like(x) * x", "torch.full_like(x, 3) + x", "torch.empty_like(x) * 0 + x", "x.new_zeros(4) + x", "x.new_ones((3, 4)) + x", "x.new_full((3, 1), 0.5) + x", "x.new_empty((3, 4)) * 0 + x"):
    name = text.split("(")[0]
    case(name if name.startswith("torch") else f"torch.Tensor.{name[2:]}", text, text, x=f(3, 4))
for text in ("x.to(torch.float64)", "x.to(dtype=torch.float16)", "x.to(y)", "x.to('cpu')", "x.to('cpu', torch.int32)", "x.type(torch.int64)"):
    case("torch.Tensor.to" if ".to(" in text else "torch.Tensor.type", text, text, x=f(3, 4), y=i(3, 2))
for text in ("x * x.size(0)", "x * x.numel()", "x + x.dim()", "x.cpu() + 1", "x * torch.finfo(x.dtype).eps"):
    name = {"size": "torch.Tensor.size", "numel": "torch.Tensor.numel", "dim()": "torch.Tensor.dim", "cpu": "torch.Tensor.cpu", "finfo": "torch.finfo"}
    case(next(v for k, v in name.items() if k in text), text, text, x=f(3, 4))

module("torch.nn.Linear", {"position": "nn.Linear(4, 5)", "defaults": "nn.Linear(4, 5, bias=False)", "keyword": "nn.Linear(out_features=5, in_features=4)"}, x=x234)
module("torch.nn.LayerNorm", {"position": "nn.LayerNorm(4)", "keyword": "nn.LayerNorm(normalized_shape=(3, 4), eps=1e-3)", "plain": "nn.LayerNorm(4, elementwise_affine=False)"}, x=x234)
module("torch.nn.RMSNorm", {"position": "nn.RMSNorm(4)", "eps": "nn.RMSNorm(4, eps=1e-3)"}, x=x234)
module("torch.nn.Embedding", {"position": "nn.Embedding(7, 5)", "padding": "nn.Embedding(7, 5, padding_idx=0)"}, x=i(7, 3, 2))
module("torch.nn.Dropout", {"position": "nn.Dropout(0.2)"}, x=x34)
module("torch.nn.Dropout2d", {"position": "nn.Dropout2d(0.2)"}, x=x2345)
module("torch.nn.Identity", {"position": "nn.Identity()"}, x=x34)
module("torch.nn.Sequential", {"position": "nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 2))"}, x=x34)
for name in "ReLU SiLU Tanh Sigmoid GELU ELU LeakyReLU Softplus Hardswish Mish ReLU6 SELU CELU Softsign LogSigmoid Hardsigmoid Tanhshrink Softshrink Hardshrink".split():
    module(f"torch.nn.{name}", {"position": f"nn.{name}()"}, x=x34)
module("torch.nn.PReLU", {"position": "nn.PReLU()", "channels": "nn.PReLU(3)"}, x=x234)
module("torch.nn.Softmax", {"position": "nn.Softmax(1)"}, x=x34)
module("torch.nn.LogSoftmax", {"position": "nn.LogSoftmax(dim=-1)"}, x=x34)
module("torch.nn.Flatten", {"position": "nn.Flatten()", "keyword": "nn.Flatten(start_dim=0)"}, x=x234)
module("torch.nn.Unflatten", {"position": "nn.Unflatten(2, (2, 2))"}, x=x234)
module("torch.nn.Conv1d", {"position": "nn.Conv1d(3, 4, 3)", "keyword": "nn.Conv1d(3, 6, kernel_size=2, stride=2, padding=1, groups=3)"}, x=f(2, 3, 7))
module("torch.nn.Conv2d", {"position": "nn.Conv2d(3, 4, 3)", "keyword": "nn.Conv2d(in_channels=3, out_channels=4, kernel_size=(3, 2), stride=2, padding=1, bias=False)", "padding mode": "nn.Conv2d(3, 4, 3, padding=1, padding_mode='replicate')", "dilation": "nn.Conv2d(3, 4, 2, dilation=2)"}, x=f(2, 3, 6, 5))
module("torch.nn.Conv3d", {"position": "nn.Conv3d(2, 3, 2)"}, x=f(1, 2, 3, 4, 3))
module("torch.nn.ConvTranspose1d", {"position": "nn.ConvTranspose1d(3, 4, 3, 2)"}, x=f(2, 3, 5))
module("torch.nn.ConvTranspose2d", {"position": "nn.ConvTranspose2d(3, 4, 3, 2)", "keyword": "nn.ConvTranspose2d(3, 4, kernel_size=2, stride=2, padding=1, output_padding=1, bias=False)"}, x=f(2, 3, 4, 4))
module("torch.nn.BatchNorm1d", {"position": "nn.BatchNorm1d(4)"}, x=f(3, 4))
module("torch.nn.BatchNorm2d", {"position": "nn.BatchNorm2d(3)", "keyword": "nn.BatchNorm2d(3, eps=1e-3, affine=False)"}, x=x2345)
module("torch.nn.GroupNorm", {"position": "nn.GroupNorm(3, 6)", "keyword": "nn.GroupNorm(num_groups=2, num_channels=6, eps=1e-3)"}, x=f(2, 6, 4))
module("torch.nn.InstanceNorm2d", {"position": "nn.InstanceNorm2d(3, affine=True)"}, x=x2345)
module("torch.nn.MaxPool2d", {"position": "nn.MaxPool2d(2)", "keyword": "nn.MaxPool2d(kernel_size=3, stride=2, padding=1)"}, x=f(2, 3, 7, 6))
module("torch.nn.MaxPool1d", {"position": "nn.MaxPool1d(2)"}, x=f(2, 3, 7))
module("torch.nn.AvgPool2d", {"position": "nn.AvgPool2d(2)", "keyword": "nn.AvgPool2d(3, stride=2, padding=1)"}, x=f(2, 3, 7, 6))
module("torch.nn.AvgPool1d", {"position": "nn.AvgPool1d(2)"}, x=f(2, 3, 7))
module("torch.nn.AdaptiveAvgPool2d", {"position": "nn.AdaptiveAvgPool2d((2, 3))", "whole": "nn.AdaptiveAvgPool2d(1)"}, x=f(2, 3, 7, 6))
module("torch.nn.AdaptiveAvgPool1d", {"position": "nn.AdaptiveAvgPool1d(3)", "whole": "nn.AdaptiveAvgPool1d(1)"}, x=f(2, 3, 7))
module("torch.nn.Upsample", {"position": "nn.Upsample(scale_factor=2)", "bilinear": "nn.Upsample(size=(6, 7), mode='bilinear')"}, x=f(2, 3, 4, 5))
module("torch.nn.ZeroPad2d", {"position": "nn.ZeroPad2d((1, 2, 0, 1))"}, x=x2345)
module("torch.nn.PixelShuffle", {"position": "nn.PixelShuffle(2)"}, x=f(2, 8, 3, 3))
module("torch.nn.GLU", {"position": "nn.GLU()"}, x=x34)
module("torch.nn.CosineSimilarity", {"position": "nn.CosineSimilarity()"}, x=f(3, 4), y=f(3, 4))
module("torch.nn.MultiheadAttention", {"position": "nn.MultiheadAttention(4, 2, batch_first=True)"}, x=f(2, 3, 4), y=f(2, 5, 4), z=f(2, 5, 4))
module("torch.nn.TransformerEncoderLayer", {"position": "nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)"}, x=f(2, 3, 8))
for name in "CrossEntropyLoss".split():
    module(f"torch.nn.{name}", {"position": f"nn.{name}()", "keyword": f"nn.{name}(ignore_index=1, reduction='sum')"}, x=f(4, 5), y=i(5, 4))
for name in "MSELoss L1Loss SmoothL1Loss BCEWithLogitsLoss".split():
    module(f"torch.nn.{name}", {"position": f"nn.{name}()", "keyword": f"nn.{name}(reduction='sum')"}, x=f(3, 4), y=unit(3, 4))
module("torch.nn.LSTM", {"position": "nn.LSTM(4, 3, batch_first=True)"}, x=f(2, 3, 4))
module("torch.nn.GRU", {"position": "nn.GRU(4, 3, batch_first=True)"}, x=f(2, 3, 4))
case("torch.polar", "position", "torch.view_as_real(torch.polar(x, y))", x=pos(3, 4), y=f(3, 4))
case("torch.view_as_complex", "position", "torch.view_as_real(torch.view_as_complex(x) * torch.view_as_complex(y))", x=f(3, 4, 2), y=f(3, 4, 2))


def packed(tensor):
    tensor = tensor.detach().contiguous()
    data = bytes(tensor.reshape(-1).view(torch.uint8).numpy()) if tensor.numel() else b""
    return {"dtype": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape), "data": base64.b64encode(data).decode()}


def graph(program):
    """The graph without places in code, devices and what is not set."""
    buffer = io.BytesIO()
    torch.export.save(program, buffer)
    archive = zipfile.ZipFile(buffer)
    name = next(n for n in archive.namelist() if n.endswith("models/model.json"))
    model = json.loads(archive.read(name))
    module = model["graph_module"]
    for node in module["graph"]["nodes"]:
        node["metadata"] = {}
    for tensor in module["graph"]["tensor_values"].values():
        for key in ("requires_grad", "device", "layout"):
            tensor.pop(key, None)
    kept = {key: module["graph"][key] for key in ("inputs", "outputs", "nodes", "tensor_values", "sym_int_values")}
    return {
        "graph_module": {"graph": kept, "signature": module["signature"]},
        "schema_version": {"major": 8, "minor": 20},
        "range_constraints": model["range_constraints"],
    }

case("torch.angle", "position", "torch.angle(torch.view_as_complex(x))", x=f(3, 4, 2))
case("torch.angle", "real", "torch.angle(x)", x=f(3, 4))
case("torch.atan2", "upright", "torch.atan2(x, y * 0)", x=f(3, 4), y=f(3, 4))
call("torch.polygamma", [("n", "3"), ("input", "x")], 2, x=pos(3, 4))
method("torch.Tensor.masked_scatter", [("mask", "c"), ("source", "y")], 2, x=x34, c=b(3, 4), y=f(12))
case("torch.Tensor.masked_scatter", "rows", "x.masked_scatter(c.unsqueeze(-1), y)", x=f(2, 3, 4), c=b(2, 3), y=f(6, 4))
lower = torch.tril(f(3, 3)) + 4 * torch.eye(3)
call("torch.linalg.solve_triangular", [("input", "x"), ("B", "y"), ("*upper", "False")], 3, x=lower, y=f(3, 2))
case("torch.linalg.solve_triangular", "upper", "torch.linalg.solve_triangular(x, y, upper=True)", x=lower.mT, y=f(3, 2))
case("torch.linalg.solve_triangular", "right", "torch.linalg.solve_triangular(x, y, upper=False, left=False)", x=lower, y=f(2, 3))
case("torch.linalg.solve_triangular", "ones", "torch.linalg.solve_triangular(x, y, upper=False, unitriangular=True)", x=lower, y=f(3, 2))
signs = torch.tensor([1.0, 0.0, -2.0, -0.0, 3.0])
case("torch.copysign", "position", "torch.copysign(x, y)", x=signs, y=torch.tensor([-1.0, -0.0, -0.0, 2.0, -3.0]))
case("torch.copysign", "number", "torch.copysign(x, -1)", x=i(5, 3, 4))
case("torch.sinc", "position", "torch.sinc(x)", x=torch.tensor([0.0, 0.5, -1.25, 3.0]))
case("torch.ldexp", "position", "torch.ldexp(x, y)", x=f(3, 4), y=i(5, 3, 4))
case("torch.renorm", "position", "torch.renorm(x, 2, 0, 1.0)", x=f(3, 4))
case("torch.renorm", "other dim", "torch.renorm(x, 1, 1, 2.5)", x=f(2, 3, 4))
case("torch.nn.functional.rrelu", "position", "F.rrelu(x, 0.1, 0.3)", x=f(3, 4))
case("torch.clamp", "tensors", "torch.clamp(x, y, z)", x=f(3, 4), y=f(4), z=f(3, 1))
case("torch.clip", "tensors", "torch.clip(x, y, z)", x=f(3, 4), y=f(4), z=f(3, 1))
case("torch.xlogy", "edges", "torch.xlogy(x, y)", x=torch.tensor([0.0, 0.0, 0.0, 0.0, 1.0, 2.0]),
     y=torch.tensor([0.0, float("inf"), float("nan"), -1.0, 0.0, 3.0]))
case("torch.fmod", "signs", "torch.fmod(x, y)", x=torch.tensor([5.0, -5.0, 5.0, -5.0, 0.0, -1.5]), y=torch.tensor([3.0, 3.0, -3.0, -3.0, 2.0, 0.5]))
case("torch.Tensor.fill_diagonal_", "position", "y = x + 0\ny.fill_diagonal_(7)\ny", x=f(4, 3))
case("torch.Tensor.fill_diagonal_", "wrap", "y = x + 0\ny.fill_diagonal_(7, wrap=True)\ny", x=f(9, 3))
case("torch.Tensor.fill_diagonal_", "cube", "y = x + 0\ny.fill_diagonal_(0.5)\ny", x=f(3, 3, 3))
case("torch.Tensor.index_fill", "from the end", "x.index_fill(1, i, 2.0)", x=f(3, 4), i=torch.tensor([-1, 0]))
case("torch.conj", "exported", "torch.view_as_real(torch.view_as_complex(x).conj() * torch.view_as_complex(y))", x=f(3, 4, 2), y=f(3, 4, 2))
case("torch.nn.functional.elu", "decomposed selu", "torch.ops.aten.elu(x, 1.6732632423543772, 1.0507009873554805)", x=x34)
case("torch.nn.functional.conv2d", "decomposed", "torch.ops.aten.convolution(x, y, None, [1], [0], [1], False, [0], 1)", x=x2345, y=f(4, 3, 2, 3))
case("torch.distributions.Normal", "position", "torch.distributions.Normal(x, 1.0).log_prob(y)", x=x34, y=f(3, 4))
case("torch.nn.AlphaDropout", "eval", "F.alpha_dropout(x, 0.3, False)", x=x34)
# Of draws, what every draw gives.
case("torch.rand", "position", "torch.rand(3, 4).floor() + x", x=x34)
case("torch.rand", "keyword", "torch.rand(size=(3, 4), dtype=torch.float64).ceil().clamp(0, 0) + x", x=x34)
case("torch.rand_like", "position", "(torch.rand_like(x) < 1) & (x > 0)", x=x34)
case("torch.rand_like", "keyword", "torch.rand_like(input=x, dtype=torch.float64).floor() + x", x=x34)
case("torch.randn", "position", "torch.randn(3, 4).isfinite() & (x > 0)", x=x34)
case("torch.randn", "keyword", "torch.randn(size=(3, 4)) * 0.0 + x", x=x34)
case("torch.randint", "position", "torch.randint(3, 4, (3, 4)) + x", x=x34)
case("torch.randint", "defaults", "torch.randint(1, (3, 4)) + x", x=x34)
case("torch.randperm", "position", "torch.randperm(4).sort()[0] + x", x=x34)
case("torch.randperm", "keyword", "torch.randperm(n=4, dtype=torch.int32).sum() + x", x=x34)
hot = torch.eye(4)[torch.tensor([2, 0, 3])]
call("torch.multinomial", [("input", "x"), ("num_samples", "1")], 2, x=hot)
case("torch.multinomial", "replacement", "torch.multinomial(x, 3, replacement=True)", x=hot)
case("torch.multinomial", "all", "torch.multinomial(x, 4).sort(-1)[0]", x=pos(3, 4))

# What is composed of several ops.
nans = torch.tensor([[1.0, float("nan"), 3.0, 2.5], [float("nan")] * 4, [0.5, -1.0, 2.0, 4.0]])
parts = torch.tensor([0.25, 0.5, 0.9])
both("torch.quantile", "several", "torch.quantile(x, q, dim=1)", x=f(3, 5), q=parts)
both("torch.quantile", "kept", "torch.quantile(x, q, 0, keepdim=True)", x=f(3, 5), q=parts)
both("torch.quantile", "constants", "torch.quantile(x, torch.tensor([0.1, 0.75], dtype=torch.float64), keepdim=True)", x=f(2, 3, 4, dtype=torch.float64))
both("torch.quantile", "NaN", "torch.quantile(x, q, 1)", x=nans, q=parts)
both("torch.quantile", "one", "torch.quantile(x, 0.3, 1)", x=f(3, 5))
for word in "lower higher nearest midpoint".split():
    case("torch.quantile", word, f"torch.quantile(x, q, 1, interpolation='{word}')", x=f(3, 6), q=parts)
both("torch.nanquantile", "several", "torch.nanquantile(x, q, 1, keepdim=True)", x=nans, q=parts)
both("torch.nanquantile", "one", "torch.nanquantile(x, 0.3)", x=nans)
both("torch.mode", "position", "torch.mode(x, 1)", x=i(3, 4, 7))
both("torch.mode", "floats", "x.mode(0, keepdim=True)", x=f(6, 5, low=-2, high=3))
torch.manual_seed(len(CASES))
bilinear = nn.Bilinear(4, 5, 2)
bilinear.weight.data, bilinear.bias.data = f(2, 4, 5), f(2)
both("torch.nn.Bilinear", "position", "m(x, y)", module=bilinear, x=f(2, 3, 4), y=f(2, 3, 5))
for name in ("fftshift", "ifftshift"):
    both(f"torch.fft.{name}", "position", f"torch.fft.{name}(x)", x=f(3, 5))
    both(f"torch.fft.{name}", "dim", f"torch.fft.{name}(x, dim=-1)", x=f(2, 4, 5))
both("torch.cartesian_prod", "position", "torch.cartesian_prod(x, y, z)", x=f(3), y=f(2), z=f(4))
both("torch.combinations", "position", "torch.combinations(x)", x=f(5))
both("torch.combinations", "replacement", "torch.combinations(x, 3, with_replacement=True)", x=f(4))
labels = torch.tensor([[3, 0, -1, 1], [1, -1, 0, 0], [-1, 2, 1, 0]])
for reduction in ("mean", "sum", "none"):
    both("torch.nn.functional.multilabel_margin_loss", reduction, f"F.multilabel_margin_loss(x, y, reduction='{reduction}')", x=f(3, 4), y=labels)
both("torch.nn.functional.multilabel_margin_loss", "row", "F.multilabel_margin_loss(x, y)", x=f(4), y=labels[0])
both("torch.repeat_interleave", "flat", "torch.repeat_interleave(x, n, output_size=24)", x=x34, n=torch.tensor([2]))
both("torch.repeat_interleave", "output size", "torch.repeat_interleave(x, n, dim=1, output_size=7)", x=x34, n=torch.tensor([3, 1, 0, 3]))
both("torch.repeat_interleave", "counts alone", "torch.repeat_interleave(torch.tensor([1, 0, 3])) + x", x=x34)
bags = nn.EmbeddingBag(7, 5, mode="max", padding_idx=0)
bags.weight.data = f(7, 5)
both("torch.nn.EmbeddingBag", "largest", "m(x, y)", module=bags, x=torch.tensor([1, 2, 0, 0, 4, 3, 0]), y=torch.tensor([0, 2, 4, 4]))
bounded = nn.Embedding(7, 5, max_norm=1.5)
bounded.weight.data = f(7, 5)
both("torch.nn.Embedding", "norm", "m(x)", module=bounded, x=i(7, 3, 2))
both("torch.nn.Embedding", "norm of rows", "(m(x), m.weight * 2)", module=bounded, x=i(3, 4))
both("torch.as_strided_scatter", "position", "torch.as_strided_scatter(x, y, (2, 2), (1, 2), 1)", x=x34, y=f(2, 2))
for zero, low, high in ((0, -128, 127), (3, 0, 15), (-1, -4, 3)):
    both("torch.fake_quantize_per_tensor_affine", f"zero {zero}", f"torch.fake_quantize_per_tensor_affine(x, 0.25, {zero}, {low}, {high})", x=f(4, 6))
both("torch.fake_quantize_per_tensor_affine", "tensors", "torch.fake_quantize_per_tensor_affine(x, s, z, -8, 7)", x=f(4, 6), s=torch.tensor([0.1]), z=torch.tensor([1], dtype=torch.int32))
both("torch.fake_quantize_per_channel_affine", "position", "torch.fake_quantize_per_channel_affine(x, s, z, 1, -8, 7)", x=f(2, 3, 4), s=torch.tensor([0.25, 0.1, 0.5]), z=torch.tensor([0, 3, -1], dtype=torch.int32))
both("torch._int_mm", "position", "torch._int_mm(x, y)", x=i(255, 24, 16).sub(127).to(torch.int8), y=i(255, 16, 8).sub(127).to(torch.int8))
grid = torch.randint(-20, 21, (2, 3, 4, 2)) / 16
for padding in ("zeros", "border", "reflection"):
    for aligned in (False, True):
        both("torch.nn.functional.grid_sample", f"bicubic, {padding}, {aligned}", f"F.grid_sample(x, y, 'bicubic', '{padding}', {aligned})", x=f(2, 3, 5, 6), y=grid)
deep = torch.randint(-20, 21, (2, 2, 3, 2, 3)) / 16
for mode in ("bilinear", "nearest"):
    for padding, aligned in (("zeros", False), ("border", True), ("reflection", False)):
        both("torch.nn.functional.grid_sample", f"deep, {mode}, {padding}", f"F.grid_sample(x, y, '{mode}', '{padding}', {aligned})", x=f(2, 3, 4, 3, 5), y=deep + 0.01)
boxes = torch.tensor([[1, 0.5, 1, 4, 5], [0, 0, 0, 3, 5.5], [1, 2, 2, 7, 6], [0, 3, 1, 3.5, 1.25]])
both("torchvision.ops.roi_align", "aligned", "torchvision.ops.roi_align(x, y, (2, 3), 0.5, 2, True)", x=f(3, 2, 6, 6), y=boxes)
both("torchvision.ops.roi_align", "defaults", "torchvision.ops.roi_align(x, y, 2)", x=f(2, 2, 8, 8), y=boxes)
both("torchvision.ops.roi_align", "lists", "torchvision.ops.roi_align(x, [y[:3, 1:], y[3:, 1:]], 2, 0.75)", x=f(2, 2, 8, 8), y=boxes)
both("torchvision.ops.deform_conv2d", "position", "torchvision.ops.deform_conv2d(x, o, w, b, padding=1, mask=m)", x=f(2, 3, 5, 4), o=f(2, 18, 5, 4), w=f(4, 3, 3, 3) / 4, b=f(4), m=unit(2, 9, 5, 4))
both("torchvision.ops.deform_conv2d", "groups", "torchvision.ops.deform_conv2d(x, o, w, stride=(2, 1), padding=(0, 1), dilation=(1, 2))", x=f(2, 4, 6, 5), o=f(2, 24, 2, 5), w=f(6, 2, 3, 2) / 4)
waves, window = torch.stft(f(2, 40), 8, 2, window=torch.hann_window(8), return_complex=True), torch.hann_window(8)
both("torch.istft", "position", "torch.istft(torch.view_as_complex(x), 8, 2, window=w)", x=torch.view_as_real(waves), w=window)
both("torch.istft", "length", "torch.istft(torch.view_as_complex(x), 8, 2, 6, w, normalized=True, length=43)", x=torch.view_as_real(waves), w=torch.hamming_window(6))
both("torch.istft", "not centred", "torch.istft(torch.view_as_complex(x), 8, center=False)", x=torch.view_as_real(waves)[0], w=window)
both("torch.conj", "number", "torch.view_as_real(torch.view_as_complex(x).conj() * (1 + 2j))", x=f(3, 4, 2))
both("torch.conj", "list", "torch.view_as_real(torch.view_as_complex(x).conj() * torch.tensor([1 + 2j, 3j, 1, -1j]) - 1j)", x=f(3, 4, 2))
case("torch.func.vmap", "exported", "torch.vmap(lambda a, b: a @ b)(x, y)", x=x34, y=f(3, 4))
case("torch.vmap", "position, core", "torch.vmap(lambda a, b: a @ b)(x, y)", x=x34, y=f(3, 4))
wide = torch.tensor([0.0, 1e-4, -0.5, 2.0, -7.75, 8.0, -8.25, 20.0, 60.0])
for name in "i0 i0e i1 i1e".split():
    both(f"torch.special.{name}", "float32", f"torch.special.{name}(x)", x=wide)
    case(f"torch.special.{name}", "float64", f"torch.special.{name}(x)", x=wide.double())
    case(f"torch.special.{name}", "integers", f"torch.special.{name}(x)", x=i(9, 3))
nan, inf = float("nan"), float("inf")
for dtype in (torch.float32, torch.float64, torch.bfloat16):
    both("torch.nn.functional.rms_norm", f"no epsilon, {dtype}", "F.rms_norm(x, (4,), w)", x=(f(3, 4) / 65536).to(dtype), w=f(4).to(dtype))
both("torch.nn.functional.rms_norm", "two dims", "F.rms_norm(x, (3, 4))", x=(f(2, 3, 4) / 4096).bfloat16())
far = torch.tensor([[-200.0, 0, 1, 90], [1, 2, inf, 2], [-inf, 1, 2, 3], [-inf, -inf, 0.5, 100]])
both("torch.logcumsumexp", "far apart", "torch.logcumsumexp(x, 1)", x=far)
both("torch.logcumsumexp", "first dim", "torch.logcumsumexp(x, 0)", x=far.T.contiguous())
holes = torch.tensor([[3.0, nan, 1, 3, 2], [4, 1, 3, 2, 5], [nan, nan, 7, nan, nan], [nan, nan, nan, nan, 4], [6, 5, nan, 1, 2]])
for name in ("median", "nanmedian"):
    both(f"torch.{name}", "NaN", f"torch.{name}(x)", x=holes)
    both(f"torch.{name}", "NaN, rows", f"torch.{name}(x, 1)", x=holes)
    both(f"torch.{name}", "NaN, columns", f"torch.{name}(x, 0, keepdim=True)", x=holes)
    case(f"torch.{name}", "integers", f"torch.{name}(x, -1)", x=i(9, 3, 5))
both("torch.quantile", "NaN", "torch.quantile(x, 0.5)", x=holes)
both("torch.quantile", "NaN, rows", "torch.quantile(x, 0.0, 1)", x=holes)
for dtype in (torch.int32, torch.uint8, torch.bool):
    both("torch.cumprod", f"{dtype}", "torch.cumprod(x, 1)", x=torch.tensor([[100, 100, 100, 100, 100, 2]]).to(dtype))
both("torch.cumprod", "dtype", "torch.cumprod(x, 1, dtype=torch.float64)", x=i(9, 2, 5, dtype=torch.int32))
for text in ("x + 300", "x + (-1)", "x * 1000", "x - 2", "x.clamp(max=300)"):
    both(f"operator {text.split()[1] if ' ' in text else 'clamp'}", f"uint8, {text}", text, x=i(256, 3, 4, dtype=torch.uint8))
for text in ("x + 200", "x * 1000", "x + (2**40 + 1)"):
    both(f"operator {text.split()[1]}", f"int8, {text}", text, x=i(128, 3, 4, dtype=torch.int8))
    both(f"operator {text.split()[1]}", f"int32, {text}", text, x=i(1 << 30, 3, 4, dtype=torch.int32))
for dtype in (torch.bfloat16, torch.float16):
    for text in ("x * 0.1", "0.1 * x", "x / 0.1", "x // 0.1", "x * 0.5", "x + 0.1", "0.1 / x", "x * y", "y * x", "x / y"):
        both(f"operator {text.split()[1]}", f"{dtype}, {text}", text, x=pos(3, 4).to(dtype), y=torch.tensor(1.005))
both("torch.special.entr", "NaN", "torch.special.entr(x)", x=torch.tensor([nan, -1, 0, 0.5, 1, 2]))
both("torch.log", "complex zeros", "torch.view_as_real(torch.log(torch.view_as_complex(x)))", x=torch.tensor([[0.0, 0], [-0.0, 0], [1, -2], [-3, 0]]))
for dtype in ("uint8", "int8", "int16", "int32"):
    both("torch.Tensor.to", f"wrapped, {dtype}", f"x.to(torch.{dtype})", x=torch.tensor([2.7, -2.7, 300, -129.5, 40000, 0.5]))
large = torch.tensor([4611686018427387905, 4611686018427387904, -7])
for text in ("x + 9007199254740993", "x == 4611686018427387905", "x * 4611686018427387905", "9007199254740993 - x", "x - 9223372036854775806"):
    both(f"operator {text.split()[1]}", f"int64, {text}", text, x=large)
holes = torch.tensor([[float("nan"), 1.0, 2.0], [3.0, float("nan"), -1.0]])
both("torch.nansum", "whole", "torch.nansum(x)", x=holes)
both("torch.nansum", "whole, integers", "torch.nansum(x)", x=i(9, 2, 3))
for words, number in [("floats", torch.tensor([2.0, -3.0, 0.5])), ("integers", torch.tensor([2, -3, 7]))]:
    both("torch.Tensor.__rfloordiv__", f"number, {words}", "7 // x", x=number)
both("torch.nn.functional.linear", "vector", "F.linear(x, w)", x=f(4), w=f(3, 4))
both("torch.nn.functional.linear", "vector, bias", "F.linear(x, w, b)", x=f(4), w=f(3, 4), b=f(3))
both("torch.nn.functional.linear", "vector of weights", "F.linear(x, w)", x=f(3, 4), w=f(4))
both("torch.nn.functional.conv1d", "one sample", "F.conv1d(x, w, b, stride=2, padding=1)", x=f(2, 7), w=f(3, 2, 3), b=f(3))
both("torch.nn.functional.conv1d", "one sample, same", "F.conv1d(x, w, b, padding='same')", x=f(2, 5), w=f(3, 2, 2), b=f(3))
both("torch.nn.functional.conv_transpose1d", "one sample", "F.conv_transpose1d(x, w, stride=2)", x=f(2, 5), w=f(2, 3, 2))
some = torch.tensor([0.0, 0.5, 3.0, float("nan"), float("inf"), -1.0])
for name in ("torch.xlogy", "torch.special.xlogy"):
    both(name, "number behind", f"{name}(x, 2.5)", x=some)
    both(name, "number before", f"{name}(2, x)", x=some)
    both(name, "zero before", f"{name}(0, x)", x=some)
    both(name, "integers", f"{name}(x, 3)", x=i(5, 4))
    both(name, "two tensors", f"{name}(x, y)", x=some, y=some.flip(0))
for form, counts in [("cut before", (-1, 2)), ("cut behind", (2, -1)), ("two dims", (-1, 2, 1, -1))]:
    both("torch.nn.functional.pad", f"circular, {form}", f"F.pad(x, {counts}, 'circular')", x=f(1, 2, *(4, 3)[: len(counts) // 2][::-1]))
edges = torch.tensor([-1.0, 0.5, 2.0, 4.0])
for right in (False, True):
    both("torch.searchsorted", f"NaN, {right}", f"torch.searchsorted(y, x, right={right})", x=some, y=edges)
    both("torch.bucketize", f"NaN, {right}", f"torch.bucketize(x, y, right={right})", x=some, y=edges)
both("torch.searchsorted", "NaN, number", "torch.searchsorted(x, float('nan'))", x=edges)
both("torch.isin", "NaN", "torch.isin(x, y)", x=some, y=torch.tensor([3.0, float("nan"), 0.0]))
logits = torch.tensor([[float("nan"), 1.0], [1.0, 2.0], [float("inf"), float("-inf")], [0.5, -3.0]])
labels = torch.tensor([-100, 1, -100, 0])
for reduction in ("mean", "none"):
    for smoothing in (0.0, 0.1):
        both("torch.nn.functional.cross_entropy", f"ignored NaN, {reduction}, {smoothing}", f"F.cross_entropy(x, y, reduction='{reduction}', label_smoothing={smoothing})", x=logits, y=labels)
        both("torch.nn.functional.cross_entropy", f"ignored NaN, weights, {reduction}, {smoothing}", f"F.cross_entropy(x, y, w, reduction='{reduction}', label_smoothing={smoothing})", x=logits, y=labels, w=pos(2))
for dtype in (torch.float32, torch.float64):
    line = torch.arange(7, dtype=dtype)
    case("torch.nn.functional.interpolate", "nearest, two sizes", "F.interpolate(x, size=(82, 3))", x=line[:2].reshape(1, 1, 2, 1))
    case("torch.nn.functional.interpolate", "nearest, two sizes, core", "F.interpolate(x, size=(82, 3))", x=line[:2].reshape(1, 1, 2, 1))
    case("torch.nn.functional.interpolate", "nearest, one size", "F.interpolate(x, size=82)", x=line[:2].reshape(1, 1, 2))
    for factor in (41.0, 2.3, 1.1, 0.7):
        case("torch.nn.functional.interpolate", f"nearest, factor {factor}", f"F.interpolate(x, scale_factor={factor})", x=line.reshape(1, 1, 7))
        case("torch.nn.functional.interpolate", f"nearest, factors {factor}", f"F.interpolate(x, scale_factor=({factor}, 2.3))", x=line[:3].reshape(1, 1, 3, 1).repeat(1, 1, 1, 3))
    case("torch.nn.functional.interpolate", "exact, two sizes", "F.interpolate(x, size=(55, 3), mode='nearest-exact')", x=line[:2].reshape(1, 1, 2, 1))
    case("torch.nn.functional.interpolate", "exact, factor", "F.interpolate(x, scale_factor=2.3, mode='nearest-exact')", x=line.reshape(1, 1, 7))
both("torch.Tensor.__rfloordiv__", "fraction", "6.5 // x", x=torch.tensor([2, -3, 7]))
both("torch.Tensor.__rfloordiv__", "wrapped", "300 // x", x=torch.tensor([2, -3, 7], dtype=torch.int8))
both("torch.floor_divide", "number before", "torch.floor_divide(7, x)", x=torch.tensor([2.0, -3.0, 0.5]))
for dtype, most in ((torch.float32, 3e38), (torch.float64, 1.7e308), (torch.bfloat16, 3e38), (torch.float16, 6e4)):
    sides = torch.tensor([most, most / 2, most, inf, -inf, nan, inf, 0, 3, 1 / most, -5, nan], dtype=dtype)
    both("torch.hypot", f"of every length, {dtype}", "torch.hypot(x, y)", x=sides, y=torch.tensor([0, most / 2, most, nan, 1, 1, -inf, 0, 4, 1 / most, 0, nan], dtype=dtype))
zeros = torch.tensor([-0.0, 0, -0.0, 0, 6, -6, 6, -6, inf, 5, -5, 5, -5, nan, 4])
for dtype in (torch.float32, torch.float64, torch.bfloat16):
    divisors = torch.tensor([3, 3, -3, -3, 3, 3, -3, -3, 2, inf, inf, -inf, -inf, 1, nan], dtype=dtype)
    for name in ("remainder", "fmod"):
        both(f"torch.{name}", f"signs of zeros, {dtype}", f"1 / torch.{name}(x, y)", x=zeros.to(dtype), y=divisors)
        both(f"torch.{name}", f"signs of zeros, number, {dtype}", f"1 / torch.{name}(x, -3)", x=zeros.to(dtype))
    both("torch.remainder", f"signs of zeros, number before, {dtype}", "1 / torch.remainder(-0.0, y)", y=divisors)
for name in ("sign", "sgn"):
    both(f"torch.{name}", "NaN", f"torch.{name}(x)", x=zeros)
edges, wholes = torch.tensor([-1.0, 0.5, 2.0, 4.0]), torch.tensor([1, 3, 5, 7])
for number in ("2.0", "3", "-1e30", "inf", "nan"):
    for right in (False, True):
        both("torch.bucketize", f"number {number}, {right}", f"torch.bucketize({number}, x, right={right})", x=edges)
for number in ("3", "3.5"):
    for dtype in (torch.int64, torch.int32):
        both("torch.bucketize", f"number {number}, {dtype}", f"torch.bucketize({number}, x, out_int32=True)", x=wholes.to(dtype))
        both("torch.searchsorted", f"number {number}, {dtype}", f"torch.searchsorted(x, {number}, right=True)", x=wholes.to(dtype))
for number in ("2.0", "0.1", "nan", "2"):
    for inverted in (False, True):
        both("torch.isin", f"a number of tests, {number}, {inverted}", f"torch.isin(x, {number}, invert={inverted})", x=torch.tensor([[1.0, 2, nan], [0.1, inf, 2]]))
        both("torch.isin", f"a number of elements, {number}, {inverted}", f"torch.isin({number}, x, invert={inverted})", x=torch.tensor([[1.0, 2, nan], [0.1, inf, 2]]))
for number in ("3", "2.5"):
    both("torch.isin", f"integers, a number of tests, {number}", f"torch.isin(x, {number})", x=wholes)
    both("torch.isin", f"integers, a number of elements, {number}", f"torch.isin({number}, x)", x=wholes)
some = torch.tensor([0.0, 0.5, 3, nan, inf, -1, -2, -0.0, 1e-20])
both("torch.special.xlog1py", "number behind", "torch.special.xlog1py(x, 2.5)", x=some)
both("torch.special.xlog1py", "number before", "torch.special.xlog1py(2, x)", x=some)
both("torch.special.xlog1py", "zero before", "torch.special.xlog1py(0, x)", x=some)
both("torch.special.xlog1py", "integers", "torch.special.xlog1py(x, 3)", x=wholes)
both("torch.special.xlog1py", "two tensors", "torch.special.xlog1py(x, y)", x=some, y=some.flip(0))
for correction in (3, 5, 0.5, -2):
    for name in ("var", "std"):
        both(f"torch.{name}", f"correction {correction}", f"torch.{name}(x, 1, correction={correction})", x=torch.tensor([[1.0, 2, 6], [1, 1, 1]]))
for dtype in (torch.float32, torch.bfloat16):
    case("torch.std", f"large and small, {dtype}", "x.std(1)", x=torch.tensor([[1e25, -1e25, 3e25], [1e-25, 2e-25, 5e-25], [3e38, 3e38, -3e38]], dtype=dtype))
    case("torch.std_mean", f"large and small, {dtype}", "torch.std_mean(x, 1, keepdim=True)", x=torch.tensor([[1e25, -1e25, 3e25], [0.1, 0.1, 0.1]], dtype=dtype))
both("torch.var", "float16", "x.var(1)", x=torch.tensor([[300.0, -60000, 60000], [300, 301, 302], [0.1, 0.2, 0.7]]).half())
case("torch.std", "float16", "x.std(1)", x=torch.tensor([[300.0, -60000, 60000], [300, 301, 302], [0.1, 0.2, 0.7]]).half())
beyond = torch.tensor([nan, inf, -inf, 1e10, -1e10, 3e9, 2147483648, -2147483649, 1e19, -1e19, 9.3e18, 2.75, -2.75, 40000])
for source in (torch.float32, torch.float64, torch.bfloat16, torch.float16):
    for dtype in (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8):
        both("torch.Tensor.to", f"beyond the range, {source}, {dtype}", f"x.to({dtype})", x=beyond.to(source))
both("torch.Tensor.type_as", "beyond the range", "x.type_as(y)", x=beyond, y=torch.tensor(1, dtype=torch.int32))
both("torch.Tensor.copy_", "beyond the range", "torch.zeros(14, dtype=torch.int32).copy_(x)", x=beyond)
few = torch.tensor([1, 2, 3])
for name, text in (
    ("full", "torch.full((3,), {}) + x"), ("full_like", "torch.full_like(x, {})"), ("Tensor.new_full", "x.new_full((2, 2), {})"),
    ("scalar_tensor", "torch.scalar_tensor({}, dtype=torch.int64) + x"), ("arange", "torch.arange({}, {} + 3) + x"),
    ("arange", "torch.arange({}, {} - 9, -3) + x"), ("arange", "torch.arange(0, 3 * {}, {}) + x"),
    ("Tensor.masked_fill", "x.masked_fill(x > 1, {})"), ("where", "torch.where(x > 1, {}, x)"), ("Tensor.fill_", "(x * 1).fill_({})"),
    ("Tensor.clamp", "x.clamp(max={} - 2**62)"), ("Tensor.clamp", "(x * 2**61).clamp(-5, {})"), ("clip", "torch.clip(x, {}, {} + 1)"),
    ("Tensor.clamp_min", "x.clamp_min({})"), ("Tensor.clamp_max", "(x * 2**61).clamp_max({})"),
    ("Tensor.index_fill", "x.index_fill(0, x[:2] - 1, {})"), ("Tensor.scatter", "x.scatter(0, x[:1], {})"),
    ("searchsorted", "torch.searchsorted(x * {}, {}, right=True)"), ("isin", "torch.isin(x * {}, {})"),
):
    both(f"torch.{name}", f"int64, all digits, {text}", text.replace("{}", str(2**60 + 1)), x=few)
for shape, sizes in (((1, 1, 2), (41, 47, 55, 83)), ((1, 1, 4), (82,)), ((1, 1, 2, 1, 1), ((41, 1, 1), (83, 2, 1)))):
    for size in sizes:
        case("torch.nn.functional.interpolate", f"exact, {len(shape) - 2} dims, {size}", f"F.interpolate(x, size={size}, mode='nearest-exact')", x=torch.arange(shape[2], dtype=torch.float32).reshape(shape))
for dtype in (torch.bfloat16, torch.float16, torch.float32):
    rows = (torch.arange(12.0).reshape(3, 4) ** 2 / 7).to(dtype)
    both("torch.native_layer_norm", f"{dtype}", "torch.native_layer_norm(x, (4,), None, None, 1e-5)", x=rows)
    both("torch.native_layer_norm", f"{dtype}, scale", "torch.native_layer_norm(x, (4,), w, b, 1e-5)", x=rows, w=f(4).to(dtype), b=f(4).to(dtype))
    # The exported file says that the statistics are 16-bit beside float32 scales, where they are float32.
    both("torch.native_layer_norm", f"{dtype}, float32 scale", "torch.native_layer_norm(x, (4,), w, b, 1e-5)[0]", x=rows, w=f(4), b=f(4))
    both("torch.native_layer_norm", f"{dtype}, mean alone", "torch.native_layer_norm(x, (4,), None, None, 1e-5)[:2]", x=rows)


def main(path):
    count, apis, failed = 0, set(), []
    with gzip.GzipFile(path, "wb", 9, mtime=0) as file:
        for api, form, text, module, inputs in CASES:
            model = Call(text, list(inputs), module).eval()
            tensors = tuple(inputs.values())
            try:
                with torch.no_grad():
                    expected = model(*[t.clone() for t in tensors])
                    program = torch.export.export(model, tensors)
                    if form.endswith(", core"):
                        program = program.run_decompositions()
                outputs = [packed(t) for t in torch.utils._pytree.tree_leaves(expected) if t is not None]
                line = {
                    "api": api, "form": form, "call": text.split("\n")[-1], "program": graph(program),
                    "inputs": [packed(t) for t in tensors],
                    "weights": {k: packed(v) for k, v in program.state_dict.items()},
                    "constants": {k: packed(v) for k, v in program.constants.items()},
                    "outputs": outputs,
                }
            except Exception as error:  # what PyTorch itself refuses
                failed.append(f"{api}, {form}: {str(error).splitlines()[0][:100]}")
                continue
            file.write((json.dumps(line, separators=(",", ":")) + "\n").encode())
            count += 1
            apis.add(api)
    print(f"{count} cases of {len(apis)} APIs", *failed, sep="\n", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "cases.jsonl.gz")
