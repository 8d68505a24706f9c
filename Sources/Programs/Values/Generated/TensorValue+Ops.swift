// swift-format-ignore-file
// Generated from Sources/Ops/ops.yaml and fused_ops.yaml by ./Launch/generate: change those.

/// A method for each op that has none by hand, in the order of the schema.
extension TensorValue {
  /// The absolute value; of a complex number its length.
  ///
  /// The op `abs`; in PyTorch `torch.abs`; in Paddle `paddle.abs`.
  public func abs() throws(TesseraError) -> Self {
    try op("abs")
  }

  /// The inverse cosine.
  ///
  /// The op `acos`; in PyTorch `torch.acos`; in Paddle `paddle.acos`.
  public func acos() throws(TesseraError) -> Self {
    try op("acos")
  }

  /// The inverse hyperbolic cosine.
  ///
  /// The op `acosh`; in PyTorch `torch.acosh`; in Paddle `paddle.acosh`.
  public func acosh() throws(TesseraError) -> Self {
    try op("acosh")
  }

  /// The inverse sine.
  ///
  /// The op `asin`; in PyTorch `torch.asin`; in Paddle `paddle.asin`.
  public func asin() throws(TesseraError) -> Self {
    try op("asin")
  }

  /// The inverse hyperbolic sine.
  ///
  /// The op `asinh`; in PyTorch `torch.asinh`; in Paddle `paddle.asinh`.
  public func asinh() throws(TesseraError) -> Self {
    try op("asinh")
  }

  /// A copy, with a storage of its own.
  ///
  /// The op `assign`; in PyTorch `torch.clone`; in Paddle `paddle.assign`.
  public func assign() throws(TesseraError) -> Self {
    try op("assign")
  }

  /// The inverse tangent.
  ///
  /// The op `atan`; in PyTorch `torch.atan`; in Paddle `paddle.atan`.
  public func atan() throws(TesseraError) -> Self {
    try op("atan")
  }

  /// The inverse hyperbolic tangent.
  ///
  /// The op `atanh`; in PyTorch `torch.atanh`; in Paddle `paddle.atanh`.
  public func atanh() throws(TesseraError) -> Self {
    try op("atanh")
  }

  /// The bits of integers, or a truth, inverted.
  ///
  /// The op `bitwise_not`; in PyTorch `torch.bitwise_not`; in Paddle `paddle.bitwise_not`.
  public func bitwiseNot() throws(TesseraError) -> Self {
    try op("bitwise_not")
  }

  /// The least whole number that is not less.
  ///
  /// The op `ceil`; in PyTorch `torch.ceil`; in Paddle `paddle.ceil`.
  public func ceil() throws(TesseraError) -> Self {
    try op("ceil")
  }

  /// Pairs along the last dim, a real and an imaginary part, as complex numbers.
  ///
  /// The op `view_as_complex`; in PyTorch `torch.view_as_complex`; in Paddle `paddle.as_complex`.
  public func viewAsComplex() throws(TesseraError) -> Self {
    try op("view_as_complex")
  }

  /// Complex numbers as pairs along a new last dim, the real and the imaginary part.
  ///
  /// The op `view_as_real`; in PyTorch `torch.view_as_real`; in Paddle `paddle.as_real`.
  public func viewAsReal() throws(TesseraError) -> Self {
    try op("view_as_real")
  }

  /// The complex conjugate.
  ///
  /// The op `conj`; in PyTorch `torch.conj`; in Paddle `paddle.conj`.
  public func conj() throws(TesseraError) -> Self {
    try op("conj")
  }

  /// The cosine.
  ///
  /// The op `cos`; in PyTorch `torch.cos`; in Paddle `paddle.cos`.
  public func cos() throws(TesseraError) -> Self {
    try op("cos")
  }

  /// The hyperbolic cosine.
  ///
  /// The op `cosh`; in PyTorch `torch.cosh`; in Paddle `paddle.cosh`.
  public func cosh() throws(TesseraError) -> Self {
    try op("cosh")
  }

  /// x, through which no gradient goes; a view.
  ///
  /// The op `detach`; in PyTorch `torch.Tensor.detach`; in Paddle `paddle.Tensor.detach`.
  public func detach() throws(TesseraError) -> Self {
    try op("detach")
  }

  /// The derivative of the logarithm of the gamma function.
  ///
  /// The op `digamma`; in PyTorch `torch.digamma`; in Paddle `paddle.digamma`.
  public func digamma() throws(TesseraError) -> Self {
    try op("digamma")
  }

  /// The n-th derivative of the digamma function; n is 170 at most, whose factorial is the last that a float64 holds.
  ///
  /// The op `polygamma`; in PyTorch `torch.polygamma`; in Paddle `paddle.polygamma`.
  public func polygamma(n: Int) throws(TesseraError) -> Self {
    try op("polygamma", ["n": .int(n)])
  }

  /// The error function.
  ///
  /// The op `erf`; in PyTorch `torch.erf`; in Paddle `paddle.erf`.
  public func erf() throws(TesseraError) -> Self {
    try op("erf")
  }

  /// The inverse of the error function.
  ///
  /// The op `erfinv`; in PyTorch `torch.erfinv`; in Paddle `paddle.erfinv`.
  public func erfinv() throws(TesseraError) -> Self {
    try op("erfinv")
  }

  /// The exponential.
  ///
  /// The op `exp`; in PyTorch `torch.exp`; in Paddle `paddle.exp`.
  public func exp() throws(TesseraError) -> Self {
    try op("exp")
  }

  /// exp(x) - 1, exact near 0.
  ///
  /// The op `expm1`; in PyTorch `torch.expm1`; in Paddle `paddle.expm1`.
  public func expm1() throws(TesseraError) -> Self {
    try op("expm1")
  }

  /// The greatest whole number that is not greater.
  ///
  /// The op `floor`; in PyTorch `torch.floor`; in Paddle `paddle.floor`.
  public func floor() throws(TesseraError) -> Self {
    try op("floor")
  }

  /// The logarithm of the absolute value of the gamma function.
  ///
  /// The op `lgamma`; in PyTorch `torch.lgamma`; in Paddle `paddle.lgamma`.
  public func lgamma() throws(TesseraError) -> Self {
    try op("lgamma")
  }

  /// The natural logarithm.
  ///
  /// The op `log`; in PyTorch `torch.log`; in Paddle `paddle.log`.
  public func log() throws(TesseraError) -> Self {
    try op("log")
  }

  /// The logarithm to base 10.
  ///
  /// The op `log10`; in PyTorch `torch.log10`; in Paddle `paddle.log10`.
  public func log10() throws(TesseraError) -> Self {
    try op("log10")
  }

  /// log(1 + x), exact near 0.
  ///
  /// The op `log1p`; in PyTorch `torch.log1p`; in Paddle `paddle.log1p`.
  public func log1p() throws(TesseraError) -> Self {
    try op("log1p")
  }

  /// The logarithm to base 2.
  ///
  /// The op `log2`; in PyTorch `torch.log2`; in Paddle `paddle.log2`.
  public func log2() throws(TesseraError) -> Self {
    try op("log2")
  }

  /// The negative.
  ///
  /// The op `neg`; in PyTorch `torch.neg`; in Paddle `paddle.neg`.
  public func neg() throws(TesseraError) -> Self {
    try op("neg")
  }

  /// 1 / x.
  ///
  /// The op `reciprocal`; in PyTorch `torch.reciprocal`; in Paddle `paddle.reciprocal`.
  public func reciprocal() throws(TesseraError) -> Self {
    try op("reciprocal")
  }

  /// 1 / sqrt(x).
  ///
  /// The op `rsqrt`; in PyTorch `torch.rsqrt`; in Paddle `paddle.rsqrt`.
  public func rsqrt() throws(TesseraError) -> Self {
    try op("rsqrt")
  }

  /// -1, 0 or 1 by the sign; of a complex number x / |x|.
  ///
  /// The op `sign`; in PyTorch `torch.sign`; in Paddle `paddle.sign`.
  public func sign() throws(TesseraError) -> Self {
    try op("sign")
  }

  /// The sine.
  ///
  /// The op `sin`; in PyTorch `torch.sin`; in Paddle `paddle.sin`.
  public func sin() throws(TesseraError) -> Self {
    try op("sin")
  }

  /// The hyperbolic sine.
  ///
  /// The op `sinh`; in PyTorch `torch.sinh`; in Paddle `paddle.sinh`.
  public func sinh() throws(TesseraError) -> Self {
    try op("sinh")
  }

  /// The square root.
  ///
  /// The op `sqrt`; in PyTorch `torch.sqrt`; in Paddle `paddle.sqrt`.
  public func sqrt() throws(TesseraError) -> Self {
    try op("sqrt")
  }

  /// x * x.
  ///
  /// The op `square`; in PyTorch `torch.square`; in Paddle `paddle.square`.
  public func square() throws(TesseraError) -> Self {
    try op("square")
  }

  /// The tangent.
  ///
  /// The op `tan`; in PyTorch `torch.tan`; in Paddle `paddle.tan`.
  public func tan() throws(TesseraError) -> Self {
    try op("tan")
  }

  /// The hyperbolic tangent.
  ///
  /// The op `tanh`; in PyTorch `torch.tanh`; in Paddle `paddle.tanh`.
  public func tanh() throws(TesseraError) -> Self {
    try op("tanh")
  }

  /// The whole number next to 0.
  ///
  /// The op `trunc`; in PyTorch `torch.trunc`; in Paddle `paddle.trunc`.
  public func trunc() throws(TesseraError) -> Self {
    try op("trunc")
  }

  /// Whether it is NaN.
  ///
  /// The op `isnan`; in PyTorch `torch.isnan`; in Paddle `paddle.isnan`.
  public func isnan() throws(TesseraError) -> Self {
    try op("isnan")
  }

  /// Whether it is infinite.
  ///
  /// The op `isinf`; in PyTorch `torch.isinf`; in Paddle `paddle.isinf`.
  public func isinf() throws(TesseraError) -> Self {
    try op("isinf")
  }

  /// Whether it is neither infinite nor NaN.
  ///
  /// The op `isfinite`; in PyTorch `torch.isfinite`; in Paddle `paddle.isfinite`.
  public func isfinite() throws(TesseraError) -> Self {
    try op("isfinite")
  }

  /// Whether it is 0.
  ///
  /// The op `logical_not`; in PyTorch `torch.logical_not`; in Paddle `paddle.logical_not`.
  public func logicalNot() throws(TesseraError) -> Self {
    try op("logical_not")
  }

