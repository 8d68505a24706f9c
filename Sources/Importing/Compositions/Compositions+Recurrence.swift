import Elements
import Programs

extension Compositions {
  /// Recurrent layers, step by step.
  static let recurrence: [String: Composition] = [
    "aten.lstm.input": { try layers($0, .lstm) },
    "aten.gru.input": { try layers($0, .gru) },
    "aten.rnn_tanh.input": { try layers($0, .plain("tanh")) },
    "aten.rnn_relu.input": { try layers($0, .plain("relu")) },
    "aten.lstm_cell.default": { try cell($0, .lstm) },
    "aten.gru_cell.default": { try cell($0, .gru) },
    "aten.rnn_tanh_cell.default": { try cell($0, .plain("tanh")) },
    "aten.rnn_relu_cell.default": { try cell($0, .plain("relu")) },
  ]

  /// What becomes of a state in a step.
  private enum Kind {
    case lstm
    case gru
    /// A function of a sum.
    case plain(String)
  }

  /// The weights of one direction of a layer.
  private struct Cell {
    let input: Value
    let hidden: Value
    let biases: (Value, Value)?
    /// What the state becomes a shorter one by; nil where it stays.
    let projection: Value?
  }

  private static func layers(_ call: CompositionCall, _ kind: Kind) throws -> [Value] {
    var x = try call.tensor("input")
    let isFirst = call.bool("batch_first", default: false)
    if isFirst { x = try x.swapaxes(0, 1) }
    guard case .tensors(let given)? = call.arguments["params"], x.shape.count == 3 else {
      throw Mismatch("a sequence of three dims and a list of weights are required")
    }
    let dropped = call.bool("train", default: false) ? try call.number("dropout", default: 0) : 0
    let states = try initialStates(call)
    let params = given.compactMap(\.self)
    let ownCount = call.bool("has_biases", default: true) ? 4 : 2
    let directions = call.bool("bidirectional", default: false) ? 2 : 1
    let count = try call.int("num_layers", default: 1)
    // A projection stands behind the others.
    let perCell = params.count / max(1, count * directions)
    guard params.count == count * directions * perCell, (ownCount...ownCount + 1).contains(perCell)
    else { throw Mismatch("\(params.count) weights of \(count) layers") }
    var lasts: [[Value]] = []
    for layer in 0..<count {
      var outputs: [Value] = []
      if layer > 0, dropped > 0 { x = try call.dropped(x, dropped) }
      for direction in 0..<directions {
        let number = layer * directions + direction
        let own = Array(params[number * perCell..<(number + 1) * perCell])
        let cell = Cell(
          input: own[0], hidden: own[1], biases: ownCount == 4 ? (own[2], own[3]) : nil,
          projection: perCell > ownCount ? own[ownCount] : nil)
        let start = try states.map { state in
          try call.range(state, along: 0, number, number + 1).squeeze(0)
        }
        let (output, last) = try run(
          call, kind, cell, over: x, from: start, isReversed: direction == 1)
        outputs.append(output)
        lasts.append(last)
      }
      x = try outputs.count == 1 ? outputs[0] : call.joined(outputs, along: 2)
    }
    let ends = try states.indices.map { state in
      try call.op("stack", list: lasts.map { $0[state] }, with: ["axis": .int(0)])
    }
    return [try isFirst ? x.swapaxes(0, 1) : x] + ends
  }

  /// The states before the first step: h, and c of an LSTM.
  private static func initialStates(_ call: CompositionCall) throws -> [Value] {
    switch call.arguments["hx"] {
    case .tensor(let state)?: [state]
    case .tensors(let states)?: states.compactMap(\.self)
    default: throw Mismatch("argument hx: the first states are required")
    }
  }

  private static func run(
    _ call: CompositionCall, _ kind: Kind, _ cell: Cell, over x: Value, from start: [Value],
    isReversed: Bool
  ) throws -> (output: Value, last: [Value]) {
    var state = start
    var steps = [Value?](repeating: nil, count: x.shape[0])
    let all = try product(call, x, cell.input, cell.biases?.0)
    for step in isReversed ? Array(steps.indices.reversed()) : Array(steps.indices) {
      let input = try call.range(all, along: 0, step, step + 1).squeeze(0)
      state = try next(
        call, kind, input, product(call, state[0], cell.hidden, cell.biases?.1), state)
      if let projection = cell.projection {
        state[0] = try product(call, state[0], projection, nil)
      }
      steps[step] = state[0]
    }
    return (
      try call.op("stack", list: steps.compactMap(\.self), with: ["axis": .int(0)]), state
    )
  }

  private static func product(
    _ call: CompositionCall, _ value: Value, _ weight: Value, _ bias: Value?
  ) throws -> Value {
    try call.ops(
      "linear_v2", [value, weight] + [bias].compactMap(\.self), ["transpose_weight": .bool(true)])[
        0]
  }

  /// The states after a step, by the products of the input and of the state before.
  private static func next(
    _ call: CompositionCall, _ kind: Kind, _ input: Value, _ hidden: Value, _ state: [Value]
  ) throws -> [Value] {
    switch kind {
    case .lstm:
      guard state.count == 2 else { throw Mismatch("argument hx: two states are required") }
      return try lstm(call, input + hidden, state[1])
    case .gru: return [try gru(call, input, hidden, state[0])]
    case .plain(let function): return [try call.op(function, input + hidden)]
    }
  }

  /// One step.
  private static func cell(_ call: CompositionCall, _ kind: Kind) throws -> [Value] {
    let state = try initialStates(call)
    let x = try product(
      call, call.tensor("input"), call.tensor("w_ih"), call.optionalTensor("b_ih"))
    let hidden = try product(
      call, state[0], call.tensor("w_hh"), call.optionalTensor("b_hh"))
    return try next(call, kind, x, hidden, state)
  }

  private static func parts(_ call: CompositionCall, _ value: Value, _ count: Int) throws -> [Value]
  {
    let width = (value.shape.last ?? 0) / count
    return try call.ops(
      "split", [value],
      ["sections": .ints([Int](repeating: width, count: count)), "axis": .int(-1)])
  }

  /// Gates in the order i, f, g, o.
  private static func lstm(_ call: CompositionCall, _ gates: Value, _ memory: Value) throws
    -> [Value]
  {
    let parts = try parts(call, gates, 4)
    func open(_ number: Int) throws -> Value { try call.op("sigmoid", parts[number]) }
    let kept = try open(1) * memory + open(0) * call.op("tanh", parts[2])
    return [try open(3) * call.op("tanh", kept), kept]
  }

  /// Gates in the order r, z, n; the reset acts on the product.
  private static func gru(
    _ call: CompositionCall, _ input: Value, _ hidden: Value, _ state: Value
  ) throws -> Value {
    let (own, past) = (try parts(call, input, 3), try parts(call, hidden, 3))
    let reset = try call.op("sigmoid", own[0] + past[0])
    let update = try call.op("sigmoid", own[1] + past[1])
    let new = try call.op("tanh", own[2] + reset * past[2])
    return try (1.0 - update) * new + update * state
  }
}
