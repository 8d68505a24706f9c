import Programs

extension OnnxOps {
  /// Recurrent layers.
  static let recurrence: [String: Composition] = [
    "LSTM": { try layer($0, gates: [0, 2, 3, 1]) },
    "GRU": { call in
      guard call.int("linear_before_reset", default: 0) == 1 else {
        throw Mismatch("linear_before_reset is 0, 1 is carried out")
      }
      return try layer(call, gates: [1, 0, 2])
    },
  ]

  /// - Parameter gates: where PyTorch's gates stand among those of ONNX.
  private static func layer(_ call: OnnxCall, gates: [Int]) throws -> [Value] {
    let x = try call.tensor(0)
    guard let width = call.optionalInt("hidden_size"), width > 0, x.shape.count == 3 else {
      throw Mismatch("hidden_size and a sequence of three dims are required")
    }
    try call.require("layout", is: 0)
    try call.require("input_forget", is: 0)
    for name in ["activations", "clip"] where call.node.attributes[name] != nil {
      guard name == "activations", isPlain(call) else { throw Mismatch("attribute \(name)") }
    }
    if call.isGiven(7) { throw Mismatch("peepholes") }
    if let lengths = try call.optionalInts(4, "sequence_lens"),
      lengths.contains(where: { $0 != x.shape[0] })
    {
      throw Mismatch("sequences of several lengths")
    }
    let word = call.text("direction", default: "forward")
    guard word != "reverse" else { throw Mismatch("direction is 'reverse'") }
    let directions = word == "bidirectional" ? 2 : 1
    let (weight, past, biases) = (
      try call.tensor(1), try call.tensor(2), try call.optionalTensor(3)
    )
    func ordered(_ value: Value, _ direction: Int, _ start: Int) throws -> Value {
      let own = try call.range(value, along: 0, direction, direction + 1).squeeze(0)
      let parts = try gates.map { gate in
        try call.range(own, along: 0, start + gate * width, start + (gate + 1) * width)
      }
      return try call.joined(parts, along: 0)
    }
    var params: [Value?] = []
    for direction in 0..<directions {
      params.append(try ordered(weight, direction, 0))
      params.append(try ordered(past, direction, 0))
      if let biases {
        params.append(try ordered(biases, direction, 0))
        params.append(try ordered(biases, direction, gates.count * width))
      }
    }
    let zero = try call.constant([0], shape: [directions, x.shape[1], width], dtype: x.dtype)
    let isLong = gates.count == 4
    var states: [Value?] = [try call.optionalTensor(5) ?? zero]
    if isLong { states.append(try call.optionalTensor(6) ?? zero) }
    let results = try call.aten(
      isLong ? "lstm.input" : "gru.input",
      [
        "input": .tensor(x), "hx": isLong ? .tensors(states) : .tensor(states[0] ?? zero),
        "params": .tensors(params), "has_biases": .bool(biases != nil), "num_layers": .int(1),
        "dropout": .double(0), "train": .bool(false), "bidirectional": .bool(directions == 2),
        "batch_first": .bool(false),
      ])
    // Directions in a dim of their own.
    let output = try results[0].reshape([x.shape[0], x.shape[1], directions, width])
      .permute([0, 2, 1, 3])
    return [output] + results.dropFirst()
  }

  /// Whether the activations are those that nobody needs to name.
  private static func isPlain(_ call: OnnxCall) -> Bool {
    guard case .texts(let names)? = call.node.attributes["activations"] else { return false }
    let count = call.node.operation == "LSTM" ? 3 : 2
    let plain = ["Sigmoid", "Tanh", "Tanh"].prefix(count)
    return names.indices.allSatisfy { names[$0] == plain[$0 % count] }
  }
}
