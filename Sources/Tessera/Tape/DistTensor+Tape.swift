import Elements
import Programs
import Sharding
import Tensors

extension DistTensor {
  /// This tensor, as one that gradients may be by: `Tape.record` records the ops that take it. What a tape recorded stays
  /// what it is.
  ///
  /// - Parameter name: what errors call it.
  public func tracked(_ name: String? = nil) -> DistTensor {
    if case .made = track { return self }
    return tracked(as: .leaf(Track.Leaf(name)))
  }

  /// This tensor, as no tape knows it: gradients do not go back through it.
  public func detached() -> DistTensor { tracked(as: nil) }

  /// The gradients of this tensor by all tracked tensors that its tape took.
  ///
  /// Each gradient op runs as any op does: its rule says which operands move, and a sum of parts is folded once. A
  /// gradient lies as the tensor that it is by, replicated where that one is partial. All ranks call it together.
  ///
  /// - Parameters:
  ///   - seed: the gradient of this tensor; 1 where it is left out, which takes a tensor of one element.
  ///   - keepingTape: whether the tape keeps its tensors, so that gradients can be taken again.
  ///   - recording: whether the tape that records now records the gradients' ops too, so that they have gradients.
  /// - Throws: `TesseraError` where no tape recorded this tensor, the tape has ended, a seed is missing or does not fit,
  ///   an op on the way has no gradient, and what ops throw.
  public func backward(
    seed: DistTensor? = nil, keepingTape: Bool = false, recording: Bool = false
  ) throws(TesseraError) -> TapeGradients {
    let (tape, _) = try taped("backward")
    var ids: [Program.ID] = []
    var homes: [DistTensor] = []
    // By leaf: the place of its gradient among those that are found.
    var places: [Int?] = []
    for id in tape.leaves.ids {
      guard let home = tape.tensors[id], home.dtype.isContinuous else {
        places.append(nil)
        continue
      }
      places.append(ids.count)
      ids.append(id)
      homes.append(home)
    }
    let leaves = tape.leaves
    let found = try tape.gradients(
      of: self, by: ids, homes, seed: seed, keepingTape, recording, "backward")
    return TapeGradients(places.map { $0.map { found[$0] } }, by: leaves)
  }

  /// The gradients of this tensor by some that are on its tape, in their order: tracked ones, and any that ops made.
  ///
  /// - Throws: as `backward(seed:keepingTape:recording:)`, and where one is not on the tape, or is not of floating-point
  ///   numbers.
  public func gradients(
    by tensors: [DistTensor], seed: DistTensor? = nil, keepingTape: Bool = false,
    recording: Bool = false
  ) throws(TesseraError) -> [DistTensor] {
    let (tape, _) = try taped("gradients")
    var sources: [Program.ID] = []
    for tensor in tensors {
      guard let id = tape.id(of: tensor) else { throw tensor.isNotOnTape("gradients") }
      guard tensor.dtype.isContinuous else {
        throw TesseraError(
          .usage,
          "gradients: what a gradient is by must be of floating-point numbers, '\(tape.name(of: id))' is "
            + "\(tensor.dtype)")
      }
      sources.append(id)
    }
    return try tape.gradients(
      of: self, by: sources, tensors, seed: seed, keepingTape, recording, "gradients")
  }

  /// The tape that recorded this tensor, which has not ended.
  private func taped(_ call: String) throws(TesseraError) -> (Tape, Program.ID) {
    guard case .made(let tape, let id) = track else { throw isNotOnTape(call) }
    try tape.requireOpen(call)
    return (tape, id)
  }

  fileprivate func isNotOnTape(_ call: String) -> TesseraError {
    let why =
      switch track {
      case nil: "it was made of no tracked tensor, or beside Tape.record"
      case .leaf: "no op in Tape.record took it"
      case .made: "another tape recorded it"
      }
    return TesseraError(.usage, "\(call): \(described) is not on the tape: \(why)")
  }

  private var described: String {
    if case .leaf(let leaf) = track, let name = leaf.name { return "'\(name)', \(self)," }
    return "\(self)"
  }
}

extension Tape {
  fileprivate func gradients(
    of tensor: DistTensor, by sources: [Program.ID], _ homes: [DistTensor], seed: DistTensor?,
    _ isKept: Bool, _ isRecorded: Bool, _ call: String
  ) throws(TesseraError) -> [DistTensor] {
    guard let root = id(of: tensor) else { throw tensor.isNotOnTape(call) }
    if isRecorded, Tape.current !== self || !isKept {
      throw TesseraError(
        .usage,
        "\(call): gradients are recorded within the Tape.record of the tensor, and with keepingTape: true"
      )
    }
    let given = try checkedSeed(seed, of: tensor, root, call)
    let found = try tensor.cluster.state(TapeCache.self).backward(
      through: self, from: root, to: sources, isUnit: given == nil)
    let seed: DistTensor
    if let given { seed = given } else { seed = try found.unitSeed(tensor) }
    var slots =
      isRecorded
      ? tensors.enumerated().map { id, tensor in tensor?.tracked(as: .made(self, id)) } : tensors
    // Nobody else holds them then, so that memory is free as soon as it can be.
    if !isKept { end() }
    let tape = isRecorded ? self : nil
    // Gradients that are not recorded on this tape are on none.
    return try translated {
      try Tape.$current.withValue(tape) {
        let made = try found.run(&slots, seed: seed)
        return try zip(homes, made).map { home, gradient in
          if let gradient, gradient.layout === home.layout, !home.attr.isPartial { return gradient }
          let attr = home.attr.partialDims.reduce(home.attr) { $0.replacing($1, with: .replicate) }
          guard let gradient else {
            return try DistTensor(
              fill: .zeros, shape: home.shape, dtype: home.dtype, attr: attr, on: home.cluster)
          }
          return gradient.attr == attr ? gradient : try gradient.resharded(to: attr)
        }
      }
    }
  }

  /// The seed that was given; nil where it is left out and is 1.
  private func checkedSeed(
    _ given: DistTensor?, of tensor: DistTensor, _ root: Program.ID, _ call: String
  ) throws(TesseraError) -> DistTensor? {
    guard tensor.dtype.isContinuous else {
      throw TesseraError(
        .usage,
        "\(call): what is differentiated must be of floating-point numbers, '\(name(of: root))' is "
          + "\(tensor.dtype)")
    }
    guard let given else {
      guard tensor.dtype.kind == .floatingPoint else {
        throw TesseraError(
          .usage,
          "\(call): the loss must be of real numbers, '\(name(of: root))' is \(tensor.dtype); take its real part, or give its "
            + "gradient: \(call)(seed: …)")
      }
      guard tensor.size == 1 else {
        throw TesseraError(
          .usage,
          "\(call): the loss must be a scalar, '\(name(of: root))' is \(tensor.dtype)\(tensor.shape); reduce it by "
            + "sum or mean, or give its gradient: \(call)(seed: …)")
      }
      return nil
    }
    guard given.shape == tensor.shape, given.dtype == tensor.dtype, given.mesh == tensor.mesh else {
      throw TesseraError(
        .usage,
        "\(call): the seed must be \(tensor.dtype)\(tensor.shape) on \(tensor.mesh), it is "
          + "\(given.dtype)\(given.shape) on \(given.mesh)")
    }
    return given
  }
}