  /// The nearest whole number, ties to even; with decimals, that many digits behind the point.
  ///
  /// The op `round`; in PyTorch `torch.round`; in Paddle `paddle.round`.
  public func round(decimals: Int = 0) throws(TesseraError) -> Self {
    try op("round", ["decimals": .int(decimals)])
  }

  /// One number everywhere; of x only shape and dtype count.
  ///
  /// The op `fill`; in PyTorch `torch.full_like`; in Paddle `paddle.full_like`.
  public func fill(_ value: Double = 0) throws(TesseraError) -> Self {
    try op("fill", ["value": .double(value)])
  }

  /// Each element within bounds.
  ///
  /// The op `clip`; in PyTorch `torch.clamp`; in Paddle `paddle.clip`.
  ///
  /// - Parameters:
  ///   - min: nil means: no lower bound.
  ///   - max: nil means: no upper bound.
  public func clip(min: Double? = nil, max: Double? = nil) throws(TesseraError) -> Self {
    var attributes: [String: AttributeValue] = [:]
    attributes["min"] = min.map { .double($0) }
    attributes["max"] = max.map { .double($0) }
    return try op("clip", attributes)
  }

  /// log(x / (1 - x)), of x clipped to eps ... 1 - eps where eps is given.
  ///
  /// The op `logit`; in PyTorch `torch.logit`; in Paddle `paddle.logit`.
  ///
  /// - Parameters:
  ///   - eps: nil means: nothing is clipped.
  public func logit(eps: Double? = nil) throws(TesseraError) -> Self {
    var attributes: [String: AttributeValue] = [:]
    attributes["eps"] = eps.map { .double($0) }
    return try op("logit", attributes)
  }

  /// scale * x + bias, or scale * (x + bias).
  ///
  /// The op `scale`; in PyTorch `torch.rsub`; in Paddle `paddle.scale`.
  public func scale(scale: Double = 1, bias: Double = 0, biasAfterScale: Bool = true) throws(TesseraError) -> Self {
    try op("scale", ["scale": .double(scale), "bias": .double(bias), "bias_after_scale": .bool(biasAfterScale)])
  }

  /// The power with a number as its exponent.
  ///
  /// The op `pow`; in PyTorch `torch.pow`; in Paddle `paddle.pow`.
  public func pow(factor: Double = 1) throws(TesseraError) -> Self {
    try op("pow", ["factor": .double(factor)])
  }

  /// The larger of x and 0.
  ///
  /// The op `relu`; in PyTorch `torch.relu`; in Paddle `paddle.nn.functional.relu`.
  public func relu() throws(TesseraError) -> Self {
    try op("relu")
  }

  /// x within 0 and 6.
  ///
  /// The op `relu6`; in PyTorch `torch.nn.functional.relu6`; in Paddle `paddle.nn.functional.relu6`.
  public func relu6() throws(TesseraError) -> Self {
    try op("relu6")
  }

  /// x, and below 0 negative_slope * x.
  ///
  /// The op `leaky_relu`; in PyTorch `torch.nn.functional.leaky_relu`; in Paddle `paddle.nn.functional.leaky_relu`.
  public func leakyRelu(negativeSlope: Double = 0.01) throws(TesseraError) -> Self {
    try op("leaky_relu", ["negative_slope": .double(negativeSlope)])
  }

  /// x, and below 0 alpha * (exp(x) - 1).
  ///
  /// The op `elu`; in PyTorch `torch.nn.functional.elu`; in Paddle `paddle.nn.functional.elu`.
  public func elu(alpha: Double = 1) throws(TesseraError) -> Self {
    try op("elu", ["alpha": .double(alpha)])
  }

  /// x, and below 0 alpha * (exp(x / alpha) - 1).
  ///
  /// The op `celu`; in PyTorch `torch.nn.functional.celu`; in Paddle `paddle.nn.functional.celu`.
  public func celu(alpha: Double = 1) throws(TesseraError) -> Self {
    try op("celu", ["alpha": .double(alpha)])
  }

  /// scale * (x, and below 0 alpha * (exp(x) - 1)).
  ///
  /// The op `selu`; in PyTorch `torch.nn.functional.selu`; in Paddle `paddle.nn.functional.selu`.
  public func selu(scale: Double = 1.0507009873554805, alpha: Double = 1.6732632423543772) throws(TesseraError) -> Self {
    try op("selu", ["scale": .double(scale), "alpha": .double(alpha)])
  }

  /// x times the normal distribution function of x, or its approximation by tanh.
  ///
  /// The op `gelu`; in PyTorch `torch.nn.functional.gelu`; in Paddle `paddle.nn.functional.gelu`.
  public func gelu(approximate: Bool = false) throws(TesseraError) -> Self {
    try op("gelu", ["approximate": .bool(approximate)])
  }

  /// x * sigmoid(x).
  ///
  /// The op `silu`; in PyTorch `torch.nn.functional.silu`; in Paddle `paddle.nn.functional.silu`.
  public func silu() throws(TesseraError) -> Self {
    try op("silu")
  }

  /// x * sigmoid(beta * x).
  ///
  /// The op `swish`; in Paddle `paddle.nn.functional.swish`.
  public func swish(beta: Double = 1) throws(TesseraError) -> Self {
    try op("swish", ["beta": .double(beta)])
  }

  /// x * tanh(softplus(x)).
  ///
  /// The op `mish`; in PyTorch `torch.nn.functional.mish`; in Paddle `paddle.nn.functional.mish`.
  public func mish() throws(TesseraError) -> Self {
    try op("mish")
  }

  /// 1 / (1 + exp(-x)).
  ///
  /// The op `sigmoid`; in PyTorch `torch.sigmoid`; in Paddle `paddle.nn.functional.sigmoid`.
  public func sigmoid() throws(TesseraError) -> Self {
    try op("sigmoid")
  }

  /// log(sigmoid(x)).
  ///
  /// The op `logsigmoid`; in PyTorch `torch.nn.functional.logsigmoid`; in Paddle `paddle.nn.functional.log_sigmoid`.
  public func logsigmoid() throws(TesseraError) -> Self {
    try op("logsigmoid")
  }

  /// log(1 + exp(beta * x)) / beta, and x where beta * x is above the threshold.
  ///
  /// The op `softplus`; in PyTorch `torch.nn.functional.softplus`; in Paddle `paddle.nn.functional.softplus`.
  public func softplus(beta: Double = 1, threshold: Double = 20) throws(TesseraError) -> Self {
    try op("softplus", ["beta": .double(beta), "threshold": .double(threshold)])
  }

  /// x / (1 + |x|).
  ///
  /// The op `softsign`; in PyTorch `torch.nn.functional.softsign`; in Paddle `paddle.nn.functional.softsign`.
  public func softsign() throws(TesseraError) -> Self {
    try op("softsign")
  }

  /// x - tanh(x).
  ///
  /// The op `tanh_shrink`; in PyTorch `torch.nn.functional.tanhshrink`; in Paddle `paddle.nn.functional.tanhshrink`.
  public func tanhShrink() throws(TesseraError) -> Self {
    try op("tanh_shrink")
  }

  /// scale_b * tanh(scale_a * x).
  ///
  /// The op `stanh`; in Paddle `paddle.stanh`.
  public func stanh(scaleA: Double = 0.67, scaleB: Double = 1.7159) throws(TesseraError) -> Self {
    try op("stanh", ["scale_a": .double(scaleA), "scale_b": .double(scaleB)])
  }

  /// x, and 0 where |x| is not above the threshold.
  ///
  /// The op `hardshrink`; in PyTorch `torch.nn.functional.hardshrink`; in Paddle `paddle.nn.functional.hardshrink`.
  public func hardshrink(threshold: Double = 0.5) throws(TesseraError) -> Self {
    try op("hardshrink", ["threshold": .double(threshold)])
  }

  /// x nearer to 0 by the threshold, and 0 within it.
  ///
  /// The op `softshrink`; in PyTorch `torch.nn.functional.softshrink`; in Paddle `paddle.nn.functional.softshrink`.
  public func softshrink(threshold: Double = 0.5) throws(TesseraError) -> Self {
    try op("softshrink", ["threshold": .double(threshold)])
  }

  /// slope * x + offset within 0 and 1.
  ///
  /// The op `hardsigmoid`; in PyTorch `torch.nn.functional.hardsigmoid`; in Paddle `paddle.nn.functional.hardsigmoid`.
  public func hardsigmoid(slope: Double = 0.16666666666666666, offset: Double = 0.5) throws(TesseraError) -> Self {
    try op("hardsigmoid", ["slope": .double(slope), "offset": .double(offset)])
  }

  /// x * relu6(x + 3) / 6.
  ///
  /// The op `hardswish`; in PyTorch `torch.nn.functional.hardswish`; in Paddle `paddle.nn.functional.hardswish`.
  public func hardswish() throws(TesseraError) -> Self {
    try op("hardswish")
  }

  /// x within t_min and t_max.
  ///
  /// The op `hardtanh`; in PyTorch `torch.nn.functional.hardtanh`; in Paddle `paddle.nn.functional.hardtanh`.
  public func hardtanh(tMin: Double = -1, tMax: Double = 1) throws(TesseraError) -> Self {
    try op("hardtanh", ["t_min": .double(tMin), "t_max": .double(tMax)])
  }

  /// x where it is above the threshold, value elsewhere.
  ///
  /// The op `thresholded_relu`; in PyTorch `torch.nn.functional.threshold`; in Paddle `paddle.nn.functional.thresholded_relu`.
  public func thresholdedRelu(threshold: Double = 1, value: Double = 0) throws(TesseraError) -> Self {
    try op("thresholded_relu", ["threshold": .double(threshold), "value": .double(value)])
  }

  /// Division toward 0.
  ///
  /// The op `trunc_divide`.
  public func truncDivide(_ y: Self) throws(TesseraError) -> Self {
    try op("trunc_divide", y)
  }

  /// The larger; NaN wins.
  ///
  /// The op `maximum`; in PyTorch `torch.maximum`; in Paddle `paddle.maximum`.
  public func maximum(_ y: Self) throws(TesseraError) -> Self {
    try op("maximum", y)
  }

  /// The smaller; NaN wins.
  ///
  /// The op `minimum`; in PyTorch `torch.minimum`; in Paddle `paddle.minimum`.
  public func minimum(_ y: Self) throws(TesseraError) -> Self {
    try op("minimum", y)
  }

