import SPMDRules
import Tensors

/// Look-ups of rows, slices and elements by indices, which are int32 or int64.
///
/// An index that is not there is an error of the data. Negative ones count from the end, but in
/// embeddings.
let lookUpOps: [OpDefinition] = [
  embedding("embedding"), embedding("lookup_table_v2"), cEmbedding,
  gathering("gather"), gathering("index_select"),
  lookUp("gather_nd", table: 0, index: 1) { call in
    try call.requirePlaces(call.tensor(1))
    return call.tensor(0).gatherND(call.tensor(1))
  },
  lookUp("take_along_axis", table: 0, index: 1) { call in
    let (x, index) = (call.tensor(0), call.tensor(1))
    let dim = call.dim("axis", of: x.ndim)
    try call.require(index, of: x.shape[dim])
    return x.takeAlongAxis(index, axis: dim, broadcasts: false)
  },
]

private func lookUp(
  _ name: String, table: Int, index: Int, takesBool: Bool = true,
  _ compute: @escaping @Sendable (LocalCall) throws -> DenseTensor
) -> OpDefinition {
  OpDefinition(name) { (call: OpCall) throws(TesseraError) in
    try call.takesIndices(index)
    if !takesBool { try call.takesNumbers(table) }
    return [call.dtypes[table]]
  } compute: { call in
    [try compute(call)]
  }
}

/// A rank gives zeros for the rows that it does not have. `padding_idx` -1 is none; its row is zeros.
private func embedding(_ name: String) -> OpDefinition {
  lookUp(name, table: 1, index: 0, takesBool: false) { call in
    let (ids, table) = (call.tensor(0), call.part(1))
    let rows = table.shape[0]
    let padding = call.int("padding_idx")
    let paddingIndex = padding == -1 ? nil : padding < 0 ? padding + rows : padding
    try call.require(ids, "ids", in: 0..<rows, except: paddingIndex)
    return table.tensor.embedding(
      ids, paddingIndex: paddingIndex, start: table.box.offsets[0])
  }
}

/// The table is itself a part, of rows from `start_index` on: other ids give zeros.
private let cEmbedding = lookUp("c_embedding", table: 0, index: 1, takesBool: false) { call in
  let table = call.part(0)
  return table.tensor.embedding(
    call.tensor(1), start: call.int("start_index") + table.box.offsets[0])
}

private func gathering(_ name: String) -> OpDefinition {
  lookUp(name, table: 0, index: 1) { call in
    let (x, index) = (call.tensor(0), call.tensor(1))
    let dim = call.dim("axis", of: x.ndim)
    try call.require(index, of: x.shape[dim])
    return x.gather(index, axis: dim)
  }
}

extension LocalCall {
  /// - Throws: `TesseraError.Kind.data` where a row of `index` is no place in the first dims of input 0.
  func requirePlaces(_ index: DenseTensor) throws(TesseraError) {
    let last = index.ndim - 1
    for dim in 0..<index.shape[last] {
      try require(
        index.strided(dim: last, start: dim, count: 1, step: 1), of: tensor(0).shape[dim])
    }
  }
}
