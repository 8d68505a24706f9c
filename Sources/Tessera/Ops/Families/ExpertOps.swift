import SPMDRules
import Tensors

/// Tokens sent to their experts, and the experts' answers brought back.
let expertOps: [OpDefinition] = [
  OpDefinition("moe_gate_dispatch") { (call: OpCall) throws(TesseraError) in
    try call.takesReals(1)
    if call.isGiven(2) { try call.takesReals(2) }
    return [call.dtypes[0], call.dtypes[1], .int32, .int64, .int32]
  } compute: { call in
    let sent = call.tensor(0).dispatchedToExperts(
      gate: call.tensor(1), bias: call.given(2), k: call.int("k"),
      capacity: call.int("capacity"), isPadded: call.bool("use_pad"))
    return [call.shaped(sent.tokens), sent.weights, sent.places, sent.offsets, sent.experts]
  },
  OpDefinition("moe_combine") { (call: OpCall) throws(TesseraError) in
    try call.takesReals(0, 1)
    try call.takesIndices(2)
    return [call.dtypes[0]]
  } compute: { call in
    let (rows, places) = (call.tensor(0), call.tensor(2))
    try call.require(places, "scatter_index", in: 0..<rows.shape[0])
    return [rows.combinedFromExperts(weights: call.tensor(1), places: places)]
  },
]