  /// The larger; NaN loses.
  ///
  /// The op `fmax`; in PyTorch `torch.fmax`; in Paddle `paddle.fmax`.
  public func fmax(_ y: Self) throws(TesseraError) -> Self {
    try op("fmax", y)
  }

  /// The smaller; NaN loses.
  ///
  /// The op `fmin`; in PyTorch `torch.fmin`; in Paddle `paddle.fmin`.
  public func fmin(_ y: Self) throws(TesseraError) -> Self {
    try op("fmin", y)
  }

  /// 0 below 0, y at 0, 1 above.
  ///
  /// The op `heaviside`; in PyTorch `torch.heaviside`; in Paddle `paddle.heaviside`.
  public func heaviside(_ y: Self) throws(TesseraError) -> Self {
    try op("heaviside", y)
  }

  /// x + weight * (y - x): x at weight 0, y at weight 1.
  ///
  /// The op `lerp`; in PyTorch `torch.lerp`; in Paddle `paddle.lerp`.
  public func lerp(_ y: Self, weight: Self) throws(TesseraError) -> Self {
    try Self.apply("lerp", [.one(self), .one(y), .one(weight)], [:])[0]
  }

  /// The sum of a list of tensors of one shape.
  ///
  /// The op `add_n`; in Paddle `paddle.add_n`.
  public static func addN(_ inputs: [Self]) throws(TesseraError) -> Self {
    try Self.apply("add_n", [.list(inputs)], [:])[0]
  }

  /// silu(x) * y; without y, of the two halves of the last dim.
  ///
  /// The op `swiglu`; in Paddle `paddle.incubate.nn.functional.swiglu`.
  public func swiglu(y: Self? = nil) throws(TesseraError) -> Self {
    try Self.apply("swiglu", try operands([.one(self), y.map { .one($0) }]), [:])[0]
  }

  /// (1 - epsilon) * label + epsilon * the prior, which is uniform where none is given.
  ///
  /// The op `label_smooth`; in Paddle `paddle.nn.functional.label_smooth`.
  public func labelSmooth(priorDist: Self? = nil, epsilon: Double = 0.1) throws(TesseraError) -> Self {
    try Self.apply("label_smooth", try operands([.one(self), priorDist.map { .one($0) }]), ["epsilon": .double(epsilon)])[0]
  }

  /// Elements zeroed with probability p; the rest scaled as the mode says.
  ///
  /// The op `dropout`; in PyTorch `torch.dropout`; in Paddle `paddle.nn.functional.dropout`.
  public func dropout(p: Double = 0.5, isTest: Bool = false, mode: String = "upscale_in_train", seed: Int = 0) throws(TesseraError) -> Self {
    try op("dropout", ["p": .double(p), "is_test": .bool(isTest), "mode": .string(mode), "seed": .int(seed)])
  }

  /// 1 with the probability that x is, else 0.
  ///
  /// The op `bernoulli`; in PyTorch `torch.bernoulli`; in Paddle `paddle.bernoulli`.
  public func bernoulli(seed: Int = 0) throws(TesseraError) -> Self {
    try op("bernoulli", ["seed": .int(seed)])
  }

  /// A draw of the Poisson distribution with rate x.
  ///
  /// The op `poisson`; in PyTorch `torch.poisson`; in Paddle `paddle.poisson`.
  public func poisson(seed: Int = 0) throws(TesseraError) -> Self {
    try op("poisson", ["seed": .int(seed)])
  }

  /// Numbers drawn evenly from low to high; of x the shape and the dtype count, its numbers do not.
  ///
  /// The op `uniform`.
  public func uniform(low: Double = 0, high: Double = 1, seed: Int = 0) throws(TesseraError) -> Self {
    try op("uniform", ["low": .double(low), "high": .double(high), "seed": .int(seed)])
  }

  /// Numbers drawn from a normal distribution; of x the shape and the dtype count, its numbers do not.
  ///
  /// The op `gaussian`.
  public func gaussian(mean: Double = 0, std: Double = 1, seed: Int = 0) throws(TesseraError) -> Self {
    try op("gaussian", ["mean": .double(mean), "std": .double(std), "seed": .int(seed)])
  }

  /// The same elements in another shape; one -1 stands for what is left.
  ///
  /// The op `reshape`; in PyTorch `torch.reshape`; in Paddle `paddle.reshape`.
  public func reshape(_ shape: [Int]) throws(TesseraError) -> Self {
    try op("reshape", ["shape": .ints(shape)])
  }

  /// Two dims swapped.
  ///
  /// The op `swapaxes`; in PyTorch `torch.transpose`; in Paddle `paddle.swapaxes`.
  public func swapaxes(_ axis0: Int, _ axis1: Int) throws(TesseraError) -> Self {
    try op("swapaxes", ["axis0": .int(axis0), "axis1": .int(axis1)])
  }

  /// Dims moved to other places, the rest staying in order.
  ///
  /// The op `moveaxis`; in PyTorch `torch.movedim`; in Paddle `paddle.moveaxis`.
  public func moveaxis(source: [Int], destination: [Int]) throws(TesseraError) -> Self {
    try op("moveaxis", ["source": .ints(source), "destination": .ints(destination)])
  }

  /// Dims of size 1, and new leading ones, copied to a shape; -1 keeps a size.
  ///
  /// The op `expand`; in PyTorch `torch.Tensor.expand`; in Paddle `paddle.expand`.
  public func expand(_ shape: [Int]) throws(TesseraError) -> Self {
    try op("expand", ["shape": .ints(shape)])
  }

  /// Dims of size 1, and new leading ones, copied to the shape of y.
  ///
  /// The op `expand_as`; in PyTorch `torch.Tensor.expand_as`; in Paddle `paddle.expand_as`.
  ///
  /// - Parameters:
  ///   - targetShape: nil means: the shape of y.
  public func expandAs(y: Self? = nil, targetShape: [Int]? = nil) throws(TesseraError) -> Self {
    var attributes: [String: AttributeValue] = [:]
    attributes["target_shape"] = targetShape.map { .ints($0) }
    return try Self.apply("expand_as", try operands([.one(self), y.map { .one($0) }]), attributes)[0]
  }

  /// The whole repeated so often along each dim.
  ///
  /// The op `tile`; in PyTorch `torch.Tensor.repeat`; in Paddle `paddle.tile`.
  public func tile(_ repeatTimes: [Int]) throws(TesseraError) -> Self {
    try op("tile", ["repeat_times": .ints(repeatTimes)])
  }

  /// Each element repeated, along a dim or of all elements in row-major order.
  ///
  /// The op `repeat_interleave`; in PyTorch `torch.repeat_interleave`; in Paddle `paddle.repeat_interleave`.
  ///
  /// - Parameters:
  ///   - axis: nil means: all elements, flat.
  public func repeatInterleave(repeats: Int, axis: Int? = nil) throws(TesseraError) -> Self {
    var attributes: [String: AttributeValue] = ["repeats": .int(repeats)]
    attributes["axis"] = axis.map { .int($0) }
    return try op("repeat_interleave", attributes)
  }

  /// A range of some dims; those of decrease_axis come down to size 1 and go.
  ///
  /// The op `slice`; in PyTorch `torch.select`; in Paddle `paddle.slice`.
  public func slice(axes: [Int], starts: [Int], ends: [Int], inferFlags: [Int] = [], decreaseAxis: [Int] = []) throws(TesseraError) -> Self {
    try op("slice", ["axes": .ints(axes), "starts": .ints(starts), "ends": .ints(ends), "infer_flags": .ints(inferFlags), "decrease_axis": .ints(decreaseAxis)])
  }

  /// A range of some dims with steps, which may be negative.
  ///
  /// The op `strided_slice`; in Paddle `paddle.strided_slice`.
  public func stridedSlice(axes: [Int], starts: [Int], ends: [Int], strides: [Int]) throws(TesseraError) -> Self {
    try op("strided_slice", ["axes": .ints(axes), "starts": .ints(starts), "ends": .ints(ends), "strides": .ints(strides)])
  }

  /// Tensors one after the other along a dim.
  ///
  /// The op `concat`; in PyTorch `torch.cat`; in Paddle `paddle.concat`.
  public static func concat(_ x: [Self], axis: Int = 0) throws(TesseraError) -> Self {
    try Self.apply("concat", [.list(x)], ["axis": .int(axis)])[0]
  }

  /// Tensors of one shape beside each other along a new dim.
  ///
  /// The op `stack`; in PyTorch `torch.stack`; in Paddle `paddle.stack`.
  public static func stack(_ x: [Self], axis: Int = 0) throws(TesseraError) -> Self {
    try Self.apply("stack", [.list(x)], ["axis": .int(axis)])[0]
  }

  /// The parts of these sizes along a dim, of which one may be -1 for what is left.
  ///
  /// The op `split`; in PyTorch `torch.Tensor.split_with_sizes`; in Paddle `paddle.split`.
  public func split(_ sections: [Int], axis: Int = 0) throws(TesseraError) -> [Self] {
    try Self.apply("split", [.one(self)], ["sections": .ints(sections), "axis": .int(axis)])
  }

  /// So many parts of one size along a dim.
  ///
  /// The op `split_with_num`; in PyTorch `torch.chunk`; in Paddle `paddle.chunk`.
  public func splitWithNum(_ num: Int, axis: Int = 0) throws(TesseraError) -> [Self] {
    try Self.apply("split_with_num", [.one(self)], ["num": .int(num), "axis": .int(axis)])
  }

  /// The tensors along a dim, without it.
  ///
  /// The op `unbind`; in PyTorch `torch.unbind`; in Paddle `paddle.unbind`.
  public func unbind(axis: Int = 0) throws(TesseraError) -> [Self] {
    try Self.apply("unbind", [.one(self)], ["axis": .int(axis)])
  }

  /// A number before and after each dim, as often as paddings says: of dim 0, of dim 1 and so on.
  ///
  /// The op `pad`; in PyTorch `torch.nn.functional.pad`; in Paddle `paddle.nn.functional.pad`.
  public func pad(_ paddings: [Int], padValue: Double = 0) throws(TesseraError) -> Self {
    try op("pad", ["paddings": .ints(paddings), "pad_value": .double(padValue)])
  }

  /// Elements moved along dims, those beyond the end to the start; without axes, in row-major order.
  ///
  /// The op `roll`; in PyTorch `torch.roll`; in Paddle `paddle.roll`.
  public func roll(_ shifts: [Int], axis: [Int] = []) throws(TesseraError) -> Self {
    try op("roll", ["shifts": .ints(shifts), "axis": .ints(axis)])
  }

