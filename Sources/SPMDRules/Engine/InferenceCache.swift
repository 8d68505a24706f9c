import Synchronization

/// Answers that were found before: a training step asks the same questions over and over.
///
/// Bounded: when it is full it starts anew, which costs an inference for each call in use.
enum InferenceCache {
  static let capacity = 4096

  private static let answers = Mutex<[Key: RuleAnswer]>([:])

  static subscript(call: RuleCall) -> RuleAnswer? {
    answers.withLock { $0[Key(call: call)] }
  }

  static func store(_ answer: RuleAnswer, to call: RuleCall) {
    answers.withLock { answers in
      if answers.count >= capacity { answers.removeAll(keepingCapacity: true) }
      answers[Key(call: call)] = answer
    }
  }

  /// A call that is hashed by what tells calls apart most, and compared by all of it.
  private struct Key: Hashable {
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
}
