import Elements
import Importing
import Ops
import Programs
import Tessera

/// The values of a program that are held against the shards of another system's ranks.
struct WatchedShards {
  let dump: ShardDump
  /// Those of the dump, in the order of the program.
  private let names: [String]
  /// By the name of a mean: what it is the mean of, and over which dims.
  private let averaged: [String: (of: String, dims: [Int])]
  /// All values whose numbers are wanted.
  let wanted: [String]

  /// - Throws: `TesseraError.Kind.data` where no value of the program is in the dump.
  init(_ dump: ShardDump, in program: Program) throws(TesseraError) {
    self.dump = dump
    names = program.values.map(\.name).filter { dump.attrs[$0] != nil }
    guard !names.isEmpty else {
      throw TesseraError(
        .data,
        "\(dump.folder)/\(ShardDump.table): a value of the program is required, of \(dump.attrs.count) none is one"
      )
    }
    var averaged: [String: (of: String, dims: [Int])] = [:]
    for op in program.ops {
      guard case .op("mean", let attributes) = op.action, case .ints(let axes)? = attributes["axis"]
      else { continue }
      let source = program.values[op.operands[0]]
      let count = source.shape.count
      averaged[program.values[op.outputs[0]].name] = (
        source.name, axes.isEmpty ? Array(0..<count) : axes.map { $0 < 0 ? $0 + count : $0 }
      )
    }
    self.averaged = averaged
    let sources = names.compactMap { averaged[$0]?.of }
    wanted = names + Set(sources).subtracting(names).sorted()
  }

  /// Compares them one after another. All ranks call it.
  ///
  /// - Parameter made: the tensors of `wanted`.
  /// - Throws: as `Comparison`, for the first that is wrong.
  func comparisons(
    _ made: ArraySlice<DistTensor>, _ comparison: Comparison, _ model: ImportedModel
  ) throws -> [Comparison.Outcome] {
    let tensors = Dictionary(zip(wanted, made), uniquingKeysWith: { first, _ in first })
    return try names.compactMap { name in
      guard let tensor = tensors[name] else { return nil }
      let source = averaged[name].flatMap { entry in
        tensors[entry.of].map { (of: $0, dims: entry.dims) }
      }
      return try comparison.compare(
        tensor, with: dump, as: name, from: model, averaged: source)
    }
  }
}