  /// Elements in reverse order along dims.
  ///
  /// The op `flip`; in PyTorch `torch.flip`; in Paddle `paddle.flip`.
  public func flip(_ axis: [Int]) throws(TesseraError) -> Self {
    try op("flip", ["axis": .ints(axis)])
  }

  /// The lower triangle of matrices, zeros elsewhere.
  ///
  /// The op `tril`; in PyTorch `torch.tril`; in Paddle `paddle.tril`.
  public func tril(diagonal: Int = 0, lower: Bool = true) throws(TesseraError) -> Self {
    try op("tril", ["diagonal": .int(diagonal), "lower": .bool(lower)])
  }

  /// The upper triangle of matrices, zeros elsewhere.
  ///
  /// The op `triu`; in PyTorch `torch.triu`; in Paddle `paddle.triu`.
  public func triu(diagonal: Int = 0, lower: Bool = false) throws(TesseraError) -> Self {
    try op("triu", ["diagonal": .int(diagonal), "lower": .bool(lower)])
  }

  /// The lower or the upper triangle of matrices, zeros elsewhere.
  ///
  /// The op `tril_triu`.
  public func trilTriu(diagonal: Int = 0, lower: Bool = false) throws(TesseraError) -> Self {
    try op("tril_triu", ["diagonal": .int(diagonal), "lower": .bool(lower)])
  }

  /// The reduction whose number reduce_type gives: sum, max, min, prod, mean, any, all.
  ///
  /// The op `reduce_base`.
  ///
  /// - Parameters:
  ///   - reduceType: nil means: any reduction, which only a rule can answer for.
  public func reduceBase(axis: [Int] = [], keepDim: Bool = false, reduceType: Int? = nil) throws(TesseraError) -> Self {
    var attributes: [String: AttributeValue] = ["axis": .ints(axis), "keep_dim": .bool(keepDim)]
    attributes["reduce_type"] = reduceType.map { .int($0) }
    return try op("reduce_base", attributes)
  }

  /// The mean of all elements.
  ///
  /// The op `mean_all`.
  public func meanAll() throws(TesseraError) -> Self {
    try op("mean_all")
  }

  /// The logarithm of the sum of exponentials.
  ///
  /// The op `logsumexp`; in PyTorch `torch.logsumexp`; in Paddle `paddle.logsumexp`.
  public func logsumexp(axis: [Int] = [], keepdims: Bool = false, reduceAll: Bool = false) throws(TesseraError) -> Self {
    try op("logsumexp", ["axis": .ints(axis), "keepdims": .bool(keepdims), "reduce_all": .bool(reduceAll)])
  }

  /// The p-norm along a dim, or of all elements.
  ///
  /// The op `p_norm`; in PyTorch `torch.norm`; in Paddle `paddle.norm`.
  public func pNorm(porder: Double = 2, axis: Int = -1, keepdims: Bool = false, asvector: Bool = false) throws(TesseraError) -> Self {
    try op("p_norm", ["porder": .double(porder), "axis": .int(axis), "keepdims": .bool(keepdims), "asvector": .bool(asvector)])
  }

  /// The root of the sum of squares.
  ///
  /// The op `frobenius_norm`; in PyTorch `torch.linalg.vector_norm`; in Paddle `paddle.linalg.vector_norm`.
  public func frobeniusNorm(axis: [Int] = [], keepDim: Bool = false) throws(TesseraError) -> Self {
    try op("frobenius_norm", ["axis": .ints(axis), "keep_dim": .bool(keepDim)])
  }

  /// The sum of squares.
  ///
  /// The op `squared_l2_norm`.
  public func squaredL2Norm(axis: [Int] = [], keepDim: Bool = false) throws(TesseraError) -> Self {
    try op("squared_l2_norm", ["axis": .ints(axis), "keep_dim": .bool(keepDim)])
  }

  /// The sorted rows along a dim, and the place that each element had; always stable.
  ///
  /// The op `argsort`; in PyTorch `torch.sort`; in Paddle `paddle.argsort`.
  public func argsort(axis: Int = -1, descending: Bool = false) throws(TesseraError) -> (values: Self, indices: Self) {
    let outputs = try Self.apply("argsort", [.one(self)], ["axis": .int(axis), "descending": .bool(descending)])
    return (outputs[0], outputs[1])
  }

  /// The k largest or smallest elements along a dim, in order, and their places.
  ///
  /// The op `topk`; in PyTorch `torch.topk`; in Paddle `paddle.topk`.
  public func topk(_ k: Int = 1, axis: Int = -1, largest: Bool = true) throws(TesseraError) -> (values: Self, indices: Self) {
    let outputs = try Self.apply("topk", [.one(self)], ["k": .int(k), "axis": .int(axis), "largest": .bool(largest)])
    return (outputs[0], outputs[1])
  }

  /// A row of num_classes zeros for each index, with a one at its place.
  ///
  /// The op `one_hot`; in PyTorch `torch.nn.functional.one_hot`; in Paddle `paddle.nn.functional.one_hot`.
  public func oneHot(_ numClasses: Int) throws(TesseraError) -> Self {
    try op("one_hot", ["num_classes": .int(numClasses)])
  }

  /// The sums of the elements up to each along a dim.
  ///
  /// The op `cumsum`; in PyTorch `torch.cumsum`; in Paddle `paddle.cumsum`.
  public func cumsum(_ axis: Int = -1, flatten: Bool = false, exclusive: Bool = false, reverse: Bool = false) throws(TesseraError) -> Self {
    try op("cumsum", ["axis": .int(axis), "flatten": .bool(flatten), "exclusive": .bool(exclusive), "reverse": .bool(reverse)])
  }

  /// The largest of the elements up to each along a dim, and its place.
  ///
  /// The op `cummax`; in PyTorch `torch.cummax`; in Paddle `paddle.cummax`.
  public func cummax(_ axis: Int = -1, dtype: DType = .int64) throws(TesseraError) -> (values: Self, indices: Self) {
    let outputs = try Self.apply("cummax", [.one(self)], ["axis": .int(axis), "dtype": .string(dtype.rawValue)])
    return (outputs[0], outputs[1])
  }

  /// The smallest of the elements up to each along a dim, and its place.
  ///
  /// The op `cummin`; in PyTorch `torch.cummin`; in Paddle `paddle.cummin`.
  public func cummin(_ axis: Int = -1, dtype: DType = .int64) throws(TesseraError) -> (values: Self, indices: Self) {
    let outputs = try Self.apply("cummin", [.one(self)], ["axis": .int(axis), "dtype": .string(dtype.rawValue)])
    return (outputs[0], outputs[1])
  }

  /// The products of matrices one by one, with nothing broadcast.
  ///
  /// The op `bmm`; in PyTorch `torch.bmm`; in Paddle `paddle.bmm`.
  public func bmm(_ y: Self) throws(TesseraError) -> Self {
    try op("bmm", y)
  }

  /// x times the weight, plus the bias; the second output is a space that is not used.
  ///
  /// The op `linear_v2`; in PyTorch `torch.nn.functional.linear`; in Paddle `paddle.nn.functional.linear`.
  public func linearV2(_ weight: Self, bias: Self? = nil, transposeWeight: Bool = false) throws(TesseraError) -> (out: Self, reserveSpace: Self) {
    let outputs = try Self.apply("linear_v2", try operands([.one(self), .one(weight), bias.map { .one($0) }]), ["transpose_weight": .bool(transposeWeight)])
    return (outputs[0], outputs[1])
  }

  /// Convolution over two spatial dims.
  ///
  /// The op `conv2d`; in PyTorch `torch.nn.functional.conv2d`; in Paddle `paddle.nn.functional.conv2d`.
  ///
  /// - Parameters:
  ///   - groups: nil means: what the shapes say.
  public func conv2d(_ filter: Self, strides: [Int] = [1, 1], paddings: [Int] = [0, 0], paddingAlgorithm: String = "EXPLICIT", groups: Int? = nil, dilations: [Int] = [1, 1], dataFormat: String = "NCHW") throws(TesseraError) -> Self {
    var attributes: [String: AttributeValue] = ["strides": .ints(strides), "paddings": .ints(paddings), "padding_algorithm": .string(paddingAlgorithm), "dilations": .ints(dilations), "data_format": .string(dataFormat)]
    attributes["groups"] = groups.map { .int($0) }
    return try op("conv2d", filter, attributes)
  }

  /// The gradient of a convolution over two spatial dims, as an op of its own.
  ///
  /// The op `conv2d_transpose`; in PyTorch `torch.nn.functional.conv_transpose2d`; in Paddle `paddle.nn.functional.conv2d_transpose`.
  public func conv2dTranspose(_ filter: Self, strides: [Int] = [1, 1], paddings: [Int] = [0, 0], outputPadding: [Int] = [], outputSize: [Int] = [], paddingAlgorithm: String = "EXPLICIT", groups: Int = 1, dilations: [Int] = [1, 1], dataFormat: String = "NCHW") throws(TesseraError) -> Self {
    try op("conv2d_transpose", filter, ["strides": .ints(strides), "paddings": .ints(paddings), "output_padding": .ints(outputPadding), "output_size": .ints(outputSize), "padding_algorithm": .string(paddingAlgorithm), "groups": .int(groups), "dilations": .ints(dilations), "data_format": .string(dataFormat)])
  }

  /// Convolution over three spatial dims.
  ///
  /// The op `conv3d`; in PyTorch `torch.nn.functional.conv3d`; in Paddle `paddle.nn.functional.conv3d`.
  ///
  /// - Parameters:
  ///   - groups: nil means: what the shapes say.
  public func conv3d(_ filter: Self, strides: [Int] = [1, 1, 1], paddings: [Int] = [0, 0, 0], paddingAlgorithm: String = "EXPLICIT", groups: Int? = nil, dilations: [Int] = [1, 1, 1], dataFormat: String = "NCDHW") throws(TesseraError) -> Self {
    var attributes: [String: AttributeValue] = ["strides": .ints(strides), "paddings": .ints(paddings), "padding_algorithm": .string(paddingAlgorithm), "dilations": .ints(dilations), "data_format": .string(dataFormat)]
    attributes["groups"] = groups.map { .int($0) }
    return try op("conv3d", filter, attributes)
  }

