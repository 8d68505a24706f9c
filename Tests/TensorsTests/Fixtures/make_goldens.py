"""Writes Kernels/UnaryGoldens.swift and BinaryGoldens.swift: what NumPy and SciPy give."""

import pathlib

import numpy as np
from scipy import special as sp

np.seterr(all="ignore")
POINTS = np.array([-3, -1.5, -0.75, -0.25, 0, 0.125, 0.5, 0.875, 1, 2.5, 7, 30])
SPECIALS = np.array([np.nan, np.inf, -np.inf])

sigmoid = sp.expit
softplus = lambda x: np.logaddexp(0, x)

# Swift expression, function, whether it is also taken at NaN and the infinities.
CASES = [
    ("abs", np.abs, 1), ("negative", np.negative, 1), ("sign", np.sign, 1),
    ("square", np.square, 1), ("conj", np.conj, 1),
    ("scale(2.5, bias: 0.5)", lambda x: 2.5 * x + 0.5, 1),
    ("scale(2.5, bias: 0.5, biasAfterScale: false)", lambda x: 2.5 * (x + 0.5), 1),
    ("pow(exponent: 3)", lambda x: np.power(x, 3.0), 1),
    ("pow(exponent: 0)", lambda x: np.power(x, 0.0), 1),
    ("pow(exponent: -1)", lambda x: np.power(x, -1.0), 1),
    ("pow(exponent: 0.5)", lambda x: np.power(x, 0.5), 0),
    ("pow(exponent: 1.5)", lambda x: np.power(x, 1.5), 1),
    ("clip(min: -0.5, max: 2)", lambda x: np.clip(x, -0.5, 2), 1),
    ("clip(min: 0.25)", lambda x: np.clip(x, 0.25, None), 1),
    ("clip(max: 0.25)", lambda x: np.clip(x, None, 0.25), 1),
    ("ceil", np.ceil, 1), ("floor", np.floor, 1), ("trunc", np.trunc, 1), ("round()", np.round, 1),
    ("round(decimals: 1)", lambda x: np.round(x, 1), 0),
    ("round(decimals: -1)", lambda x: np.round(x, -1), 0),
    ("exp", np.exp, 1), ("expm1", np.expm1, 1), ("log", np.log, 1), ("log1p", np.log1p, 1),
    ("sqrt", np.sqrt, 1), ("rsqrt", lambda x: 1 / np.sqrt(x), 1),
    ("reciprocal", np.reciprocal, 1),
    ("sin", np.sin, 1), ("cos", np.cos, 1), ("tan", np.tan, 1), ("asin", np.arcsin, 1),
    ("acos", np.arccos, 1), ("atan", np.arctan, 1), ("sinh", np.sinh, 1), ("cosh", np.cosh, 1),
    ("tanh", np.tanh, 1), ("asinh", np.arcsinh, 1), ("acosh", np.arccosh, 1),
    ("atanh", np.arctanh, 1), ("sigmoid", sigmoid, 1), ("log2", np.log2, 1),
    ("log10", np.log10, 1), ("exp2", np.exp2, 1), ("erf", sp.erf, 1), ("erfc", sp.erfc, 1),
    ("erfinv", sp.erfinv, 1), ("lgamma", sp.gammaln, 0), ("digamma", sp.digamma, 1),
    ("logit()", sp.logit, 1),
    ("logit(eps: 0.25)", lambda x: sp.logit(np.clip(x, 0.25, 0.75)), 1),
    ("relu", lambda x: np.maximum(x, 0), 1), ("relu6", lambda x: np.clip(x, 0, 6), 1),
    ("leakyRelu()", lambda x: np.where(x < 0, 0.01 * x, x), 1),
    ("elu()", lambda x: np.where(x < 0, np.expm1(x), x), 1),
    ("elu(alpha: 0.5)", lambda x: np.where(x < 0, 0.5 * np.expm1(x), x), 1),
    ("celu(alpha: 2)", lambda x: np.where(x < 0, 2 * np.expm1(x / 2), x), 1),
    ("selu()", lambda x: 1.0507009873554805
     * np.where(x < 0, 1.6732632423543772 * np.expm1(x), x), 1),
    ("gelu()", lambda x: x * sp.ndtr(x), 0),
    ("gelu(approximate: true)", lambda x: 0.5 * x
     * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))), 0),
    ("silu", lambda x: x * sigmoid(x), 0),
    ("swish(beta: 2)", lambda x: x * sigmoid(2 * x), 0),
    ("mish", lambda x: x * np.tanh(softplus(x)), 0),
    ("logSigmoid", lambda x: -softplus(-x), 1),
    ("softplus()", softplus, 1),
    ("softplus(beta: 2, threshold: 4)",
     lambda x: np.where(2 * x > 4, x, softplus(2 * x) / 2), 1),
    ("softsign", lambda x: x / (1 + np.abs(x)), 0),
    ("hardshrink()", lambda x: np.where(np.abs(x) <= 0.5, 0, x), 1),
    ("softshrink()", lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.5, 0), 1),
    ("tanhShrink", lambda x: x - np.tanh(x), 1),
    ("thresholdedRelu()", lambda x: np.where(x <= 1, 0, x), 1),
    ("thresholdedRelu(threshold: 0.5, value: -1)", lambda x: np.where(x <= 0.5, -1, x), 1),
    ("hardtanh()", lambda x: np.clip(x, -1, 1), 1),
    ("hardsigmoid()", lambda x: np.clip(x / 6 + 0.5, 0, 1), 1),
    ("hardswish()", lambda x: x * np.clip(x + 3, 0, 6) / 6, 0),
    ("stanh()", lambda x: 1.7159 * np.tanh(0.67 * x), 1),
]


