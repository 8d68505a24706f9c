import Elements
import Programs

/// Gradients that PyTorch defines otherwise than the ops that carry out a call, for programs that are trained.
extension GraphImporter {
  /// The results of a call, whose values stay, with PyTorch's gradients.
  ///
  /// - Throws: `Mismatch` where no op computes such a gradient.
  func withGradients(_ made: [Value], of call: CompositionCall) throws -> [Value] {
    switch call.name {
    case "aten.detach.default": try made.map { try $0.detached() }
    case "aten.embedding.default": [try embedded(made[0], call)]
    case "aten.max.dim", "aten.min.dim": [try extremum(made, call)] + made.dropFirst()
    case "aten.median.default", "aten.nanmedian.default": [try shared(made[0], call)]
    case "aten.binary_cross_entropy.default": [try crossEntropy(made[0], call)]
    default: made
    }
  }

  /// The row of a padding id is looked up and not trained.
  private func embedded(_ rows: Value, _ call: CompositionCall) throws -> Value {
    if call.bool("scale_grad_by_freq", default: false) {
      throw Mismatch("gradients that are scaled by how often an id is there")
    }
    guard let padding = call.optionalInt("padding_idx"), padding >= 0 else { return rows }
    let ids = try call.tensor("indices")
    let isPadding = try (ids .== Double(padding)).unsqueeze(ids.shape.count)
    return try call.op("where", isPadding, rows.detached(), rows)
  }

  /// Of equal elements the one whose place is given has the gradient.
  private func extremum(_ made: [Value], _ call: CompositionCall) throws -> Value {
    let x = try call.tensor("self")
    guard !x.shape.isEmpty, x.dtype.isContinuous, made.count > 1 else { return made[0] }
    let dim = x.place(of: try call.int("dim"))
    let keeps = call.bool("keepdim", default: false)
    let places = keeps ? made[1] : try made[1].unsqueeze(dim)
    let taken = try call.op("take_along_axis", x, places, with: ["axis": .int(dim)])
    return keeps ? taken : try taken.squeeze(dim)
  }

  /// Elements that equal the median of all share its gradient.
  private func shared(_ median: Value, _ call: CompositionCall) throws -> Value {
    let x = try call.tensor("self")
    guard !x.shape.isEmpty, x.dtype.isContinuous else { return median }
    let isNaN = try call.op("isnan", x) .& call.op("isnan", median)
    let others = try call.scalar(-.infinity, like: x)
    return try call.op("max", call.op("where", (x .== median) .| isNaN, x, others))
  }

  /// The gradient by x is (x - y) / max(x (1 - x), 1e-12), also where x is 0 or 1.
  private func crossEntropy(_ loss: Value, _ call: CompositionCall) throws -> Value {
    let (x, y) = (try call.tensor("self"), try call.tensor("target"))
    guard !isTrained(y) else { return loss }
    let divisor = try call.op("clip", x * (1.0 - x), with: ["min": .double(1e-12)])
    var slope = try (x - y) / divisor
    if let weight = call.optionalTensor("weight") { slope = try slope * weight }
    let change = try (x - x.detached()) * slope.detached()
    return try loss.detached() + Compositions.reduced(call, change)
  }

  /// A value with the gradient of another one, of which it was computed without a gradient: a straight-through estimator.
  func straightThrough(_ value: Value, _ other: Value) throws -> Value {
    guard value.shape == other.shape, value.dtype == other.dtype, isTrained(other) else {
      return try value.detached()
    }
    return try value.detached() + (other - other.detached())
  }

  /// Whether a value hangs on a parameter that is trained.
  private func isTrained(_ value: Value) -> Bool {
    value.parameters.contains { !buffers.contains($0) && !frozen.contains($0) }
  }
}
