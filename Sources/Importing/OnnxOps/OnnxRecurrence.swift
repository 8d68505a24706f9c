import Elements
import Programs

/// A recurrent layer of one or two directions, written out step by step.
struct OnnxRecurrence {
  /// The kind of cell.
  enum Kind {
    /// An Elman cell: a function of a sum.
    case plain
    case gru
    case lstm

    fileprivate var gates: Int {
      switch self {
      case .plain: 1
      case .gru: 3
      case .lstm: 4
      }
    }

    /// The functions of one direction where the layer names none.
    fileprivate var activations: [String] {
      switch self {
      case .plain: ["Tanh"]
      case .gru: ["Sigmoid", "Tanh"]
      case .lstm: ["Sigmoid", "Tanh", "Tanh"]
      }
    }
  }

  /// The weights of one direction.
  private struct Weights {
    let input: Value
    let inputBias: Value?
    /// Of a GRU one for its two gates, and one for the new state.
    let hidden: [(weight: Value, bias: Value?)]
    /// Those of the gates i, o and f.
    let peepholes: [Value]?
    let functions: [OnnxActivation]
  }

  /// More steps are not written out.
  private static let mostSteps = 1 << 13

  private let call: OnnxCall
  private let kind: Kind
  /// Steps, sequences, features.
  private let x: Value
  /// The features of a state.
  private let width: Int
  private let directions: Int
  /// Whether tensors begin with the sequences, and not with the steps or directions.
  private let isBatchFirst: Bool
  private let activations: [OnnxActivation]
  /// By step, the sequences that are long enough for it; nil where all are.
  private let reached: [Value?]

  init(_ call: OnnxCall, _ kind: Kind) throws {
    (self.call, self.kind) = (call, kind)
    isBatchFirst = call.int("layout", default: 0) == 1
    let given = try call.tensor(0)
    guard try (0..<3).allSatisfy({ try call.tensor($0).shape.count == 3 }),
      let features = try call.tensor(2).shape.last, (1..<1 << 31).contains(features),
      call.int("hidden_size", default: features) == features
    else {
      throw Mismatch("a sequence and weights of three dims, and of hidden_size, are required")
    }
    x = try isBatchFirst ? given.swapaxes(0, 1) : given
    width = features
    let word = call.text("direction", default: "forward")
    guard ["forward", "reverse", "bidirectional"].contains(word) else {
      throw Mismatch("direction is '\(word)'")
    }
    directions = word == "bidirectional" ? 2 : 1
    activations = try OnnxActivation.list(call, usual: kind.activations, directions: directions)
    guard (1...Self.mostSteps).contains(x.shape[0]) else {
      throw Mismatch("\(x.shape[0]) steps, of which 1 to \(Self.mostSteps) are written out")
    }
    reached = try Self.reached(call, steps: x.shape[0], sequences: x.shape[1])
  }

  private static func reached(_ call: OnnxCall, steps: Int, sequences: Int) throws -> [Value?] {
    let steps = try countedPlaces(steps)
    guard call.isGiven(4) else { return steps.map { _ in nil } }
    guard let lengths = try call.values.numbers(call.node.inputs[4])?.ints else {
      let lengths = try call.tensor(4).reshape([sequences, 1])
      return try steps.map { try lengths .> $0 }
    }
    guard lengths.count == sequences, lengths.allSatisfy({ (0...steps.count).contains($0) }) else {
      throw Mismatch(
        "sequence_lens \(lengths) of \(sequences) sequences with \(steps.count) steps")
    }
    return try steps.map { step in
      if lengths.allSatisfy({ $0 > step }) { return nil }
      return try call.constant(
        lengths.map { $0 > step ? 1 : 0 }, shape: [sequences, 1], dtype: .bool)
    }
  }

  /// The states of all steps, and the last ones.
  func results() throws -> [Value] {
    let each = try (0..<directions).map { try run(direction: $0) }
    let all = try stacked(each.map(\.steps), 1)
    let lasts = try each[0].last.indices.map { state in
      try stacked(each.map { $0.last[state] }, isBatchFirst ? 1 : 0)
    }
    return [try isBatchFirst ? all.permute([2, 0, 1, 3]) : all] + lasts
  }

  private func stacked(_ values: [Value], _ axis: Int) throws -> Value {
    try Value.apply("stack", [.list(values)], ["axis": .int(axis)])[0]
  }

  private func run(direction: Int) throws -> (steps: Value, last: [Value]) {
    let weights = try weights(of: direction)
    var state = try [5, 6].prefix(kind == .lstm ? 2 : 1).map { try start($0, direction) }
    let inputs = try product(x, weights.input, weights.inputBias)
    let isReversed = direction == 1 || call.text("direction", default: "forward") == "reverse"
    var steps = [Value?](repeating: nil, count: x.shape[0])
    for step in isReversed ? Array(steps.indices.reversed()) : Array(steps.indices) {
      let input = try call.range(inputs, along: 0, step, step + 1).squeeze(0)
      let new = try next(input, state, weights)
      guard let kept = reached[step] else {
        (state, steps[step]) = (new, new[0])
        continue
      }
      // A sequence that is over keeps its state, and its rows are 0.
      state = try zip(new, state).map { try call.op("where", kept, $0, $1) }
      steps[step] = try call.op("where", kept, new[0], call.scalar(0, like: new[0]))
    }
    // The last state of a sequence without steps is 0 in onnxruntime, not the initial state.
    if let isThere = reached[0] {
      state = try state.map { try call.op("where", isThere, $0, call.scalar(0, like: $0)) }
    }
    return (try stacked(steps.compactMap(\.self), 0), state)
  }