  /// The gradient of a convolution over three spatial dims, as an op of its own.
  ///
  /// The op `conv3d_transpose`; in PyTorch `torch.nn.functional.conv_transpose3d`; in Paddle `paddle.nn.functional.conv3d_transpose`.
  public func conv3dTranspose(_ filter: Self, strides: [Int] = [1, 1, 1], paddings: [Int] = [0, 0, 0], outputPadding: [Int] = [], outputSize: [Int] = [], paddingAlgorithm: String = "EXPLICIT", groups: Int = 1, dilations: [Int] = [1, 1, 1], dataFormat: String = "NCDHW") throws(TesseraError) -> Self {
    try op("conv3d_transpose", filter, ["strides": .ints(strides), "paddings": .ints(paddings), "output_padding": .ints(outputPadding), "output_size": .ints(outputSize), "padding_algorithm": .string(paddingAlgorithm), "groups": .int(groups), "dilations": .ints(dilations), "data_format": .string(dataFormat)])
  }

  /// Exponentials along a dim, over their sum.
  ///
  /// The op `softmax`; in PyTorch `torch.softmax`; in Paddle `paddle.nn.functional.softmax`.
  public func softmax(_ axis: Int = -1) throws(TesseraError) -> Self {
    try op("softmax", ["axis": .int(axis)])
  }

  /// The logarithm of the softmax along a dim.
  ///
  /// The op `log_softmax`; in PyTorch `torch.log_softmax`; in Paddle `paddle.nn.functional.log_softmax`.
  public func logSoftmax(_ axis: Int = -1) throws(TesseraError) -> Self {
    try op("log_softmax", ["axis": .int(axis)])
  }

  /// The softmax along the classes, and the cross entropy of each row with its label.
  ///
  /// The op `cross_entropy_with_softmax`; in Paddle `paddle.nn.functional.softmax_with_cross_entropy`.
  public func crossEntropyWithSoftmax(_ label: Self, softLabel: Bool = false, useSoftmax: Bool = true, ignoreIndex: Int = -100, axis: Int = -1) throws(TesseraError) -> (softmax: Self, loss: Self) {
    let outputs = try Self.apply("cross_entropy_with_softmax", [.one(self), .one(label)], ["soft_label": .bool(softLabel), "use_softmax": .bool(useSoftmax), "ignore_index": .int(ignoreIndex), "axis": .int(axis)])
    return (outputs[0], outputs[1])
  }

  /// The softmax and the cross entropy of classes that are sharded over ranks.
  ///
  /// The op `c_softmax_with_cross_entropy`.
  public func cSoftmaxWithCrossEntropy(_ label: Self, ignoreIndex: Int = -100) throws(TesseraError) -> (softmax: Self, loss: Self) {
    let outputs = try Self.apply("c_softmax_with_cross_entropy", [.one(self), .one(label)], ["ignore_index": .int(ignoreIndex)])
    return (outputs[0], outputs[1])
  }

  /// A loss as it is, or its sum or mean.
  ///
  /// The op `identity_loss`; in Paddle `paddle.incubate.identity_loss`.
  public func identityLoss(reduction: Int = 1) throws(TesseraError) -> Self {
    try op("identity_loss", ["reduction": .int(reduction)])
  }

  /// The gradient of a loss that is given, of its sum or of its mean; of x the shape counts.
  ///
  /// The op `identity_loss_grad`.
  public func identityLossGrad(_ outGrad: Self, reduction: Int = 1) throws(TesseraError) -> Self {
    try op("identity_loss_grad", outGrad, ["reduction": .int(reduction)])
  }

  /// Each row from begin_norm_axis on, less its mean, over its deviation, times scale, plus bias; also mean and variance.
  ///
  /// The op `layer_norm`; in PyTorch `torch.nn.functional.layer_norm`; in Paddle `paddle.nn.functional.layer_norm`.
  public func layerNorm(scale: Self? = nil, bias: Self? = nil, epsilon: Double = 1e-05, beginNormAxis: Int = 1) throws(TesseraError) -> (out: Self, mean: Self, variance: Self) {
    let outputs = try Self.apply("layer_norm", try operands([.one(self), scale.map { .one($0) }, bias.map { .one($0) }]), ["epsilon": .double(epsilon), "begin_norm_axis": .int(beginNormAxis)])
    return (outputs[0], outputs[1], outputs[2])
  }

  /// Each row over the root of its mean square, times scale; also the inverse of that root.
  ///
  /// The op `rms_norm`; in PyTorch `torch.nn.functional.rms_norm`; in Paddle `paddle.incubate.nn.functional.fused_rms_norm`.
  public func rmsNorm(scale: Self? = nil, epsilon: Double = 1e-06) throws(TesseraError) -> (out: Self, inverseDeviation: Self) {
    let outputs = try Self.apply("rms_norm", try operands([.one(self), scale.map { .one($0) }]), ["epsilon": .double(epsilon)])
    return (outputs[0], outputs[1])
  }

  /// Each channel less its mean, over its deviation, of the batch or of the running statistics, which also move on.
  ///
  /// The op `batch_norm`; in PyTorch `torch.batch_norm`; in Paddle `paddle.nn.functional.batch_norm`.
  public func batchNorm(_ mean: Self, variance: Self, scale: Self? = nil, bias: Self? = nil, isTest: Bool = false, momentum: Double = 0.9, epsilon: Double = 1e-05, dataFormat: String = "NCHW", useGlobalStats: Bool = false, trainableStatistics: Bool = false) throws(TesseraError) -> (out: Self, meanOut: Self, varianceOut: Self, savedMean: Self, savedInverseDeviation: Self, reserveSpace: Self) {
    let outputs = try Self.apply("batch_norm", try operands([.one(self), .one(mean), .one(variance), scale.map { .one($0) }, bias.map { .one($0) }]), ["is_test": .bool(isTest), "momentum": .double(momentum), "epsilon": .double(epsilon), "data_format": .string(dataFormat), "use_global_stats": .bool(useGlobalStats), "trainable_statistics": .bool(trainableStatistics)])
    return (outputs[0], outputs[1], outputs[2], outputs[3], outputs[4], outputs[5])
  }

  /// Each group of channels of each sample less its mean, over its deviation; also mean and variance.
  ///
  /// The op `group_norm`; in PyTorch `torch.group_norm`; in Paddle `paddle.nn.functional.group_norm`.
  public func groupNorm(scale: Self? = nil, bias: Self? = nil, epsilon: Double = 1e-05, groups: Int = 1, dataFormat: String = "NCHW") throws(TesseraError) -> (out: Self, mean: Self, variance: Self) {
    let outputs = try Self.apply("group_norm", try operands([.one(self), scale.map { .one($0) }, bias.map { .one($0) }]), ["epsilon": .double(epsilon), "groups": .int(groups), "data_format": .string(dataFormat)])
    return (outputs[0], outputs[1], outputs[2])
  }

  /// Each channel of each sample less its mean, over its deviation; also the mean and the inverse deviation.
  ///
  /// The op `instance_norm`; in PyTorch `torch.instance_norm`; in Paddle `paddle.nn.functional.instance_norm`.
  public func instanceNorm(scale: Self? = nil, bias: Self? = nil, epsilon: Double = 1e-05) throws(TesseraError) -> (out: Self, mean: Self, inverseDeviation: Self) {
    let outputs = try Self.apply("instance_norm", try operands([.one(self), scale.map { .one($0) }, bias.map { .one($0) }]), ["epsilon": .double(epsilon)])
    return (outputs[0], outputs[1], outputs[2])
  }

  /// The rows of the table that ids name; those of padding_idx are zeros.
  ///
  /// The op `embedding`; in PyTorch `torch.embedding`; in Paddle `paddle.nn.functional.embedding`.
  public func embedding(_ x: Self, paddingIdx: Int = -1) throws(TesseraError) -> Self {
    try x.op("embedding", self, ["padding_idx": .int(paddingIdx)])
  }

  /// The rows of a table whose first is row start_index of the whole; zeros for other ids.
  ///
  /// The op `c_embedding`.
  public func cEmbedding(_ x: Self, startIndex: Int = 0) throws(TesseraError) -> Self {
    try op("c_embedding", x, ["start_index": .int(startIndex)])
  }

  /// The slices that the index names along a dim.
  ///
  /// The op `gather`; in Paddle `paddle.gather`.
  public func gather(_ index: Self, axis: Int = 0, wraps: Bool = true) throws(TesseraError) -> Self {
    try op("gather", index, ["axis": .int(axis), "wraps": .bool(wraps)])
  }

  /// The slices that an index of one dim names along a dim.
  ///
  /// The op `index_select`; in PyTorch `torch.index_select`; in Paddle `paddle.index_select`.
  public func indexSelect(_ index: Self, axis: Int = 0, wraps: Bool = true) throws(TesseraError) -> Self {
    try op("index_select", index, ["axis": .int(axis), "wraps": .bool(wraps)])
  }

  /// The elements that the index names along a dim, one for each of its own.
  ///
  /// The op `take_along_axis`; in PyTorch `torch.gather`; in Paddle `paddle.take_along_axis`.
  public func takeAlongAxis(_ index: Self, axis: Int, wraps: Bool = true) throws(TesseraError) -> Self {
    try op("take_along_axis", index, ["axis": .int(axis), "wraps": .bool(wraps)])
  }

  /// The slices at the places that the last dim of the index names.
  ///
  /// The op `gather_nd`; in Paddle `paddle.gather_nd`.
  public func gatherNd(_ index: Self) throws(TesseraError) -> Self {
    try op("gather_nd", index)
  }

  /// x with values folded into it at the places that the index names along a dim.
  ///
  /// The op `put_along_axis`; in PyTorch `torch.scatter`; in Paddle `paddle.put_along_axis`.
  public func putAlongAxis(_ index: Self, value: Self, axis: Int, reduce: String = "assign", includeSelf: Bool = true, wraps: Bool = true) throws(TesseraError) -> Self {
    try Self.apply("put_along_axis", [.one(self), .one(index), .one(value)], ["axis": .int(axis), "reduce": .string(reduce), "include_self": .bool(includeSelf), "wraps": .bool(wraps)])[0]
  }

  /// x with whole slices written, or added up, at the places of its first dim that the index names.
  ///
  /// The op `scatter`; in Paddle `paddle.scatter`.
  public func scatter(_ index: Self, updates: Self, overwrite: Bool = true) throws(TesseraError) -> Self {
    try Self.apply("scatter", [.one(self), .one(index), .one(updates)], ["overwrite": .bool(overwrite)])[0]
  }