def swift(value):
    if np.isnan(value):
        return ".nan"
    if np.isinf(value):
        return ".infinity" if value > 0 else "-.infinity"
    return repr(float(value)).removesuffix(".0")


def row(name, function, points):
    values = ", ".join(swift(v) for v in function(points))
    line = f"    (.{name}, [{values}]),"
    if len(line) <= 100:
        return line
    lines, current = [f"    (", f"      .{name},", "      ["], "        "
    for v in function(points):
        item = swift(v) + ","
        if len(current) + len(item) + 1 > 100:
            lines.append(current.rstrip())
            current = "        "
        current += item + " "
    return "\n".join(lines + [current.rstrip(), "      ]", "    ),"])


out = ["import Tensors", "", "/// Made by Fixtures/make_goldens.py.", "enum UnaryGoldens {"]
for label, points, chosen in [
    ("points", POINTS, CASES), ("specials", SPECIALS, [c for c in CASES if c[2]])
]:
    out.append(f"  static let {label}: [Double] = [{', '.join(swift(v) for v in points)}]")
    out.append("")
    out.append(f"  static let at{label.capitalize()}: [(UnaryOp, [Double])] = [")
    out += [row(name, function, points) for name, function, _ in chosen]
    out += ["  ]", ""]
out[-1] = "}"
path = pathlib.Path(__file__).parent.parent / "Kernels" / "UnaryGoldens.swift"
path.write_text("\n".join(out) + "\n")


def table(name, kind, cases):
    lines = [f"  static let {name}: [(BinaryOp, [{kind}])] = ["]
    lines += [row(op, lambda points, values=values: values, None) for op, values in cases]
    return lines + ["  ]", ""]


REALS = np.array([-7.5, -2, 0, 0.5, 3, np.nan, np.inf])
a, b = (v.ravel() for v in np.meshgrid(REALS, REALS, indexing="ij"))
real_ops = [
    ("add", np.add), ("subtract", np.subtract), ("multiply", np.multiply), ("divide", np.divide),
    ("floorDivide", np.floor_divide), ("remainder", np.remainder),
    ("truncDivide", lambda a, b: np.trunc(a / b)), ("pow", np.power), ("maximum", np.maximum),
    ("minimum", np.minimum), ("fmax", np.fmax), ("fmin", np.fmin), ("heaviside", np.heaviside),
    ("atan2", np.arctan2), ("swiglu", lambda a, b: a * sigmoid(a) * b),
]
INTEGERS = np.array([-128, -7, -1, 0, 2, 3, 127], dtype=np.int8)
i, j = (v.ravel() for v in np.meshgrid(INTEGERS, INTEGERS, indexing="ij"))


def int_pow(a, b):
    if b < 0:
        return 1 if a == 1 else (-1) ** int(b % 2) if a == -1 else 0
    return int(a) ** int(b)


def wrapped(function):
    values = [function(int(p), int(q)) for p, q in zip(i, j)]
    return np.array([(v + 128) % 256 - 128 for v in values])


integer_ops = [
    ("add", np.add(i, j)), ("subtract", np.subtract(i, j)), ("multiply", np.multiply(i, j)),
    ("floorDivide", np.floor_divide(i, j)), ("remainder", np.remainder(i, j)),
    ("truncDivide", wrapped(lambda a, b: 0 if b == 0 else int(a / b))), ("pow", wrapped(int_pow)),
    ("maximum", np.maximum(i, j)), ("minimum", np.minimum(i, j)), ("fmax", np.fmax(i, j)),
    ("fmin", np.fmin(i, j)),
    ("heaviside", wrapped(lambda a, b: 0 if a < 0 else b if a == 0 else 1)),
    ("bitwiseAnd", i & j), ("bitwiseOr", i | j), ("bitwiseXor", i ^ j),
    ("shiftLeft", wrapped(lambda a, b: a << b if 0 <= b < 8 else 0)),
    ("shiftRight", wrapped(lambda a, b: a >> b if 0 <= b < 8 else a >> 7)),
]

out = ["import Tensors", "", "/// Made by Fixtures/make_goldens.py: each op on all pairs of values."]
out += ["enum BinaryGoldens {"]
out += [f"  static let reals: [Double] = [{', '.join(swift(v) for v in REALS)}]", ""]
out += table("ofReals", "Double", [(name, f(a, b)) for name, f in real_ops])
out += [f"  static let integers: [Int8] = [{', '.join(str(v) for v in INTEGERS)}]", ""]
out += table("ofIntegers", "Int8", integer_ops)
out[-1] = "}"
path.with_name("BinaryGoldens.swift").write_text("\n".join(out) + "\n")
