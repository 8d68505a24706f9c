import Files
import Sharding
import Tensors

/// Tensors from files: each rank maps the file and touches the bytes of its own shard only.
extension DistTensor {
  /// Reads a tensor from a file of any format in `TensorFormats`. The suffix of the path selects the format.
  ///
  /// - Parameter name: the name of the tensor, in a file that holds several.
  /// - Throws: `TesseraError.Kind.usage` if no format has the suffix; `.data` if the file is damaged, has no such
  ///   tensor, or the placements do not fit the tensor.
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

  /// Reads the tensor of a `.npy` file.
  ///
  /// - Throws: `TesseraError.Kind.data` if the file is damaged, or the placements do not fit its tensor.
  public init(npy path: String, attr: TensorDistAttr, on cluster: Cluster) throws(TesseraError) {
    try self.init(try translated { try NpyFile(path) }, named: nil, attr: attr, on: cluster)
  }

  /// Reads the tensor `name` of a `.safetensors` file.
  ///
  /// - Throws: `TesseraError.Kind.data` if the file is damaged or has no such tensor, or the placements do
  ///   not fit it.
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
