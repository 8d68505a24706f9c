import Elements
import Files
import Sharding

/// A tensor that is known by shape and dtype, and can be read or made box by box on any rank.
package struct Input {
  package let shape: [Int]
  package let dtype: DType
  package let source: Source

  /// Where its elements are.
  package enum Source {
    case rule(Fill)
    case stored(StoredTensor)
    /// By source rank.
    case shards([Int: NpyFile])
  }

  /// Opens what the options name; of files no more than the headers is read.
  ///
  /// - Parameter from: says which ranks have shards and how these make up the tensor.
  package init(_ options: InputOptions, from: TensorDistAttr) throws {
    let dtype = try options.parsedDType()
    let shape = try (options.noted()?.shape ?? options.shape).map {
      try TensorSpec.shape(parsing: $0)
    }
    if let folder = options.inputShards {
      let files = try Dictionary(
        uniqueKeysWithValues: from.mesh.ranks.map { ($0, try NpyFile("\(folder)/rank\($0).npy")) })
      let first = from.mesh.ranks[0]
      self.shape = try shape ?? from.globalShape(ofShards: files.mapValues(\.shape))
      self.dtype = dtype ?? files[first]?.dtype ?? .float32
      source = .shards(files)
      try check(files, from)
    } else if let path = options.file {
      // A file whose name tells no format is held to be the first.
      let format = TensorFormats.format(of: path) ?? TensorFormats.all[0]
      let stored = try format.init(path).stored(options.tensor)
      (self.shape, self.dtype) = (stored.shape, stored.dtype)
      source = .stored(stored)
      try require(dtype, of: path)
    } else {
      (self.shape, self.dtype) = (shape ?? [], dtype ?? .float32)
      source = .rule(try options.parsedFill())
    }
    try from.validate(shape: self.shape, dtype: self.dtype)
  }

  private func require(_ given: DType?, of path: String) throws {
    if let given, given != dtype {
      throw TesseraError(
        .data, "\(path): --dtype says \(given.notation), the file holds \(dtype.notation)")
    }
  }

  private func check(_ files: [Int: NpyFile], _ from: TensorDistAttr) throws {
    try from.validate(shape: shape, dtype: dtype)
    for (rank, file) in files.sorted(by: { $0.key < $1.key }) {
      let sizes = from.box(of: rank, shape: shape)?.sizes ?? []
      guard file.shape == sizes, file.dtype == dtype else {
        let fitting = from.fitting(shards: files.mapValues(\.shape), of: shape)
        let way = fitting.map { "; the files fit '\($0)'" } ?? ""
        throw TesseraError(
          .data,
          "\(file.path): rank \(rank)'s shard under '\(from)' of \(dtype)\(shape) must be "
            + "\(dtype)\(sizes), it is \(file.dtype)\(file.shape)" + way)
      }
    }
  }
}

extension TensorDistAttr {
  /// The global shape of a tensor whose shards have these shapes, by rank: a dim is as long as its
  /// pieces together.
  package func globalShape(ofShards shapes: [Int: [Int]]) throws(TesseraError) -> [Int] {
    let first = shapes[mesh.ranks[0]] ?? []
    return try first.indices.map { (dim: Int) throws(TesseraError) -> Int in
      let cutters = cutters(of: dim)
      var length = 0
      for (position, rank) in mesh.ranks.enumerated() {
        let coordinate = mesh.coordinate(at: position)
        guard mesh.shape.indices.allSatisfy({ cutters.contains($0) || coordinate[$0] == 0 }) else {
          continue
        }
        guard let shape = shapes[rank], shape.count == first.count else {
          throw TesseraError(
            .data,
            "shard of rank \(rank): \(first.count) dims are required, as rank \(mesh.ranks[0])'s "
              + "has, it has \(shapes[rank]?.count ?? 0)")
        }
        let (sum, isTooLong) = length.addingReportingOverflow(shape[dim])
        guard !isTooLong else {
          throw TesseraError(
            .data, "shard of rank \(rank): dim \(dim) of the whole must be below 2^63, it is not")
        }
        length = sum
      }
      return length
    }
  }
}
