import Elements
import Ops
import SPMDRules

/// A layer of a transformer as it stands unfused in a program: three products to heads, attention, a product, a sum and a
/// norm; two products with an activation between, a sum and a norm. Norms are before the products or behind the sums.
///
/// Products are of `linear_v2`, `matmul` or `einsum`, with or without a bias.
struct TransformerLayer {
  /// A product with a weight.
  private struct Linear {
    let x: Program.ID
    let weight: Program.ID
    let bias: Program.ID?
    /// Whether the weight's last dim is the one that is added over.
    let isTransposed: Bool
  }

  private struct Norm {
    let x: Program.ID
    let scale: Program.ID
    let shift: Program.ID?
    let epsilon: Double
  }

  private let graph: FusionGraph
  private(set) var ops: [Int] = []
  private(set) var steps = FusionSteps()
  private var isPre = false
  private var x: Program.ID
  private var heads: [Linear] = []
  private var norms: [Norm] = []
  private var joined: Linear?
  private var forward: [Linear] = []
  private var activation = "none"
  private var mask: Program.ID?
  private var isCausal = false
  /// Heads and features of one.
  private var split = (heads: 0, width: 0)
  /// Why it must stay; nil where nothing forbids it.
  private(set) var unfit: String?

  /// Looks for a layer whose last op this is; nil where there is none.
  init?(_ graph: FusionGraph, endingAt root: Int) {
    self.graph = graph
    x = -1
    guard let output = graph.program.ops[root].outputs.first, graph.shape(output).count == 3 else {
      return nil
    }
    isPre = graph.program.ops[root].name == "add"
    var end = output
    var last: Norm?
    if !isPre {
      guard let norm = norm(output) else { return nil }
      (last, end) = (norm, norm.x)
    }
    // The feed-forward part, and what goes around it, in either order.
    guard let (second, around) = sum(end, { $0.linear($1) }),
      let inner = activated(second.x), let first = linear(inner)
    else { return nil }
    forward = [first, second]
    var middle = around
    if isPre {
      guard let norm = norm(first.x), norm.x == around else { return nil }
      norms = [norm]
    } else {
      guard first.x == around, let norm = norm(around) else { return nil }
      norms = [norm]
      middle = norm.x
    }
    guard let (third, residual) = sum(middle, { $0.projection($1) }) else { return nil }
    joined = third
    guard let start = attention(third.x) else { return nil }
    x = residual
    if isPre {
      guard let norm = norm(start), norm.x == residual else { return nil }
      norms = [norm, norms[0]]
    } else {
      guard start == residual, let last else { return nil }
      norms = [norms[0], last]
    }
    if unfit == nil { unfit = misfit() }
  }

  /// Why the op would give something else.
  private func misfit() -> String? {
    guard norms[0].epsilon == norms[1].epsilon, (0...0.001).contains(norms[0].epsilon) else {
      return "the epsilons of its norms are not one in 0...0.001"
    }
    for lists in [heads, [joined].compactMap(\.self), forward] {
      guard lists.allSatisfy({ graph.isConstant($0.weight) }) else {
        return "its weights are no constants"
      }
    }
    guard Set(heads.map { $0.bias == nil }).count == 1 else {
      return "some of its queries, keys and values have a bias, some have none"
    }
    guard (norms[0].shift == nil) == (norms[1].shift == nil) else {
      return "one of its norms has a shift, one has none"
    }
    let (tokens, width) = (graph.shape(x)[1], split.heads * split.width)
    guard
      heads.allSatisfy({
        graph.program.values[$0.weight].shape.reduce(1, *) == width * graph.shape(x)[2]
      })
    else { return "it has fewer heads of keys than of queries" }
    // The output of the first product of the feed-forward part.
    let hidden = graph.shape(forward[1].x)[2]
    let biases =
      heads.map { ($0.bias, width) } + [joined, forward[1]].map { ($0?.bias, graph.shape(x)[2]) }
      + [(forward[0].bias, hidden)]
    for case (let bias?, let count) in biases {
      let shape = graph.shape(bias)
      let isRow = shape.last == count && shape.dropLast().allSatisfy { $0 == 1 }
      guard isRow || shape == [split.heads, split.width] && count == width else {
        return "its bias of \(shape) is not one of \(count) features"
      }
    }
    if let mask {
      let shape = graph.shape(mask)
      guard graph.program.values[mask].dtype.isFloating else {
        return "its mask is of truths: of a row without keys the op gives other numbers"
      }
      guard shape.count == 4, shape[3] == tokens, [1, split.heads].contains(shape[1]) else {
        return "its mask of \(shape) is not [batch, heads, tokens, tokens]"
      }
    }
    let dtypes = ([x] + heads.map(\.weight) + forward.map(\.weight)).map {
      graph.program.values[$0].dtype
    }
    guard Set(dtypes).count == 1 else { return "its weights are of other dtypes" }
    return norms.allSatisfy { graph.program.values[$0.scale].dtype == .float32 }
      ? nil : "its norms are not of f32"
  }
}

