import Files
import Sharding
import Tensors

/// Tensors from files: each rank maps the file and touches the bytes of its own shard only.
extension DistTensor {
  /// A tensor of a file, of any format of `TensorFormats`, which the file's name tells.
  ///
  /// - Parameter name: the tensor's, in a file that holds several.
  /// - Throws: `TesseraError.Kind.usage` where the name tells no format; `.data` where the file is damaged, has
  ///   no such tensor, or it cannot lie so.
  public init(
    file path: String, named name: String? = nil, attr: TensorDistAttr, on cluster: Cluster
  ) throws(TesseraError) {
    guard let format = TensorFormats.format(of: path) else {
      let known = TensorFormats.all.map { $0.suffix }.joined(separator: " or ")
      throw TesseraError(.usage, "\(path): a file that ends in \(known) is required")
    }
    try self.init(
      try translated { try format.init(path) as any TensorFile }, named: name, attr: attr,
      on: cluster)
  }

  /// The tensor of a `.npy` file.
  ///
  /// - Throws: `TesseraError.Kind.data` where the file is damaged or its tensor cannot lie so.
  public init(npy path: String, attr: TensorDistAttr, on cluster: Cluster) throws(TesseraError) {
    try self.init(try translated { try NpyFile(path) }, named: nil, attr: attr, on: cluster)
  }

  /// The tensor `name` of a `.safetensors` file.
  ///
  /// - Throws: `TesseraError.Kind.data` where the file is damaged, has no such tensor, or it cannot
  ///   lie so.
  public init(
    safetensors path: String, named name: String, attr: TensorDistAttr, on cluster: Cluster
  ) throws(TesseraError) {
    try self.init(
      try translated { try SafetensorsFile(path) }, named: name, attr: attr, on: cluster)
  }

  private init(
    _ file: any TensorFile, named name: String?, attr: TensorDistAttr, on cluster: Cluster
  ) throws(TesseraError) {
    let stored = try translated { try file.stored(name) }
    try self.init(shape: stored.shape, dtype: stored.dtype, attr: attr, on: cluster) { box in
      try stored.box(offsets: box.offsets, sizes: box.sizes)
    }
  }
}
