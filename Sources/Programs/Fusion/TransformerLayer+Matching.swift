import Elements
import Ops
import SPMDRules

extension TransformerLayer {
  /// The op that makes a value, if it has one of these names; it is a part of the layer then.
  mutating func take(_ id: Program.ID, _ names: Set<String>) -> Int? {
    guard let op = graph.maker(of: id), names.contains(graph.program.ops[op].name),
      graph.program.ops[op].outputs.first == id
    else { return nil }
    ops.append(op)
    return op
  }

  /// The operands of a sum, of which one is found by `look`; the other comes second.
  mutating func sum<Found>(
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

  mutating func norm(_ id: Program.ID) -> Norm? {
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
  mutating func activated(_ id: Program.ID) -> Program.ID? {
    guard let op = take(id, ["gelu", "relu"]) else { return id }
    activation = graph.program.ops[op].name
    if graph.bool(op, "approximate") { unfit = "its gelu is by tanh, that of the op by erf" }
    return graph.program.ops[op].operands.first
  }

  /// A product of `[batch, tokens, features]` with a matrix.
  mutating func linear(_ id: Program.ID) -> Linear? {
    product(id, ["abc,dc->abd": true, "abc,cd->abd": false])
  }

  /// A product by one of these einsums, letters in the order of the alphabet, with whether the weight is transposed; or by
  /// an op of matrices; and its bias.
  mutating func product(_ id: Program.ID, _ equations: [String: Bool]) -> Linear? {
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
  static func alphabetic(_ equation: String) -> String {
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
  mutating func projection(_ id: Program.ID) -> Linear? {
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
  mutating func attention(_ id: Program.ID) -> Program.ID? {
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
  mutating func head(_ id: Program.ID) -> Linear? {
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
  mutating func unturned(_ id: Program.ID) -> Program.ID? {
    var (id, order) = (id, Array(graph.shape(id).indices))
    while let op = graph.maker(of: id), let turn = graph.permutation(op) {
      ops.append(op)
      order = order.map { turn[$0] }
      id = graph.program.ops[op].operands[0]
    }
    return order == Array(order.indices) ? id : nil
  }
}
