import SPMDRules

extension Cluster {
  /// A call, told by the op's name, its attributes, and the identities of its operands' layouts.
  struct DispatchKey: Hashable {
    let op: String
    let attributes: [String: AttributeValue]
    /// Those of the first two tensors stand apart, so that a call of no more makes no list.
    let first: ObjectIdentifier?
    let second: ObjectIdentifier?
    let others: [ObjectIdentifier]
    /// Of each input, how many tensors it lists, -1 for one tensor; empty where none is a list.
    let lists: [Int]
  }
}

extension Cluster.DispatchKey {
  /// The call of one tensor or two.
  init(
    _ op: String, _ first: TensorLayout, _ second: TensorLayout?,
    _ attributes: [String: AttributeValue]
  ) {
    self.init(
      op: op, attributes: attributes, first: ObjectIdentifier(first),
      second: second.map { ObjectIdentifier($0) }, others: [], lists: [])
  }

  /// The call of these inputs, which are `tensors` where their lists are flattened.
  init(
    _ op: String, _ inputs: [Operand<DistTensor>], _ tensors: [DistTensor],
    _ attributes: [String: AttributeValue]
  ) {
    let isFlat = inputs.allSatisfy { !$0.isList }
    self.init(
      op: op, attributes: attributes,
      first: tensors.first.map { ObjectIdentifier($0.layout) },
      second: tensors.dropFirst().first.map { ObjectIdentifier($0.layout) },
      others: tensors.dropFirst(2).map { ObjectIdentifier($0.layout) },
      lists: isFlat ? [] : inputs.map { $0.isList ? $0.elements.count : -1 })
  }
}

extension Operand {
  fileprivate var isList: Bool { if case .list = self { true } else { false } }
}
