import Sharding
import Tensors

/// Tensors from files: each rank maps the file and touches the bytes of its own shard only.
extension DistTensor {
  /// The tensor of a `.npy` file.
  ///
  /// - Throws: `TesseraError.Kind.data` where the file is damaged or its tensor cannot lie so.
  public init(npy path: String, attr: TensorDistAttr, on cluster: Cluster) throws(TesseraError) {
    let file = try translated { try NpyFile(path) }
    try self.init(shape: file.shape, dtype: file.dtype, attr: attr, on: cluster) { box in
      try file.box(offsets: box.offsets, sizes: box.sizes)
    }
  }

  /// The tensor `name` of a `.safetensors` file.
  ///
  /// - Throws: `TesseraError.Kind.data` where the file is damaged, has no such tensor, or it cannot
  ///   lie so.
  public init(
    safetensors path: String, named name: String, attr: TensorDistAttr, on cluster: Cluster
  ) throws(TesseraError) {
    let file = try translated { try SafetensorsFile(path) }
    let info = try translated { try file.info(name) }
    try self.init(shape: info.shape, dtype: info.dtype, attr: attr, on: cluster) { box in
      try file.box(name, offsets: box.offsets, sizes: box.sizes)
    }
  }
}
