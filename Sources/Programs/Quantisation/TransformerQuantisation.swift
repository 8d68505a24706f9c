import Elements
import Ops
import SPMDRules
import Sharding

/// Writes `fused_multi_transformer_int8` in the place of the transformer layers of a program.
///
/// Each of a layer's four products has one scale of its left operand, which a run on examples gives, and one of each column
/// of its weight, which the weight gives: `q = round(127 x / max|x|)`, and the same of the weight's columns.
///
/// Source: the formula is that of Paddle's `fused_multi_transformer_int8`.
public struct TransformerQuantisation: Sendable {
  /// One of a layer's four products.
  public enum Product: String, Hashable, Sendable, CaseIterable {
    case qkv
    case outLinear = "out_linear"
    case ffn1
    case ffn2
  }

  /// An op whose layers are quantised.
  public struct Site: Hashable, Sendable {
    /// Its place among the program's ops.
    public let op: Int
    /// The name of its first result.
    public let name: String
    /// By product, by layer: the weights.
    package let weights: [Product: [Program.ID]]
    /// Whether the weight of the first product is `[3, heads, features, width]`.
    package let isTransposed: Bool

    /// How many layers it has.
    public var layers: Int { weights[.qkv]?.count ?? 0 }
  }

  /// The program, with whole layers fused.
  public let program: Program
  /// The ops that are quantised, in order.
  public let sites: [Site]
  /// What is of a layer's form and stays in floats, and why.
  public let refused: [Fusion.Note]

  /// Fuses a program's layers, and finds those that can be quantised.
  ///
  /// - Throws: `TesseraError.Kind.data` where there is none.
  public init(_ program: Program) throws(TesseraError) {
    let fusion = try Fusion(program, only: ["multi_transformer"])
    self.program = fusion.program
    var refused = fusion.notes.filter { $0.reason != nil }
    var sites: [Site] = []
    for (index, op) in fusion.program.ops.enumerated() where op.name == "fused_multi_transformer" {
      let name = fusion.program.values[op.outputs[0]].name
      if let reason = fusion.program.unfit(op) {
        refused.append(Fusion.Note(rule: "multi_transformer_int8", value: name, reason: reason))
        continue
      }
      var weights: [Product: [Program.ID]] = [:]
      for product in Product.allCases {
        weights[product] = op.operands(of: product.rawValue + "_weights")
      }
      sites.append(
        Site(
          op: index, name: name, weights: weights,
          isTransposed: op.attribute("trans_qkvw") != .bool(false)))
    }
    self.sites = sites
    self.refused = refused
    guard sites.isEmpty else { return }
    let reasons = refused.prefix(3).map { ": '\($0.value)': \($0.reason ?? "")" }.joined()
    throw TesseraError(
      .data,
      "program \(program.name): a transformer layer that can be quantised is required, none is found"
        + reasons)
  }

