extension TrainingPlan {
  /// The largest number that an option may have, so that products of two of them are numbers too.
  private static let most = 1 << 24

  /// - Throws: `TrainingError` if the parts do not divide each other.
  package func check() throws(TrainingError) {
    try checkRanges()
    try divides("--tp", tp, model.heads, "heads")
    try divides("--kv-heads", model.kvHeads, model.heads, "heads")
    if !model.hasExperts { try divides("--tp", tp, model.ffn, "inner width of the MLP") }
    try divides("--cp", cp, model.sequence, "tokens of a sequence")
    let parts = pp * virtualStages
    guard model.layers % parts == 0 || (pp > 1 && (model.layers + 2) % parts == 0) else {
      throw TrainingError(
        "--layers: \(pp) stages of \(virtualStages) parts require a multiple of \(parts) layers, or two less "
          + "(the embedding and the logits stand in), \(model.layers) are given")
    }
    guard virtualStages == 1 || pp > 1 else {
      throw TrainingError(
        "--virtual-stages: more than one stage is required for \(virtualStages) parts, --pp 1 is given"
      )
    }
    guard globalBatch.isMultiple(of: dp * microbatch) else {
      throw TrainingError(
        "--global-batch: a multiple of --dp times --microbatch, \(dp) x \(microbatch), is required, \(globalBatch) is given"
      )
    }
    try checkExperts()
  }

  private func checkRanges() throws(TrainingError) {
    let counts = [
      ("--layers", model.layers), ("--hidden", model.hidden), ("--heads", model.heads),
      ("--kv-heads", model.kvHeads), ("--head-size", model.headSize), ("--ffn", model.ffn),
      ("--vocab", model.vocabulary), ("--sequence", model.sequence), ("--dp", dp), ("--tp", tp),
      ("--pp", pp), ("--virtual-stages", virtualStages), ("--cp", cp), ("--ep", ep),
      ("--expert-tp", expertTP), ("--microbatch", microbatch), ("--global-batch", globalBatch),
    ]
    for (option, count) in counts where !(1...Self.most).contains(count) {
      throw TrainingError(
        "\(option): a whole number from 1 to \(Self.most) is required, \(count) is given")
    }
    guard (0...3).contains(zero) else {
      throw TrainingError("--zero: 0, 1, 2 or 3 is required, \(zero) is given")
    }
    let ranks = [dp, tp, pp, cp].reduce(1.0) { $0 * Double($1) }
    guard ranks <= Double(Self.most) else {
      throw TrainingError(
        "--dp, --tp, --pp and --cp: at most \(Self.most) ranks are required, \(ranks) are given")
    }
    guard model.heads * model.headSize <= Self.most, pp * virtualStages <= Self.most else {
      throw TrainingError("--heads and --head-size: a width of at most \(Self.most) is required")
    }
  }

  private func checkExperts() throws(TrainingError) {
    guard model.family == .moe else {
      guard model.experts == 0, ep == 1, expertTP == 1 else {
        throw TrainingError("--experts, --ep and --expert-tp go with --model moe")
      }
      return
    }
    guard (1...Self.most).contains(model.experts),
      (1...model.experts).contains(model.expertsPerToken)
    else {
      throw TrainingError(
        "--experts-per-token: from 1 to the number of --experts is required, \(model.expertsPerToken) of "
          + "\(model.experts) are given")
    }
    try divides("--ep", ep, model.experts, "experts")
    try divides("--expert-tp", expertTP, tp, "ranks of tensor parallelism")
    guard (dp * cp * tp) % (ep * expertTP) == 0 else {
      throw TrainingError(
        "--ep: groups of \(ep) x \(expertTP) ranks must divide the \(dp * cp * tp) ranks of a stage"
      )
    }
  }

  private func divides(_ option: String, _ count: Int, _ whole: Int, _ what: String)
    throws(TrainingError)
  {
    guard whole % count == 0 else {
      throw TrainingError(
        "\(option): a divisor of the \(whole) \(what) is required, \(count) is given")
    }
  }
}
