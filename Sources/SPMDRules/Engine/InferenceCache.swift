import Synchronization

/// Answers that were found before: a training step asks the same questions over and over, and so do a program's layers.
///
/// Bounded: when it is full it starts anew, which costs an inference for each call in use.
struct InferenceCache<Answer: Sendable>: ~Copyable, Sendable {
  private let capacity = 4096
  /// The most ranks that the meshes of all calls have together: each call may have a mesh of its own.
  private let ranks = 1 << 22

  private let known = Mutex((answers: [CallKey: Answer](), ranks: 0))

  subscript(call: RuleCall) -> Answer? {
    known.withLock { $0.answers[CallKey(call: call)] }
  }

  func store(_ answer: Answer, to call: RuleCall) {
    let count = call.inputs.first?.elements.first?.attr.mesh.count ?? 0
    known.withLock { known in
      if known.answers.count >= capacity || known.ranks + count > ranks { known = ([:], 0) }
      known.answers[CallKey(call: call)] = answer
      known.ranks += count
    }
  }
}

/// A call that is hashed by what tells calls apart most, and compared by all of it.
private struct CallKey: Hashable {
  let call: RuleCall

  func hash(into hasher: inout Hasher) {
    hasher.combine(call.op)
    for argument in call.inputs { hash(argument, into: &hasher) }
    for argument in call.outputs { hash(argument, into: &hasher) }
    hasher.combine(call.attributes)
  }

  private func hash(_ argument: Operand<RuleTensor>, into hasher: inout Hasher) {
    switch argument {
    case .one(let tensor): hash(tensor, into: &hasher)
    case .list(let tensors): for tensor in tensors { hash(tensor, into: &hasher) }
    }
  }

  private func hash(_ tensor: RuleTensor, into hasher: inout Hasher) {
    for length in tensor.shape { hasher.combine(length) }
    for placement in tensor.attr.placements { hasher.combine(placement) }
  }
}