  /// x with slices added at the places that the last dim of the index names.
  ///
  /// The op `scatter_nd_add`; in Paddle `paddle.scatter_nd_add`.
  public func scatterNdAdd(_ index: Self, updates: Self) throws(TesseraError) -> Self {
    try Self.apply("scatter_nd_add", [.one(self), .one(index), .one(updates)], [:])[0]
  }

  /// x with values written, or added, at the places that a list of indices names, one for each of its first dims.
  ///
  /// The op `index_put`; in PyTorch `torch.index_put`; in Paddle `paddle.index_put`.
  public func indexPut(_ indices: [Self], value: Self, accumulate: Bool = false) throws(TesseraError) -> Self {
    try Self.apply("index_put", [.one(self), .list(indices), .one(value)], ["accumulate": .bool(accumulate)])[0]
  }

  /// Scaled dot-product attention of queries to keys and values, [batch, tokens, heads, features] each.
  ///
  /// The op `flash_attention`; in PyTorch `torch.nn.functional.scaled_dot_product_attention`; in Paddle `paddle.nn.functional.scaled_dot_product_attention`.
  public func flashAttention(_ k: Self, v: Self, fixedSeedOffset: Self? = nil, attnMask: Self? = nil, dropout: Double = 0, causal: Bool = false, returnSoftmax: Bool = false, isTest: Bool = false) throws(TesseraError) -> (out: Self, softmax: Self, softmaxLse: Self, seedOffset: Self) {
    let outputs = try Self.apply("flash_attention", try operands([.one(self), .one(k), .one(v), fixedSeedOffset.map { .one($0) }, attnMask.map { .one($0) }]), ["dropout": .double(dropout), "causal": .bool(causal), "return_softmax": .bool(returnSoftmax), "is_test": .bool(isTest)])
    return (outputs[0], outputs[1], outputs[2], outputs[3])
  }

  /// Rows of tokens sent to the k experts that the gate likes most, as many as each has room for.
  ///
  /// The op `moe_gate_dispatch`.
  public func moeGateDispatch(_ gateLogits: Self, corrBias: Self? = nil, k: Int, capacity: Int, usePad: Bool = true) throws(TesseraError) -> (y: Self, combineWeights: Self, scatterIndex: Self, expertOffset: Self, expertId: Self) {
    let outputs = try Self.apply("moe_gate_dispatch", try operands([.one(self), .one(gateLogits), corrBias.map { .one($0) }]), ["k": .int(k), "capacity": .int(capacity), "use_pad": .bool(usePad)])
    return (outputs[0], outputs[1], outputs[2], outputs[3], outputs[4])
  }

  /// The experts' answers brought back to each token, weighted.
  ///
  /// The op `moe_combine`.
  public func moeCombine(_ combineWeights: Self, scatterIndex: Self) throws(TesseraError) -> Self {
    try Self.apply("moe_combine", [.one(self), .one(combineWeights), .one(scatterIndex)], [:])[0]
  }

  /// Features of regions of images, by bilinear samples.
  ///
  /// The op `roi_align`; in Paddle `paddle.vision.ops.roi_align`.
  public func roiAlign(_ boxes: Self, boxesNum: Self? = nil, pooledHeight: Int = 1, pooledWidth: Int = 1, spatialScale: Double = 1, samplingRatio: Int = -1, aligned: Bool = true) throws(TesseraError) -> Self {
    try Self.apply("roi_align", try operands([.one(self), .one(boxes), boxesNum.map { .one($0) }]), ["pooled_height": .int(pooledHeight), "pooled_width": .int(pooledWidth), "spatial_scale": .double(spatialScale), "sampling_ratio": .int(samplingRatio), "aligned": .bool(aligned)])[0]
  }

  /// The largest element of each window over the last two dims, and its place in the flattened plane.
  ///
  /// The op `max_pool2d`; in PyTorch `torch.max_pool2d`.
  public func maxPool2d(kernelSize: [Int], strides: [Int] = [], paddings: [Int] = [0, 0], dilations: [Int] = [1, 1], ceilMode: Bool = false) throws(TesseraError) -> (out: Self, indices: Self) {
    let outputs = try Self.apply("max_pool2d", [.one(self)], ["kernel_size": .ints(kernelSize), "strides": .ints(strides), "paddings": .ints(paddings), "dilations": .ints(dilations), "ceil_mode": .bool(ceilMode)])
    return (outputs[0], outputs[1])
  }

  /// The mean of each window over the last two dims.
  ///
  /// The op `avg_pool2d`; in PyTorch `torch.nn.functional.avg_pool2d`.
  ///
  /// - Parameters:
  ///   - divisorOverride: nil means: the number of elements, see count_include_pad.
  public func avgPool2d(kernelSize: [Int], strides: [Int] = [], paddings: [Int] = [0, 0], ceilMode: Bool = false, countIncludePad: Bool = true, divisorOverride: Int? = nil) throws(TesseraError) -> Self {
    var attributes: [String: AttributeValue] = ["kernel_size": .ints(kernelSize), "strides": .ints(strides), "paddings": .ints(paddings), "ceil_mode": .bool(ceilMode), "count_include_pad": .bool(countIncludePad)]
    attributes["divisor_override"] = divisorOverride.map { .int($0) }
    return try op("avg_pool2d", attributes)
  }

  /// The largest element of each of output_size bins over the last two dims, and its place in the flattened plane.
  ///
  /// The op `adaptive_max_pool2d`; in PyTorch `torch.nn.functional.adaptive_max_pool2d`.
  public func adaptiveMaxPool2d(outputSize: [Int]) throws(TesseraError) -> (out: Self, indices: Self) {
    let outputs = try Self.apply("adaptive_max_pool2d", [.one(self)], ["output_size": .ints(outputSize)])
    return (outputs[0], outputs[1])
  }

  /// The mean of each of output_size bins over the last two dims.
  ///
  /// The op `adaptive_avg_pool2d`; in PyTorch `torch.nn.functional.adaptive_avg_pool2d`.
  public func adaptiveAvgPool2d(outputSize: [Int]) throws(TesseraError) -> Self {
    try op("adaptive_avg_pool2d", ["output_size": .ints(outputSize)])
  }

  /// Each row of x as often as its sequence is long.
  ///
  /// The op `sequence_expand`.
  public func sequenceExpand(lengths: [Int]) throws(TesseraError) -> Self {
    try op("sequence_expand", ["lengths": .ints(lengths)])
  }

  /// The rows around each row of a sequence, side by side, times a filter; zeros beyond its sequence.
  ///
  /// The op `sequence_conv`.
  public func sequenceConv(_ filter: Self, lengths: [Int], contextLength: Int, contextStart: Int = 0, contextStride: Int = 1) throws(TesseraError) -> Self {
    try op("sequence_conv", filter, ["lengths": .ints(lengths), "context_length": .int(contextLength), "context_start": .int(contextStart), "context_stride": .int(contextStride)])
  }

  /// The states of a gated recurrent unit after each row of sequences; x was multiplied before, and the reset acts before the product.
  ///
  /// The op `gru`.
  public func gru(h0: Self? = nil, weight: Self, bias: Self? = nil, lengths: [Int], activation: String = "tanh", gateActivation: String = "sigmoid", isReverse: Bool = false, originMode: Bool = false) throws(TesseraError) -> Self {
    try Self.apply("gru", try operands([.one(self), h0.map { .one($0) }, .one(weight), bias.map { .one($0) }]), ["lengths": .ints(lengths), "activation": .string(activation), "gate_activation": .string(gateActivation), "is_reverse": .bool(isReverse), "origin_mode": .bool(originMode)])[0]
  }

  /// A step of gradient descent.
  ///
  /// The op `sgd`; in PyTorch `torch.optim.SGD`; in Paddle `paddle.optimizer.SGD`.
  public func sgd(_ learningRate: Self, grad: Self, masterParam: Self? = nil) throws(TesseraError) -> (paramOut: Self, masterParamOut: Self?) {
    let outputs = try Self.apply("sgd", try operands([.one(self), .one(learningRate), .one(grad), masterParam.map { .one($0) }]), [:])
    return (outputs[0], outputs.count > 1 ? outputs[1] : nil)
  }

  /// A step of gradient descent with a velocity.
  ///
  /// The op `momentum`; in PyTorch `torch.optim.SGD`; in Paddle `paddle.optimizer.Momentum`.
  public func momentum(_ grad: Self, velocity: Self, learningRate: Self, masterParam: Self? = nil, mu: Double = 0.9, useNesterov: Bool = false, regularizationMethod: String = "", regularizationCoeff: Double = 0, rescaleGrad: Double = 1) throws(TesseraError) -> (paramOut: Self, velocityOut: Self, masterParamOut: Self?) {
    let outputs = try Self.apply("momentum", try operands([.one(self), .one(grad), .one(velocity), .one(learningRate), masterParam.map { .one($0) }]), ["mu": .double(mu), "use_nesterov": .bool(useNesterov), "regularization_method": .string(regularizationMethod), "regularization_coeff": .double(regularizationCoeff), "rescale_grad": .double(rescaleGrad)])
    return (outputs[0], outputs[1], outputs.count > 2 ? outputs[2] : nil)
  }

  /// A step of Adam.
  ///
  /// The op `adam`; in PyTorch `torch.optim.Adam`; in Paddle `paddle.optimizer.Adam`.
  public func adam(_ grad: Self, learningRate: Self, moment1: Self, moment2: Self, moment2Max: Self? = nil, beta1Pow: Self, beta2Pow: Self, masterParam: Self? = nil, skipUpdate: Self? = nil, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-08, useGlobalBetaPow: Bool = false, amsgrad: Bool = false) throws(TesseraError) -> (paramOut: Self, moment1Out: Self, moment2Out: Self, moment2MaxOut: Self, beta1PowOut: Self, beta2PowOut: Self, masterParamOut: Self?) {
    let outputs = try Self.apply("adam", try operands([.one(self), .one(grad), .one(learningRate), .one(moment1), .one(moment2), moment2Max.map { .one($0) }, .one(beta1Pow), .one(beta2Pow), masterParam.map { .one($0) }, skipUpdate.map { .one($0) }]), ["beta1": .double(beta1), "beta2": .double(beta2), "epsilon": .double(epsilon), "use_global_beta_pow": .bool(useGlobalBetaPow), "amsgrad": .bool(amsgrad)])
    return (outputs[0], outputs[1], outputs[2], outputs[3], outputs[4], outputs[5], outputs.count > 6 ? outputs[6] : nil)
  }