extension TransformerLayer {
  /// What the op takes, in its order. Weights come to the order of dims that it wants by `steps`.
  mutating func inputs() -> [Operand<Program.ID>?] {
    let shape = graph.shape(x)
    let (count, width) = (split.heads, split.width)
    func list(_ ids: [Program.ID?]) -> Operand<Program.ID> { .list(ids.compactMap(\.self)) }
    func row(_ id: Program.ID?) -> Program.ID? {
      id.map { reshaped($0, [graph.shape($0).reduce(1, *)]) }
    }
    let parts = heads.map { each in
      let wide = each.isTransposed ? each.weight : turned(each.weight)
      return reshaped(wide, [count, width, shape[2]])
    }
    let weights = steps.add("stack", .list(parts), ["axis": .int(0)])
    var biases: Program.ID?
    if heads[0].bias != nil {
      let rows = heads.compactMap(\.bias).map { reshaped($0, [count, width]) }
      biases = steps.add("stack", .list(rows), ["axis": .int(0)])
    }
    var masked: Program.ID?
    if let mask {
      let wanted = [shape[0], graph.shape(mask)[1], shape[1], shape[1]]
      masked =
        graph.shape(mask) == wanted
        ? mask : steps.add("expand", .one(mask), ["shape": .ints(wanted)])
    }
    // It was found.
    let joined = joined!
    let out = matrix(joined, rows: count * width)
    let up = matrix(forward[0], rows: shape[2])
    let down = matrix(forward[1], rows: graph.shape(forward[1].weight).reduce(1, *) / shape[2])
    return [
      .one(x), list([norms[0].scale]), list([norms[0].shift]), list([weights]), list([biases]),
      .list([]), .list([]), nil, nil, masked.map { .one($0) }, list([out]),
      list([row(joined.bias)]),
      list([norms[1].scale]), list([norms[1].shift]), list([up]), list([row(forward[0].bias)]),
      list([down]), list([row(forward[1].bias)]),
    ]
  }

  var attributes: [String: AttributeValue] {
    [
      "pre_layer_norm": .bool(isPre), "epsilon": .double(norms[0].epsilon),
      "causal": .bool(isCausal), "act_method": .string(activation),
    ]
  }

  /// A weight as the op multiplies by it: what is added over comes first.
  private mutating func matrix(_ linear: Linear, rows: Int) -> Program.ID {
    let shape = graph.shape(linear.weight)
    guard linear.isTransposed else {
      return reshaped(linear.weight, [rows, shape.last ?? 0])
    }
    // [o, h, d] too.
    let turned = turned(linear.weight)
    return shape.count == 2
      ? turned
      : steps.add("reshape", .one(turned), ["shape": .ints([rows, shape[0]])])
  }

  /// The weight with its first dim behind the others.
  private mutating func turned(_ id: Program.ID) -> Program.ID {
    let order = Array(graph.shape(id).indices.dropFirst()) + [0]
    return steps.add("transpose", .one(id), ["perm": .ints(order)])
  }

  private mutating func reshaped(_ id: Program.ID, _ shape: [Int]) -> Program.ID {
    if id >= 0, graph.shape(id) == shape { return id }
    return steps.add("reshape", .one(id), ["shape": .ints(shape)])
  }
}

extension TransformerLayer {
  /// The op that makes a value, if it has one of these names; it is a part of the layer then.
  private mutating func take(_ id: Program.ID, _ names: Set<String>) -> Int? {
    guard let op = graph.maker(of: id), names.contains(graph.program.ops[op].name),
      graph.program.ops[op].outputs.first == id
    else { return nil }
    ops.append(op)
    return op
  }

  /// The operands of a sum, of which one is found by `look`; the other comes second.
  private mutating func sum<Found>(
    _ id: Program.ID, _ look: (inout Self, Program.ID) -> Found?
  ) -> (Found, Program.ID)? {
    guard let op = take(id, ["add"]) else { return nil }
    let operands = graph.program.ops[op].operands
    guard operands.count == 2 else { return nil }
    for (one, other) in [(operands[0], operands[1]), (operands[1], operands[0])] {
      var trial = self
      if let found = look(&trial, one), graph.shape(other) == graph.shape(id) {
        self = trial
        return (found, other)
      }
    }
    return nil
  }

  private mutating func norm(_ id: Program.ID) -> Norm? {
    guard let op = take(id, ["layer_norm"]) else { return nil }
    let operands = graph.program.ops[op].operands.filter { graph.shape($0) != [0] }
    guard operands.count >= 2, let axis = graph.int(op, "begin_norm_axis"),
      graph.dim(axis, of: operands[0]) == 2, let epsilon = graph.double(op, "epsilon")
    else { return nil }
    return Norm(
      x: operands[0], scale: operands[1], shift: operands.count > 2 ? operands[2] : nil,
      epsilon: epsilon)
  }

  /// What goes into the activation of the feed-forward part.
  private mutating func activated(_ id: Program.ID) -> Program.ID? {
    guard let op = take(id, ["gelu", "relu"]) else { return id }
    activation = graph.program.ops[op].name
    if graph.bool(op, "approximate") { unfit = "its gelu is by tanh, that of the op by erf" }
    return graph.program.ops[op].operands.first
  }