  /// A state before the first step.
  private func start(_ place: Int, _ direction: Int) throws -> Value {
    guard let states = try call.optionalTensor(place) else {
      return try call.constant([0], shape: [x.shape[1], width], dtype: x.dtype)
    }
    let (dim, sequences) = (isBatchFirst ? 1 : 0, x.shape[1])
    let wanted = isBatchFirst ? [sequences, directions, width] : [directions, sequences, width]
    guard states.shape == wanted else {
      throw Mismatch("a state of shape \(states.shape) to begin with, \(wanted) is required")
    }
    return try call.range(states, along: dim, direction, direction + 1).squeeze(dim)
  }

  private func weights(of direction: Int) throws -> Weights {
    func own(_ place: Int) throws -> Value? {
      try call.optionalTensor(place).map {
        try call.range($0, along: 0, direction, direction + 1).squeeze(0)
      }
    }
    guard let input = try own(1), let hidden = try own(2) else {
      throw Mismatch("weights are required")
    }
    let rows = kind.gates * width
    guard input.shape[0] == rows, hidden.shape[0] == rows else {
      throw Mismatch("weights of \(hidden.shape[0]) rows, \(rows) are required")
    }
    let biases = try own(3)
    // The new state of a GRU has a product of its own.
    let edges = kind == .gru ? [0, 2 * width, rows] : [0, rows]
    let parts = try zip(edges, edges.dropFirst()).map { start, end in
      (
        weight: edges.count == 2 ? hidden : try call.range(hidden, along: 0, start, end),
        bias: try biases.map { try call.range($0, along: 0, rows + start, rows + end) }
      )
    }
    let count = kind.activations.count
    return Weights(
      input: input, inputBias: try biases.map { try call.range($0, along: 0, 0, rows) },
      hidden: parts, peepholes: kind == .lstm ? try own(7).map { try self.parts($0, 3) } : nil,
      functions: Array(activations[direction * count..<(direction + 1) * count]))
  }

  private func product(_ value: Value, _ weight: Value, _ bias: Value?) throws -> Value {
    try call.ops(
      "linear_v2", [value, weight] + [bias].compactMap(\.self), ["transpose_weight": .bool(true)])[
        0]
  }

  private func parts(_ value: Value, _ count: Int) throws -> [Value] {
    guard value.shape.last == count * width else {
      throw Mismatch("\(value.shape.last ?? 0) numbers of \(count) times \(width)")
    }
    return try call.ops(
      "split", [value],
      ["sections": .ints([Int](repeating: width, count: count)), "axis": .int(-1)])
  }

  /// The argument of an activation, clipped to the bounds that the layer gives.
  private func bounded(_ x: Value) throws -> Value {
    let bound = call.float("clip", default: 0)
    guard bound > 0 else { return x }
    return try call.op("clip", x, with: ["min": .double(-bound), "max": .double(bound)])
  }

  /// The states after a step, by the product of its input.
  private func next(_ input: Value, _ state: [Value], _ weights: Weights) throws -> [Value] {
    let hidden = state[0]
    func apply(_ number: Int, _ x: Value) throws -> Value {
      try weights.functions[number](bounded(x), call)
    }
    func past(_ number: Int, _ value: Value) throws -> Value {
      try product(value, weights.hidden[number].weight, weights.hidden[number].bias)
    }
    switch kind {
    case .plain: return [try apply(0, input + past(0, hidden))]
    case .gru:
      let (own, gates) = (try parts(input, 3), try parts(past(0, hidden), 2))
      let update = try apply(0, own[0] + gates[0])
      let reset = try apply(0, own[1] + gates[1])
      let isResetLate = call.int("linear_before_reset", default: 0) != 0
      let kept = try isResetLate ? reset * past(1, hidden) : past(1, reset * hidden)
      let new = try apply(1, own[2] + kept)
      return [try (1.0 - update) * new + update * hidden]
    case .lstm:
      // In the order i, o, f, c.
      var gates = try parts(input + past(0, hidden), 4)
      if let peepholes = weights.peepholes {
        gates[0] = try gates[0] + peepholes[0] * state[1]
        gates[2] = try gates[2] + peepholes[2] * state[1]
      }
      let taken = try apply(0, gates[0])
      let isCoupled = call.int("input_forget", default: 0) != 0
      let kept = try isCoupled ? 1.0 - taken : apply(0, gates[2])
      let memory = try kept * state[1] + taken * apply(1, gates[3])
      if let peepholes = weights.peepholes { gates[1] = try gates[1] + peepholes[1] * memory }
      return [try apply(0, gates[1]) * weights.functions[2](memory, call), memory]
    }
  }
}
