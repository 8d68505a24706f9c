import Elements
import Programs

/// A whole program that `bench predict` runs.
struct HeldOutProgram {
  let name: String
  let program: Program

  /// The programs for so many ranks, with tensors of up to so many bytes.
  static func all(ranks: Int, largest: Int) throws -> [HeldOutProgram] {
    try texts(ranks).compactMap { text in
      let source = try Program(parsing: text.text)
      let program = text.isDifferentiated ? try source.trained : source
      let fits = program.values.allSatisfy {
        $0.shape.reduce($0.dtype.byteCount, *) <= largest
      }
      return fits ? HeldOutProgram(name: text.name, program: program) : nil
    }
  }

  /// Each at a few sizes, with a part of the batch for each rank.
  private static func texts(_ ranks: Int) -> [ProgramText] {
    var texts: [ProgramText] = []
    for (rows, width) in [(12, 16), (104, 192), (200, 640)] {
      texts.append(.mlp(rows * ranks, width, .data))
      texts.append(.mlp(rows * ranks, width, .tensor))
      texts.append(.classifier(rows * ranks, width))
    }
    for (share, tokens, width) in [(1, 6, 16), (2, 40, 96), (2, 112, 320)] {
      let batch = share * ranks
      texts.append(.encoder(batch, tokens, width, .data))
      texts.append(.encoder(batch, tokens, width, .tensor))
      texts.append(.encoder(batch, tokens, width, .data, isDifferentiated: true))
      texts.append(.scores(batch, tokens, width, .data))
      texts.append(.scores(batch, tokens, width, .tensor))
      texts.append(.embedding(batch, tokens, width))
    }
    for (share, channels) in [(1, 4), (4, 12), (6, 40)] {
      texts.append(.convolutions(share * ranks, channels, isDifferentiated: false))
      texts.append(.convolutions(share * ranks, channels, isDifferentiated: true))
    }
    for (rows, width) in [(24, 48), (120, 384)] {
      texts.append(.gated(rows * ranks, width, .data))
      texts.append(.gated(rows * ranks, width, .tensor))
    }
    return texts
  }
}

extension Program {
  /// The program of the loss and of its gradients by the parameters, each of which lies as its parameter does.
  fileprivate var trained: Program {
    get throws {
      var program = try gradients(of: "loss")
      let parameters = program.inputs.filter { program.values[$0].role == .parameter }
      for (parameter, gradient) in zip(parameters, program.results.dropFirst()) {
        program.values[gradient].annotation = program.values[parameter].annotation
      }
      return program
    }
  }
}