  /// A step of Adam with a decay of weights beside it.
  ///
  /// The op `adamw`; in PyTorch `torch.optim.AdamW`; in Paddle `paddle.optimizer.AdamW`.
  public func adamw(_ grad: Self, learningRate: Self, moment1: Self, moment2: Self, moment2Max: Self? = nil, beta1Pow: Self, beta2Pow: Self, masterParam: Self? = nil, skipUpdate: Self? = nil, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-08, useGlobalBetaPow: Bool = false, amsgrad: Bool = false, lrRatio: Double = 1, coeff: Double = 0.01, withDecay: Bool = true) throws(TesseraError) -> (paramOut: Self, moment1Out: Self, moment2Out: Self, moment2MaxOut: Self, beta1PowOut: Self, beta2PowOut: Self, masterParamOut: Self?) {
    let outputs = try Self.apply("adamw", try operands([.one(self), .one(grad), .one(learningRate), .one(moment1), .one(moment2), moment2Max.map { .one($0) }, .one(beta1Pow), .one(beta2Pow), masterParam.map { .one($0) }, skipUpdate.map { .one($0) }]), ["beta1": .double(beta1), "beta2": .double(beta2), "epsilon": .double(epsilon), "use_global_beta_pow": .bool(useGlobalBetaPow), "amsgrad": .bool(amsgrad), "lr_ratio": .double(lrRatio), "coeff": .double(coeff), "with_decay": .bool(withDecay)])
    return (outputs[0], outputs[1], outputs[2], outputs[3], outputs[4], outputs[5], outputs.count > 6 ? outputs[6] : nil)
  }

  /// A step of gradient descent by the root of the summed squares.
  ///
  /// The op `adagrad`; in PyTorch `torch.optim.Adagrad`; in Paddle `paddle.optimizer.Adagrad`.
  public func adagrad(_ grad: Self, moment: Self, learningRate: Self, masterParam: Self? = nil, epsilon: Double = 1e-06) throws(TesseraError) -> (paramOut: Self, momentOut: Self, masterParamOut: Self?) {
    let outputs = try Self.apply("adagrad", try operands([.one(self), .one(grad), .one(moment), .one(learningRate), masterParam.map { .one($0) }]), ["epsilon": .double(epsilon)])
    return (outputs[0], outputs[1], outputs.count > 2 ? outputs[2] : nil)
  }

  /// Gradients over the loss scale, and whether any was not finite.
  ///
  /// The op `check_finite_and_unscale`.
  public static func checkFiniteAndUnscale(_ x: [Self], scale: Self) throws(TesseraError) -> (out: [Self], foundInfinite: Self) {
    let outputs = try Self.apply("check_finite_and_unscale", [.list(x), .one(scale)], [:])
    return (Array(outputs[0..<(outputs.count - 1)]), outputs[outputs.count - 1])
  }

  /// x times y, plus the bias, and an activation of it; the second output is what the gradient needs: of a relu what it kept, of a gelu what it was taken of.
  ///
  /// The op `fused_gemm_epilogue`; in PyTorch `torch.addmm`; in Paddle `paddle.incubate.nn.functional.fused_linear_activation`.
  public func fusedGemmEpilogue(_ y: Self, bias: Self? = nil, transX: Bool = false, transY: Bool = false, activation: String = "none") throws(TesseraError) -> (out: Self, reserveSpace: Self) {
    let outputs = try Self.apply("fused_gemm_epilogue", try operands([.one(self), .one(y), bias.map { .one($0) }]), ["trans_x": .bool(transX), "trans_y": .bool(transY), "activation": .string(activation)])
    return (outputs[0], outputs[1])
  }

  /// The gradients of a linear layer's weight and bias, added to what there is of them.
  ///
  /// The op `fused_linear_param_grad_add`.
  public func fusedLinearParamGradAdd(_ dout: Self, dweight: Self? = nil, dbias: Self? = nil, multiPrecision: Bool = false, hasBias: Bool = true) throws(TesseraError) -> (dweightOut: Self, dbiasOut: Self) {
    let outputs = try Self.apply("fused_linear_param_grad_add", try operands([.one(self), .one(dout), dweight.map { .one($0) }, dbias.map { .one($0) }]), ["multi_precision": .bool(multiPrecision), "has_bias": .bool(hasBias)])
    return (outputs[0], outputs[1])
  }

  /// dropout(x) + y; also the seed of the draws.
  ///
  /// The op `fused_dropout_add`; in Paddle `paddle.incubate.nn.functional.fused_dropout_add`.
  public func fusedDropoutAdd(_ y: Self, p: Double = 0.5, isTest: Bool = false, mode: String = "upscale_in_train", seed: Int = 0) throws(TesseraError) -> (out: Self, seedOffset: Self) {
    let outputs = try Self.apply("fused_dropout_add", [.one(self), .one(y)], ["p": .double(p), "is_test": .bool(isTest), "mode": .string(mode), "seed": .int(seed)])
    return (outputs[0], outputs[1])
  }

  /// Pairs of features of q, k and v turned by angles that follow from the token's place.
  ///
  /// The op `fused_rotary_position_embedding`; in Paddle `paddle.incubate.nn.functional.fused_rotary_position_embedding`.
  public func fusedRotaryPositionEmbedding(k: Self? = nil, v: Self? = nil, sin: Self? = nil, cos: Self? = nil, positionIds: Self? = nil, useNeoxRotaryStyle: Bool = true, timeMajor: Bool = false, rotaryEmbBase: Double = 10000) throws(TesseraError) -> (outQ: Self, outK: Self, outV: Self) {
    let outputs = try Self.apply("fused_rotary_position_embedding", try operands([.one(self), k.map { .one($0) }, v.map { .one($0) }, sin.map { .one($0) }, cos.map { .one($0) }, positionIds.map { .one($0) }]), ["use_neox_rotary_style": .bool(useNeoxRotaryStyle), "time_major": .bool(timeMajor), "rotary_emb_base": .double(rotaryEmbBase)])
    return (outputs[0], outputs[1], outputs[2])
  }

  /// The gradients of x, y and the bias of a product with an activation, by what the product left for them.
  ///
  /// The op `fused_gemm_epilogue_grad`.
  public func fusedGemmEpilogueGrad(_ y: Self, reserveSpace: Self, outGrad: Self, transX: Bool = false, transY: Bool = false, activation: String = "none") throws(TesseraError) -> (xGrad: Self, yGrad: Self, biasGrad: Self) {
    let outputs = try Self.apply("fused_gemm_epilogue_grad", [.one(self), .one(y), .one(reserveSpace), .one(outGrad)], ["trans_x": .bool(transX), "trans_y": .bool(transY), "activation": .string(activation)])
    return (outputs[0], outputs[1], outputs[2])
  }

  /// The dims of the input from in_num_col_dims on times w, plus the bias, and maybe a relu of it.
  ///
  /// The op `fc`.
  public func fc(_ w: Self, bias: Self? = nil, inNumColDims: Int = 1, activationType: String = "", paddingWeights: Bool = false) throws(TesseraError) -> Self {
    try Self.apply("fc", try operands([.one(self), .one(w), bias.map { .one($0) }]), ["in_num_col_dims": .int(inNumColDims), "activation_type": .string(activationType), "padding_weights": .bool(paddingWeights)])[0]
  }

  /// Products one after the other, each with a bias and a relu; the results before the last come too.
  ///
  /// The op `fusion_repeated_fc_relu`.
  public func fusionRepeatedFcRelu(_ w: [Self], bias: [Self]) throws(TesseraError) -> (reluOut: [Self], out: Self) {
    let outputs = try Self.apply("fusion_repeated_fc_relu", [.one(self), .list(w), .list(bias)], [:])
    return (Array(outputs[0..<(outputs.count - 1)]), outputs[outputs.count - 1])
  }

  /// The square of x times y, less the squares of x times those of y, times a number; the three squares come too.
  ///
  /// The op `fusion_squared_mat_sub`.
  public func fusionSquaredMatSub(_ y: Self, scalar: Double = 1) throws(TesseraError) -> (squaredX: Self, squaredY: Self, squaredXy: Self, out: Self) {
    let outputs = try Self.apply("fusion_squared_mat_sub", [.one(self), .one(y)], ["scalar": .double(scalar)])
    return (outputs[0], outputs[1], outputs[2], outputs[3])
  }

  /// The layer normalisation of x + y.
  ///
  /// The op `skip_layernorm`.
  public func skipLayernorm(_ y: Self, scale: Self, bias: Self, epsilon: Double, beginNormAxis: Int) throws(TesseraError) -> Self {
    try Self.apply("skip_layernorm", [.one(self), .one(y), .one(scale), .one(bias)], ["epsilon": .double(epsilon), "begin_norm_axis": .int(beginNormAxis)])[0]
  }

  /// The layer normalisation of y and of what fc gives of x and w; mean and variance of each row come too.
  ///
  /// The op `fused_fc_elementwise_layernorm`.
  public func fusedFcElementwiseLayernorm(_ w: Self, y: Self, bias0: Self? = nil, scale: Self? = nil, bias1: Self? = nil, xNumColDims: Int = 1, activationType: String = "", epsilon: Double = 1e-05, beginNormAxis: Int = 1) throws(TesseraError) -> (out: Self, mean: Self, variance: Self) {
    let outputs = try Self.apply("fused_fc_elementwise_layernorm", try operands([.one(self), .one(w), .one(y), bias0.map { .one($0) }, scale.map { .one($0) }, bias1.map { .one($0) }]), ["x_num_col_dims": .int(xNumColDims), "activation_type": .string(activationType), "epsilon": .double(epsilon), "begin_norm_axis": .int(beginNormAxis)])
    return (outputs[0], outputs[1], outputs[2])
  }

  /// The layer normalisation of the sum of the rows that ids name in several tables.
  ///
  /// The op `fused_embedding_eltwise_layernorm`.
  public static func fusedEmbeddingEltwiseLayernorm(_ ids: [Self], embs: [Self], bias: Self, scale: Self, epsilon: Double = 1e-05) throws(TesseraError) -> Self {
    try Self.apply("fused_embedding_eltwise_layernorm", [.list(ids), .list(embs), .one(bias), .one(scale)], ["epsilon": .double(epsilon)])[0]
  }