  /// The program that multiplies integers.
  ///
  /// Its weights of 8 bits and the scales of their columns are parameters: `NAME.qkv_weights.0`, `NAME.qkv_out_scales.0`
  /// and so on, where NAME is the op's first result. Parameters that nobody reads any more are left out.
  ///
  /// - Parameter scales: for each site, by product, by layer: 1 over the largest magnitude of the product's left operand.
  /// - Throws: `TesseraError` where the op does not take the weights.
  public func rewritten(_ scales: [[Product: [Double]]]) throws(TesseraError) -> Program {
    var result = program
    var names = ProgramNames(program.values.map(\.name))
    var absent: [ProgramOp] = []
    for (site, scales) in zip(sites, scales) {
      let op = program.ops[site.op]
      func parameters(_ name: String, _ shapes: [[Int]], _ dtype: DType) -> Operand<Program.ID> {
        .list(
          shapes.enumerated().map { layer, shape in
            let id = result.add(
              ProgramValue(
                name: names.unique("\(site.name).\(name).\(layer)"), shape: shape, dtype: dtype,
                role: .parameter))
            result.inputs.append(id)
            return id
          })
      }
      let schema = OpSchema.named("fused_multi_transformer_int8")
      var inputs: [Operand<Program.ID>] = []
      for argument in schema?.inputs ?? [] {
        if let product = Product.allCases.first(where: { argument.name == "\($0)_weights" }) {
          inputs.append(parameters(argument.name, shapes(site, product), .int8))
        } else if let product = Product.allCases.first(where: {
          argument.name == "\($0)_out_scales"
        }) {
          let columns = shapes(site, product).map { [$0.dropLast().reduce(1, *)] }
          inputs.append(parameters(argument.name, columns, .float32))
        } else {
          inputs.append(
            op.operand(named: argument.name)
              ?? (argument.isList ? .list([]) : .one(result.addAbsent(&names, &absent))))
        }
      }
      var attributes: [String: AttributeValue] = [:]
      for name in ["pre_layer_norm", "epsilon", "residual_alpha", "causal", "time_step"] {
        attributes[name] = op.attribute(name)
      }
      for product in Product.allCases {
        attributes["\(product)_in_scale"] = .doubles(scales[product] ?? [])
      }
      let typing = try result.typing("fused_multi_transformer_int8", inputs, attributes)
      result.ops[site.op] = ProgramOp(
        action: .op(typing.name, typing.attributes), inputs: inputs, outputs: op.outputs)
    }
    result.ops = absent + result.ops
    return result.withoutDeadOps.withoutIdleParameters
  }

  /// The shapes of the weights of 8 bits, by layer: a row for each column of the product.
  private func shapes(_ site: Site, _ product: Product) -> [[Int]] {
    (site.weights[product] ?? []).map { id in
      let shape = program.values[id].shape
      if product == .qkv {
        return site.isTransposed ? shape : Array(shape.dropFirst()) + [shape[0]]
      }
      return [shape.last ?? 1, shape.dropLast().reduce(1, *)]
    }
  }
}

extension TransformerQuantisation.Product: CustomStringConvertible {
  /// As the op calls it.
  public var description: String { rawValue }
}

extension ProgramOp {
  /// The operand for an input of the op's schema; nil where it is left out.
  fileprivate func operand(named name: String) -> Operand<Program.ID>? {
    guard let place = OpSchema.named(self.name)?.inputs.firstIndex(where: { $0.name == name }),
      place < inputs.count
    else { return nil }
    return inputs[place]
  }

  fileprivate func operands(of name: String) -> [Program.ID] {
    operand(named: name)?.elements ?? []
  }

  fileprivate func attribute(_ name: String) -> AttributeValue? {
    guard case .op(_, let attributes) = action else { return nil }
    return attributes[name]
  }
}

extension Program {
  /// Adds what stands for an optional input that is left out before one that is there.
  fileprivate mutating func addAbsent(_ names: inout ProgramNames, _ ops: inout [ProgramOp]) -> ID {
    let id = add(ProgramValue(name: names.unique("absent"), shape: [0], dtype: .float32))
    ops.append(ProgramOp(action: .constant([0]), inputs: [], outputs: [id]))
    return id
  }

  /// Why an op of layers cannot multiply integers; nil where it can.
  fileprivate func unfit(_ op: ProgramOp) -> String? {
    for name in ["pre_caches", "rotary_embs", "seq_lengths"] {
      let given = op.operands(of: name).filter { values[$0].shape != [0] }
      if !given.isEmpty { return "it has \(name), which the op of 8 bits does not take" }
    }
    if op.attribute("act_method") != .string("gelu") {
      return "its activation is not a gelu"
    }
    if op.attribute("norm_type") == .string("rmsnorm") {
      return "it normalises by the root of mean squares"
    }
    let shape = op.operands(of: "qkv_weights").first.map { values[$0].shape } ?? []
    return shape.count == 4 ? nil : "its keys and values are shared by groups of heads"
  }

  /// The program without the parameters that no op takes and no result is.
  fileprivate var withoutIdleParameters: Program {
    var isRead = [Bool](repeating: false, count: values.count)
    for id in ops.flatMap(\.operands) + results { isRead[id] = true }
    var program = self
    program.inputs.removeAll { values[$0].role == .parameter && !isRead[$0] }
    return program.withoutDeadOps
  }
}