  /// A product of `[batch, tokens, features]` with a matrix.
  private mutating func linear(_ id: Program.ID) -> Linear? {
    product(id, ["abc,dc->abd": true, "abc,cd->abd": false])
  }

  /// A product by one of these einsums, letters in the order of the alphabet, with whether the weight is transposed; or by
  /// an op of matrices; and its bias.
  private mutating func product(_ id: Program.ID, _ equations: [String: Bool]) -> Linear? {
    if let op = take(id, ["add"]) {
      let operands = graph.program.ops[op].operands
      for (one, other) in [(0, 1), (1, 0)] where operands.count == 2 {
        guard graph.isConstant(operands[other]) else { continue }
        var trial = self
        if let found = trial.product(operands[one], equations), found.bias == nil {
          self = trial
          return Linear(
            x: found.x, weight: found.weight, bias: operands[other],
            isTransposed: found.isTransposed)
        }
      }
      return nil
    }
    guard let op = take(id, ["linear_v2", "matmul", "einsum"]) else { return nil }
    let operands = graph.program.ops[op].operands
    guard operands.count >= 2 else { return nil }
    var isTransposed = false
    if let terms = graph.equation(op) {
      guard let known = equations[Self.alphabetic("\(terms.left),\(terms.right)->\(terms.out)")]
      else { return nil }
      isTransposed = known
    } else {
      guard graph.shape(operands[0]).count == 3, graph.shape(operands[1]).count == 2,
        !graph.bool(op, "trans_x")
      else { return nil }
      isTransposed = graph.bool(op, "trans_y") || graph.bool(op, "transpose_weight")
    }
    let bias = operands.count > 2 && graph.shape(operands[2]) != [0] ? operands[2] : nil
    return Linear(x: operands[0], weight: operands[1], bias: bias, isTransposed: isTransposed)
  }

  /// An equation with other letters: those of the alphabet in the order in which they come.
  private static func alphabetic(_ equation: String) -> String {
    var names: [Character: Character] = [:]
    return String(
      equation.map { letter in
        guard letter.isLetter else { return letter }
        if let known = names[letter] { return known }
        let next = Character(UnicodeScalar(UInt8(ascii: "a") + UInt8(names.count % 26)))
        names[letter] = next
        return next
      })
  }

  /// The product behind attention, of `[batch, tokens, heads, features]`.
  private mutating func projection(_ id: Program.ID) -> Linear? {
    guard
      let found = product(
        id,
        [
          "abcd,ecd->abe": true, "abcd,cde->abe": false, "abc,dc->abd": true, "abc,cd->abd": false,
        ])
    else { return nil }
    if graph.shape(found.x).count == 4 { return found }
    guard let op = take(found.x, ["reshape", "flatten"]),
      let inner = graph.program.ops[op].operands.first, graph.shape(inner).count == 4,
      graph.shape(inner).prefix(2) == graph.shape(found.x).prefix(2)
    else { return nil }
    return Linear(
      x: inner, weight: found.weight, bias: found.bias, isTransposed: found.isTransposed)
  }

  /// What queries, keys and values are made of.
  private mutating func attention(_ id: Program.ID) -> Program.ID? {
    guard let turned = unturned(id), let op = take(turned, ["flash_attention"]) else { return nil }
    let operands = graph.program.ops[op].operands
    guard operands.count >= 3 else { return nil }
    if graph.double(op, "dropout") != 0, !graph.bool(op, "is_test") {
      unfit = "it drops some scores"
    }
    isCausal = graph.bool(op, "causal")
    if operands.count > 4, graph.shape(operands[4]) != [0] { mask = operands[4] }
    let shape = graph.shape(operands[0])
    split = (shape[2], shape[3])
    for operand in operands.prefix(3) {
      guard let found = head(operand) else { return nil }
      heads.append(found)
    }
    return heads.allSatisfy { $0.x == heads[0].x } ? heads[0].x : nil
  }

  /// The product that makes queries, keys or values, `[batch, tokens, heads, features]`.
  private mutating func head(_ id: Program.ID) -> Linear? {
    guard let turned = unturned(id) else { return nil }
    guard let op = take(turned, ["reshape", "unflatten"]) else {
      return product(turned, ["abc,dec->abde": true, "abc,cde->abde": false])
    }
    guard let inner = graph.program.ops[op].operands.first, graph.shape(inner).count == 3,
      graph.shape(inner).prefix(2) == graph.shape(turned).prefix(2)
    else { return nil }
    return linear(inner)
  }

  /// The value before transpositions that undo each other.
  private mutating func unturned(_ id: Program.ID) -> Program.ID? {
    var (id, order) = (id, Array(graph.shape(id).indices))
    while let op = graph.maker(of: id), let turn = graph.permutation(op) {
      ops.append(op)
      order = order.map { turn[$0] }
      id = graph.program.ops[op].operands[0]
    }
    return order == Array(order.indices) ? id : nil
  }
}
