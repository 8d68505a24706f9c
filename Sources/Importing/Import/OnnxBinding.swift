import Elements

/// The numbers that stand for the sizes that an ONNX model leaves open.
struct OnnxBinding {
  private(set) var numbers: [String: Int] = [:]

  /// - Parameters:
  ///   - ports: the inputs that a caller gives.
  ///   - given: numbers that the user says.
  ///   - shapes: the shapes of inputs by name, as the user's tensors have them.
  /// - Throws: `TesseraError.Kind.data` where a number is not said, is said twice, or does not fit.
  init(_ ports: [OnnxGraph.Port], given: [String: Int], shapes: [String: [Int]])
    throws(TesseraError)
  {
    let symbols = Set(ports.flatMap(\.symbols))
    for name in given.keys.sorted() where !symbols.contains(name) {
      throw TesseraError(
        .data,
        "--bind \(name): the model's symbols are "
          + (symbols.isEmpty ? "none" : symbols.sorted().joined(separator: ", ")))
    }
    numbers = given
    for port in ports {
      guard let shape = shapes[port.name], let sizes = port.shape, sizes.count == shape.count
      else { continue }
      for (size, number) in zip(sizes, shape) {
        guard case .symbol(let symbol) = size, given[symbol] == nil else { continue }
        guard numbers[symbol, default: number] == number else {
          throw TesseraError(
            .data,
            "symbol \(symbol): input '\(port.name)' says \(number), another one \(numbers[symbol] ?? 0)"
          )
        }
        numbers[symbol] = number
      }
    }
    for port in ports {
      if let open = port.symbols.first(where: { numbers[$0] == nil }) {
        throw TesseraError(
          .data,
          "input '\(port.name)': its size '\(open)' is open: a number is required, as --bind \(open)=1, or an input's file"
        )
      }
    }
  }

  /// The shape of an input; nil where the model says none.
  func shape(_ port: OnnxGraph.Port) -> [Int]? {
    port.shape?.map { size in
      switch size {
      case .number(let number): number
      case .symbol(let symbol): numbers[symbol] ?? 1
      }
    }
  }
}

extension OnnxGraph.Port {
  /// The names of the sizes that are left open.
  var symbols: [String] {
    (shape ?? []).compactMap { if case .symbol(let name) = $0 { name } else { nil } }
  }
}

extension OnnxGraph {
  /// The inputs that a caller gives: older versions list weights among them.
  var ports: [Port] {
    let weights = Set(initializers.map(\.name))
    return inputs.filter { !weights.contains($0.name) }
  }
}
