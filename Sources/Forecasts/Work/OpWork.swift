import CostModel
import Elements
import Ops
import Programs
import SPMDRules
import Sharding

/// A tensor of an op, as its busiest rank holds it.
package struct LocalTensor: Hashable, Sendable {
  /// The whole shape.
  package let shape: [Int]
  package let dtype: DType
  package let attr: TensorDistAttr

  package init(shape: [Int], dtype: DType, attr: TensorDistAttr) {
    (self.shape, self.dtype, self.attr) = (shape, dtype, attr)
  }

  /// The shape of the first rank's shard, than which none is larger where sizes are not explicit.
  var sizes: [Int] {
    attr.box(at: [Int](repeating: 0, count: attr.mesh.ndim), shape: shape).sizes
  }

  var count: Double { sizes.reduce(1) { $0 * Double($1) } }

  /// The bytes of the shard.
  package var bytes: Double { count * Double(dtype.byteCount) }
}

extension KernelWork {
  /// What an op does on its busiest rank: operations and bytes, of its kind and of how its dims hang together.
  ///
  /// | kind | operations |
  /// |---|---|
  /// | product | 2 for each combination of indices of all axes, of `mk,kn->mn` 2 m k n |
  /// | convolution | 2 for each number of the result and each number of the filter that it is of |
  /// | attention | 4 for each pair of tokens, head and feature, half of it with a causal mask |
  /// | all others | none that counts beside their bytes |
  ///
  /// A look-up reads the rows that it gives, not the table. A movement of one tensor is a view:
  /// where its kernel was measured to copy, it moves all the same.
  package init(
    _ schema: OpSchema, _ attributes: [String: AttributeValue], axes: AxisMap,
    inputs: [LocalTensor], outputs: [LocalTensor]
  ) {
    let read = inputs.reduce(0) { $0 + $1.bytes }
    let written = outputs.reduce(0) { $0 + $1.bytes }
    let width =
      inputs.filter { $0.dtype.isFloating }.map(\.dtype.byteCount).max()
      ?? outputs.first?.dtype.byteCount ?? 4
    self.init(.memory, read: read, written: written, width: width)
    op = OpVariant.name(of: schema, attributes, inputs: inputs, outputs: outputs)
    family = schema.kind.rawValue
    let floats = inputs.map(\.dtype).filter(\.isFloating)
    dtype =
      floats.max { $0.byteCount < $1.byteCount } ?? inputs.first?.dtype ?? outputs.first?.dtype
      ?? .float32
    switch schema.kind {
    case .product:
      let local = LocalAxes(axes, inputs, outputs)
      kind = .product
      operations = 2 * local.sizes.reduce(1, *)
      leastDim = local.leastDim
    case .convolution:
      kind = .product
      let filter = inputs[1].sizes.dropFirst().reduce(1) { $0 * Double($1) }
      let isTransposed = schema.name.hasSuffix("transpose")
      let windows = isTransposed ? inputs[0].count : outputs[0].count
      operations = 2 * windows * filter
      let channels = Double(max(1, inputs[1].sizes.first ?? 1))
      leastDim = min(channels, filter, windows / channels)
    case .attention:
      (kind, operations, leastDim) = Self.attention(attributes, inputs, outputs)
      // One kernel keeps the scores on its chip.
      if kind == .attention { self.written = outputs[0].bytes }
    case .movement:
      if inputs.count == 1, outputs.count == 1, outputs[0].count <= inputs[0].count {
        kind = .view
        (self.read, self.written) = (0, 0)
      }
    case .lookUp:
      let table = inputs.max { $0.bytes < $1.bytes }?.bytes ?? 0
      self.read = read - table + min(table, written)
    case .elementwise, .random, .reduction, .search, .cumulative, .softmax, .loss, .normalization,
      .scatter, .routing, .sampling, .optimizer:
      break
    }
    if kind != .view { moved = self.read + self.written }
  }

