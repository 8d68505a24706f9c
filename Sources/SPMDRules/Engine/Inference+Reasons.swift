import Sharding

/// Why a rule answers as it does: what was asked of each mesh dim, and the candidates that were weighed.
public struct RuleReasons: Hashable, Sendable {
  /// What a given tensor asks of a mesh dim.
  public struct Wish: Hashable, Sendable {
    /// Its place among the given tensors: the inputs, or backward the outputs.
    public var tensor: Int
    /// The placement that the operand has.
    public var placement: Placement
    /// The axes of the dim that is sharded; empty of a partial state.
    public var axes: String
    /// Whether the answer has it so.
    public var isKept: Bool
  }

  /// What operands ask for along one mesh dim.
  public struct MeshDim: Hashable, Sendable {
    /// What each operand asks for.
    public var wishes: [Wish]
    /// Whether the tensors agree, so that nothing is weighed.
    public var isAgreed: Bool
  }

  /// One answer that the rule weighed.
  public struct Candidate: Hashable, Sendable {
    /// Where the operands would lie.
    public var inputs: [TensorDistAttr]
    /// Where the results would lie.
    public var outputs: [TensorDistAttr]
    /// What all ranks receive in the reshards of the inputs.
    public var bytesBefore: Int
    /// What they receive after the op: in folds of partial outputs, and where updated inputs go back;
    /// backward, in the reshards to the outputs that are given.
    public var bytesAfter: Int
    /// Whether it is the answer.
    public var isChosen: Bool
  }

  /// One for each mesh dim.
  public var meshDims: [MeshDim]
  /// The chosen one first, then by what they move; as many as were weighed.
  public var candidates: [Candidate]
  /// Whether every combination was weighed.
  public var isExhaustive: Bool
}

extension Inference {
  /// Why `infer` answers a call as it does.
  ///
  /// - Throws: `RuleError` if the call is not one of the op's.
  public static func reasons(for call: RuleCall) throws(RuleError) -> RuleReasons {
    try question(call, by: try rule(named: call.op)).reasons()
  }
}

extension Question {
  func reasons() -> RuleReasons {
    let search = Search(map, given, on: mesh)
    let answer = attrs()
    var weighed: [Search.Candidate] = []
    if map.digests.isEmpty { _ = search.best { weighed.append($0) } }
    weighed.sort { $0.rank < $1.rank }
    let count = map.inputs.count
    var seen: Set<[TensorDistAttr]> = []
    var candidates = weighed.compactMap { found -> RuleReasons.Candidate? in
      let attrs = search.attrs(found.assignment)
      guard seen.insert(attrs).inserted else { return nil }
      return RuleReasons.Candidate(
        inputs: Array(attrs.prefix(count)), outputs: Array(attrs.dropFirst(count)),
        bytesBefore: found.before, bytesAfter: found.after, isChosen: false)
    }
    if candidates.isEmpty { candidates = [separate(answer)] }
    candidates[0].inputs = Array(answer.prefix(count))
    candidates[0].isChosen = true
    let agreed = search.agreedColumns()
    let meshDims = mesh.shape.indices.map { meshDim in
      RuleReasons.MeshDim(
        wishes: wishes(of: meshDim, search, answer), isAgreed: agreed[meshDim] != nil)
    }
    return RuleReasons(
      meshDims: meshDims, candidates: candidates, isExhaustive: search.triesAll(keeping: agreed))
  }

  private func wishes(of meshDim: Int, _ search: Search, _ answer: [TensorDistAttr])
    -> [RuleReasons.Wish]
  {
    given.enumerated().compactMap { place, entry in
      let placement = entry.tensor.attr.placements[meshDim]
      guard placement != .replicate, !map.shapeOnly.contains(entry.index) else { return nil }
      let members = placement.shardDim.map { map.tensors[entry.index][$0] } ?? []
      return RuleReasons.Wish(
        tensor: place, placement: placement, axes: members.map { map.axes[$0].name }.joined(),
        isKept: search.keeps(entry.tensor, answer[entry.index], meshDim))
    }
  }

  /// The answer of an op whose tensors are placed each for itself.
  private func separate(_ answer: [TensorDistAttr]) -> RuleReasons.Candidate {
    let moved = given.reduce(0) { bytes, entry in
      let price = Price.reshard(
        entry.tensor.shape, from: entry.tensor.attr, to: answer[entry.index])
      return bytes.adding(price.times(entry.tensor.byteCount))
    }
    let count = map.inputs.count
    return RuleReasons.Candidate(
      inputs: Array(answer.prefix(count)), outputs: Array(answer.dropFirst(count)),
      bytesBefore: moved, bytesAfter: 0, isChosen: false)
  }
}
