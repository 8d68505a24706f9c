import Elements
import Ops
import SPMDRules

/// A layer of a transformer as it stands unfused in a program: three products to heads, attention, a product, a sum and a
/// norm; two products with an activation between, a sum and a norm. Norms are before the products or behind the sums.
///
/// Products are of `linear_v2`, `matmul` or `einsum`, with or without a bias.
struct TransformerLayer {
  /// A product with a weight.
  struct Linear {
    let x: Program.ID
    let weight: Program.ID
    let bias: Program.ID?
    /// Whether the weight's last dim is the one that is added over.
    let isTransposed: Bool
  }

  struct Norm {
    let x: Program.ID
    let scale: Program.ID
    let shift: Program.ID?
    let epsilon: Double
  }

  let graph: FusionGraph
  var ops: [Int] = []
  private(set) var steps = FusionSteps()
  var isPre = false
  var x: Program.ID
  var heads: [Linear] = []
  var norms: [Norm] = []
  var joined: Linear?
  var forward: [Linear] = []
  var activation = "none"
  var mask: Program.ID?
  var isCausal = false
  /// Heads and features of one.
  var split = (heads: 0, width: 0)
  /// Why it must stay; nil where nothing forbids it.
  var unfit: String?

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
  func misfit() -> String? {
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
  mutating func matrix(_ linear: Linear, rows: Int) -> Program.ID {
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
  mutating func turned(_ id: Program.ID) -> Program.ID {
    let order = Array(graph.shape(id).indices.dropFirst()) + [0]
    return steps.add("transpose", .one(id), ["perm": .ints(order)])
  }

  mutating func reshaped(_ id: Program.ID, _ shape: [Int]) -> Program.ID {
    if id >= 0, graph.shape(id) == shape { return id }
    return steps.add("reshape", .one(id), ["shape": .ints(shape)])
  }
}