  /// Of queries, keys and values the core; of a whole layer its products, each row with each weight.
  private static func attention(
    _ attributes: [String: AttributeValue], _ inputs: [LocalTensor], _ outputs: [LocalTensor]
  ) -> (Kind, Double, Double) {
    let shapes = inputs.prefix(3).map(\.sizes)
    if shapes.count == 3, shapes.allSatisfy({ $0.count == 4 }) {
      let keys = Double(shapes[1][1])
      let whole =
        2 * inputs[0].count * keys * (1 + Double(shapes[2][3]) / Double(max(1, shapes[0][3])))
      let isCausal = attributes["causal"] == .bool(true)
      return (.attention, isCausal ? whole / 2 : whole, Double(shapes[0][3]))
    }
    let depth = Double(max(1, inputs[0].sizes.last ?? 1))
    let weights = inputs.dropFirst().reduce(0) { $0 + $1.count }
    let rows = inputs[0].count / depth
    return (.product, 2 * rows * max(weights, depth), min(rows, depth))
  }
}

extension KernelWork {
  /// What an op of a program does on its busiest rank.
  ///
  /// - Throws: `TesseraError` where its rule does not take the operands.
  package init(of op: ProgramOp, inputs: [LocalTensor], outputs: [LocalTensor])
    throws(TesseraError)
  {
    guard case .op(let name, let attributes) = op.action, let schema = OpSchema.named(name) else {
      // Of one number there is nothing to write.
      self.init(.view)
      return
    }
    var rest = inputs[...]
    let call = RuleCall(
      op: name,
      inputs: op.inputs.map { operand in
        operand.map { _ in
          let tensor = rest.removeFirst()
          return RuleTensor(shape: tensor.shape, attr: tensor.attr, dtype: tensor.dtype)
        }
      }, attributes: attributes)
    let answer = try translated { try Inference.infer(call) }
    self.init(schema, attributes, axes: answer.axes, inputs: inputs, outputs: outputs)
  }
}

extension KernelWork {
  /// The work of a copy in the place of a view.
  var copying: KernelWork {
    var work = KernelWork(.memory, read: moved / 2, written: moved / 2, width: width)
    (work.op, work.family, work.dtype) = (Self.copy, family, dtype)
    return work
  }

  /// An op that copies runs of its operands, and does nothing else.
  private static let copy = "concat"
}

/// The axes of an op, as far as its busiest rank has them.
struct LocalAxes {
  /// Of each axis its indices on that rank.
  private(set) var sizes: [Double]
  private let map: AxisMap

  init(_ map: AxisMap, _ inputs: [LocalTensor], _ outputs: [LocalTensor]) {
    self.map = map
    sizes = map.axes.map { Double($0.size) }
    for (tensor, dims) in zip(inputs + outputs, map.inputs + map.outputs) {
      for ((dim, members), size) in zip(dims.enumerated(), tensor.sizes) {
        // The cuts of a dim over several axes are those of the major ones.
        var cut = Double(tensor.shape[dim]) / Double(max(1, size))
        for axis in members {
          let whole = Double(map.axes[axis].size)
          let part = min(cut, whole)
          sizes[axis] = min(sizes[axis], whole / part)
          cut /= part
        }
      }
    }
  }

  /// The smallest of rows, columns and depth of a product of two tensors, batches aside; of more the smallest axis
  /// that is summed over.
  var leastDim: Double {
    guard map.inputs.count >= 2, let result = map.outputs.first else { return 1 }
    let (left, right) = (Set(map.inputs[0].joined()), Set(map.inputs[1].joined()))
    let made = Set(result.joined())
    func size(_ axes: Set<Int>) -> Double { axes.reduce(1) { $0 * sizes[$1] } }
    let depth = size(left.intersection(right).subtracting(made))
    return min(
      depth, size(left.intersection(made).subtracting(right)),
      size(right.intersection(made).subtracting(left)))
  }
}
