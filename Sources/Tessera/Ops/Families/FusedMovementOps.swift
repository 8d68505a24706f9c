import Tensors

/// Elements that are moved once where several ops would move them.
extension Kernel {
  /// Each tensor goes to its place in the result at once.
  static let fusionTransposeFlattenConcat = single { call in
    let (order, cut) = (call.ints("trans_axis"), call.int("flatten_axis"))
    let joined = call.int("concat_axis")
    let result = DenseTensor(shape: call.outputs[0].sizes, dtype: call.dtypes[0])
    var offsets = [0, 0]
    for tensor in call.list(0).map({ $0.permuted(order) }) {
      let sizes = [tensor.shape[..<cut], tensor.shape[cut...]].map { $0.reduce(1, *) }
      let place = result.slice(offsets: offsets, sizes: sizes)
      // Dims that are cut in two have a view always.
      place.viewed(as: tensor.shape)?.copy(from: tensor)
      offsets[joined] += sizes[joined]
    }
    return result
  }
}