  /// The layer normalisation of the residual and dropout(x + bias); the sum, what was kept, and each row's statistics come too.
  ///
  /// The op `fused_bias_dropout_residual_layer_norm`; in Paddle `paddle.incubate.nn.functional.fused_bias_dropout_residual_layer_norm`.
  public func fusedBiasDropoutResidualLayerNorm(_ residual: Self, bias: Self? = nil, lnScale: Self? = nil, lnBias: Self? = nil, mask: Self? = nil, dropoutRate: Double = 0.5, isTest: Bool = false, dropoutSeed: Int = 1, dropoutImplementation: String = "downgrade_in_infer", lnEpsilon: Double = 1e-05) throws(TesseraError) -> (y: Self, biasDropoutResidualOut: Self, dropoutMaskOut: Self, lnMean: Self, lnVariance: Self) {
    let outputs = try Self.apply("fused_bias_dropout_residual_layer_norm", try operands([.one(self), .one(residual), bias.map { .one($0) }, lnScale.map { .one($0) }, lnBias.map { .one($0) }, mask.map { .one($0) }]), ["dropout_rate": .double(dropoutRate), "is_test": .bool(isTest), "dropout_seed": .int(dropoutSeed), "dropout_implementation": .string(dropoutImplementation), "ln_epsilon": .double(lnEpsilon)])
    return (outputs[0], outputs[1], outputs[2], outputs[3], outputs[4])
  }

  /// The gradients of x, residual, bias, scale and shift, by the result's and by what the op left for them.
  ///
  /// The op `fused_bias_dropout_residual_layer_norm_grad`.
  public func fusedBiasDropoutResidualLayerNormGrad(_ biasDropoutResidualOut: Self, lnMean: Self, lnVariance: Self, dropoutMaskOut: Self, lnScale: Self? = nil, dropoutRate: Double = 0.5, isTest: Bool = false, dropoutImplementation: String = "downgrade_in_infer", lnEpsilon: Double = 1e-05) throws(TesseraError) -> (xGrad: Self, residualGrad: Self, biasGrad: Self, lnScaleGrad: Self, lnBiasGrad: Self) {
    let outputs = try Self.apply("fused_bias_dropout_residual_layer_norm_grad", try operands([.one(self), .one(biasDropoutResidualOut), .one(lnMean), .one(lnVariance), .one(dropoutMaskOut), lnScale.map { .one($0) }]), ["dropout_rate": .double(dropoutRate), "is_test": .bool(isTest), "dropout_implementation": .string(dropoutImplementation), "ln_epsilon": .double(lnEpsilon)])
    return (outputs[0], outputs[1], outputs[2], outputs[3], outputs[4])
  }

  /// Tensors with their dims permuted, each made two of them, and put one after the other.
  ///
  /// The op `fusion_transpose_flatten_concat`.
  public static func fusionTransposeFlattenConcat(_ x: [Self], transAxis: [Int], flattenAxis: Int, concatAxis: Int) throws(TesseraError) -> Self {
    try Self.apply("fusion_transpose_flatten_concat", [.list(x)], ["trans_axis": .ints(transAxis), "flatten_axis": .int(flattenAxis), "concat_axis": .int(concatAxis)])[0]
  }

  /// Attention of the queries, keys and values that lie one after the other in dim 2 of x; scores are multiplied by alpha.
  ///
  /// The op `self_dp_attention`.
  public func selfDpAttention(alpha: Double = 1, headNumber: Int = 1) throws(TesseraError) -> Self {
    try op("self_dp_attention", ["alpha": .double(alpha), "head_number": .int(headNumber)])
  }

  /// The states of a gated recurrent unit after each row of sequences; its reset acts before the product.
  ///
  /// The op `fusion_gru`.
  public func fusionGru(h0: Self? = nil, weightX: Self, weightH: Self, bias: Self? = nil, lengths: [Int], activation: String = "tanh", gateActivation: String = "sigmoid", isReverse: Bool = false, originMode: Bool = false) throws(TesseraError) -> Self {
    try Self.apply("fusion_gru", try operands([.one(self), h0.map { .one($0) }, .one(weightX), .one(weightH), bias.map { .one($0) }]), ["lengths": .ints(lengths), "activation": .string(activation), "gate_activation": .string(gateActivation), "is_reverse": .bool(isReverse), "origin_mode": .bool(originMode)])[0]
  }

  /// The rows around each row of a sequence, side by side, times a filter, with a bias and a relu; what the filter meets comes too.
  ///
  /// The op `fusion_seqconv_eltadd_relu`.
  public func fusionSeqconvEltaddRelu(_ filter: Self, bias: Self, lengths: [Int], contextLength: Int, contextStart: Int = 0, contextStride: Int = 1) throws(TesseraError) -> (out: Self, colMat: Self) {
    let outputs = try Self.apply("fusion_seqconv_eltadd_relu", [.one(self), .one(filter), .one(bias)], ["lengths": .ints(lengths), "context_length": .int(contextLength), "context_start": .int(contextStart), "context_stride": .int(contextStride)])
    return (outputs[0], outputs[1])
  }

  /// The rows of sequences beside one row a sequence of the other tensors, times a weight, with a bias and an activation.
  ///
  /// The op `fusion_seqexpand_concat_fc`.
  public static func fusionSeqexpandConcatFc(_ x: [Self], fcWeight: Self, fcBias: Self? = nil, lengths: [Int], fcActivation: String = "identity") throws(TesseraError) -> Self {
    try Self.apply("fusion_seqexpand_concat_fc", try fcWeight.operands([.list(x), .one(fcWeight), fcBias.map { .one($0) }]), ["lengths": .ints(lengths), "fc_activation": .string(fcActivation)])[0]
  }

  /// All layers of a transformer, for inference: of a whole input, or of one token that goes to a cache; the caches come too.
  ///
  /// The op `fused_multi_transformer`.
  ///
  /// - Parameters:
  ///   - timeStep: nil means: no single token is decoded.
  public func fusedMultiTransformer(_ lnScales: [Self], lnBiases: [Self] = [], qkvWeights: [Self], qkvBiases: [Self] = [], cacheKvs: [Self] = [], preCaches: [Self] = [], rotaryEmbs: Self? = nil, seqLengths: Self? = nil, srcMask: Self? = nil, outLinearWeights: [Self], outLinearBiases: [Self] = [], ffnLnScales: [Self], ffnLnBiases: [Self] = [], ffn1Weights: [Self], ffn1Biases: [Self] = [], ffn2Weights: [Self], ffn2Biases: [Self] = [], preLayerNorm: Bool = true, epsilon: Double = 1e-05, residualAlpha: Double = 1, causal: Bool = false, timeStep: Int? = nil, rotaryEmbDims: Int = 0, actMethod: String = "gelu", transQkvw: Bool = true, normType: String = "layernorm", useNeoxRotaryStyle: Bool = false, gqaGroupSize: Int = -1) throws(TesseraError) -> (out: Self, cacheKvOuts: [Self]) {
    var attributes: [String: AttributeValue] = ["pre_layer_norm": .bool(preLayerNorm), "epsilon": .double(epsilon), "residual_alpha": .double(residualAlpha), "causal": .bool(causal), "rotary_emb_dims": .int(rotaryEmbDims), "act_method": .string(actMethod), "trans_qkvw": .bool(transQkvw), "norm_type": .string(normType), "use_neox_rotary_style": .bool(useNeoxRotaryStyle), "gqa_group_size": .int(gqaGroupSize)]
    attributes["time_step"] = timeStep.map { .int($0) }
    let outputs = try Self.apply("fused_multi_transformer", try operands([.one(self), .list(lnScales), .list(lnBiases), .list(qkvWeights), .list(qkvBiases), .list(cacheKvs), .list(preCaches), rotaryEmbs.map { .one($0) }, seqLengths.map { .one($0) }, srcMask.map { .one($0) }, .list(outLinearWeights), .list(outLinearBiases), .list(ffnLnScales), .list(ffnLnBiases), .list(ffn1Weights), .list(ffn1Biases), .list(ffn2Weights), .list(ffn2Biases)]), attributes)
    return (outputs[0], Array(outputs[1..<(outputs.count - 0)]))
  }

  /// The same of weights of 8 bits: what they meet is quantised, and multiplied as integers.
  ///
  /// The op `fused_multi_transformer_int8`.
  ///
  /// - Parameters:
  ///   - timeStep: nil means: no single token is decoded.
  public func fusedMultiTransformerInt8(_ lnScales: [Self], lnBiases: [Self] = [], qkvWeights: [Self], qkvBiases: [Self] = [], cacheKvs: [Self] = [], srcMask: Self? = nil, outLinearWeights: [Self], outLinearBiases: [Self] = [], ffnLnScales: [Self], ffnLnBiases: [Self] = [], ffn1Weights: [Self], ffn1Biases: [Self] = [], ffn2Weights: [Self], ffn2Biases: [Self] = [], qkvOutScales: [Self], outLinearOutScales: [Self], ffn1OutScales: [Self], ffn2OutScales: [Self], preLayerNorm: Bool = true, epsilon: Double = 1e-05, residualAlpha: Double = 1, causal: Bool = false, timeStep: Int? = nil, qkvInScale: [Double], outLinearInScale: [Double], ffn1InScale: [Double], ffn2InScale: [Double], quantRoundType: Int = 1, quantMaxBound: Double = 127, quantMinBound: Double = -127) throws(TesseraError) -> (out: Self, cacheKvOuts: [Self]) {
    var attributes: [String: AttributeValue] = ["pre_layer_norm": .bool(preLayerNorm), "epsilon": .double(epsilon), "residual_alpha": .double(residualAlpha), "causal": .bool(causal), "qkv_in_scale": .doubles(qkvInScale), "out_linear_in_scale": .doubles(outLinearInScale), "ffn1_in_scale": .doubles(ffn1InScale), "ffn2_in_scale": .doubles(ffn2InScale), "quant_round_type": .int(quantRoundType), "quant_max_bound": .double(quantMaxBound), "quant_min_bound": .double(quantMinBound)]
    attributes["time_step"] = timeStep.map { .int($0) }
    let outputs = try Self.apply("fused_multi_transformer_int8", try operands([.one(self), .list(lnScales), .list(lnBiases), .list(qkvWeights), .list(qkvBiases), .list(cacheKvs), srcMask.map { .one($0) }, .list(outLinearWeights), .list(outLinearBiases), .list(ffnLnScales), .list(ffnLnBiases), .list(ffn1Weights), .list(ffn1Biases), .list(ffn2Weights), .list(ffn2Biases), .list(qkvOutScales), .list(outLinearOutScales), .list(ffn1OutScales), .list(ffn2OutScales)]), attributes)
    return (outputs[0], Array(outputs[1..<(outputs.count - 0)]))
  }
}
