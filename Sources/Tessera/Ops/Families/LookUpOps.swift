import SPMDRules
import Tensors

/// Look-ups of rows, slices and elements by indices, which are int32 or int64.
///
/// An index that is not there is an error of the data. Negative ones count from the end, but in embeddings and where
/// `wraps` is false.
extension Kernel {
  /// A rank gives zeros for the rows that it does not have. `padding_idx` -1 is none; its row is zeros.
  static let embedding = single { call in
    let (ids, table) = (call.tensor(0), call.part(1))
    let rows = table.shape[0]
    let padding = call.int("padding_idx")
    let paddingIndex = padding == -1 ? nil : padding < 0 ? padding + rows : padding
    try call.require(ids, "ids", in: 0..<rows, except: paddingIndex)
    return table.tensor.embedding(
      ids, paddingIndex: paddingIndex, start: table.box.offsets[0])
  }

  /// The table is itself a part, of rows from `start_index` on: other ids give zeros.
  static let cEmbedding = single { call in
    let table = call.part(0)
    return table.tensor.embedding(
      call.tensor(1), start: call.int("start_index") + table.box.offsets[0])
  }

  static let gather = single { call in
    let (x, index) = (call.tensor(0), call.tensor(1))
    let dim = call.dim("axis", of: x.ndim)
    try call.require(index, of: x.shape[dim], wraps: call.bool("wraps"))
    return x.gather(index, axis: dim)
  }

  static let gatherNd = single { call in
    try call.requirePlaces(call.tensor(1))
    return call.tensor(0).gatherND(call.tensor(1))
  }

  static let takeAlongAxis = single { call in
    let (x, index) = (call.tensor(0), call.tensor(1))
    let dim = call.dim("axis", of: x.ndim)
    try call.require(index, of: x.shape[dim], wraps: call.bool("wraps"))
    return x.takeAlongAxis(index, axis: dim, broadcasts: false)
  }
}

extension LocalCall {
  /// - Throws: `TesseraError.Kind.data` if a row of `index` is no place in the first dims of input 0.
  func requirePlaces(_ index: DenseTensor) throws(TesseraError) {
    let last = index.ndim - 1
    for dim in 0..<index.shape[last] {
      try require(
        index.strided(dim: last, start: dim, count: 1, step: 1), of: tensor(0).shape[dim])
    }
  }
}
