import CostModel
import Elements
import Files
import Resharding
import SPMDRules
import Sharding

extension RuleVector {
  /// How our answer stands to the other system's.
  package enum Verdict: Hashable, Sendable {
    /// Equal, or both refuse.
    case agree
    /// Ours is sound and moves no more, or answers where the other throws; the reason in short.
    case better(String)
    case differs(String)
  }

  /// Our answer, or the error that refuses the call.
  package func answer() -> Result<RuleAnswer, RuleError> {
    if let misplaced { return .failure(misplaced) }
    do throws(RuleError) { return .success(try Inference.infer(call)) } catch {
      return .failure(error)
    }
  }

  /// Compares our answer with the expected one.
  ///
  /// Both are priced by the bytes that the planner moves for them: the reshards of the inputs and,
  /// forward, the reduction of partial outputs into shards; backward, the reshard of the outputs.
  package func verdict() -> Verdict {
    switch (answer(), expected) {
    case (_, nil): return .agree
    case (.failure, .error): return .agree
    case (.success, .error(let kind)): return .better("answers where the other throws: \(kind)")
    case (.failure, .answer) where contractsOtherDim: return .better(Self.otherDim)
    case (.failure(let error), .answer):
      return isSuspect || misplaced != nil || isShapeless(error) || hasOtherOutputs
        || hasUnknownSizes
        ? .better("refuses a call that is not legal") : .differs("refuses: \(error)")
    case (.success(let answer), .answer(let inputs, let outputs)):
      let (wanted, given) = (inputs.flatMap(\.elements), outputs.flatMap(\.elements))
      let verdict = compare(answer, wanted, given)
      if case .differs = verdict, let fault = fault(wanted, given) { return .better(fault) }
      return verdict
    }
  }

  /// Whether it is refused for shapes that nobody ever executed.
  private func isShapeless(_ error: RuleError) -> Bool {
    if case .shape = error { isUnexecuted } else { false }
  }

  /// Whether the outputs given backward are not those of the op with these inputs and attributes,
  /// which the other system does not look at.
  private var hasOtherOutputs: Bool {
    guard call.direction == .backward else { return false }
    var forward = call
    forward.direction = .forward
    forward.outputs = []
    guard let answer = try? Inference.infer(forward) else { return false }
    return answer.outputShapes != call.outputs.flatMap(\.elements).map(\.shape)
  }

  /// Whether a tensor's size is one that is not known yet, which the other system writes as -1.
  private var hasUnknownSizes: Bool {
    call.inputs.contains { $0.elements.contains { $0.shape.contains { $0 < 0 } } }
  }

  private func compare(_ answer: RuleAnswer, _ inputs: [DimsMapping], _ outputs: [DimsMapping])
    -> Verdict
  {
    let ours = answer.inputs.flatMap(\.elements) + answer.outputs.flatMap(\.elements)
    let shapes = call.inputs.flatMap(\.elements).map(\.shape) + answer.outputShapes
    let own = zip(ours, shapes).map { try? DimsMapping($0, tensorRank: $1.count) }
    // An absent tensor of shape [0] has one dim or none.
    let others = zip(inputs + outputs, shapes).enumerated().map { index, entry in
      entry.1 == [0] && entry.0.dimsMapping.isEmpty ? own[index] ?? entry.0 : entry.0
    }
    if inputs.count + outputs.count == ours.count, own == others { return .agree }
    if isSuspect { return .better("the other's answer is unsound or suspect") }
    guard inputs.count + outputs.count == ours.count,
      let theirs = attrs(of: others, shapes)
    else { return .better("the other's answer does not fit the tensors") }
    let count = inputs.count
    let (cost, limit) = (price(ours, shapes, count), price(theirs, shapes, count))
    let (volume, room) = (held(ours, shapes, count), held(theirs, shapes, count))
    if cost < limit { return .better("moves fewer bytes") }
    if cost > limit, volume < room,
      price(ours, shapes, count, asked: true) <= price(theirs, shapes, count, asked: true)
    {
      return .better("keeps more of the given outputs' shards")
    }
    // A fold that is left to whoever needs the value may never be made.
    if cost > limit, volume <= room,
      cost - folds(ours, shapes, count) < limit - folds(theirs, shapes, count)
    {
      return .better("moves fewer bytes and leaves a fold to whoever needs the value")
    }
    if cost > limit { return .differs("moves \(cost) elements, the other \(limit)") }
    if volume < room { return .better("moves as much and is sharded more") }
    if volume > room { return .differs("holds \(volume) elements, the other \(room)") }
    return .better("moves and holds as much, otherwise placed")
  }

  private func attrs(of mappings: [DimsMapping], _ shapes: [[Int]]) -> [TensorDistAttr]? {
    var attrs: [TensorDistAttr] = []
    for (mapping, shape) in zip(mappings, shapes) {
      guard mapping.dimsMapping.count == shape.count, let attr = try? mapping.attr(on: mesh) else {
        return nil
      }
      attrs.append(attr)
    }
    return attrs
  }

  /// Elements that move on account of an answer.
  ///
  /// - Parameter asked: leaves out what given outputs do not ask for, being replicated along a mesh dim.
  private func price(
    _ attrs: [TensorDistAttr], _ shapes: [[Int]], _ inputCount: Int, asked: Bool = false
  ) -> Int {
    var price = 0
    let inputs = call.inputs.flatMap(\.elements)
    let outputs = call.outputs.flatMap(\.elements)
    for (index, attr) in attrs.enumerated() {
      if call.direction == .backward {
        guard index >= inputCount else { continue }
        let given = outputs[index - inputCount].attr
        price += moved(shapes[index], attr, asked ? given.sharded(as: attr) : given)
      } else if index < inputCount {
        price += moved(shapes[index], inputs[index].attr, attr)
      } else if attr.isPartial {
        price += Price.reduction(shapes[index], attr)
      }
    }
    return price
  }

  /// Elements that move where the outputs that an answer leaves partial are folded later.
  private func folds(_ attrs: [TensorDistAttr], _ shapes: [[Int]], _ inputCount: Int) -> Int {
    guard call.direction != .backward else { return 0 }
    return attrs.indices[inputCount...].reduce(0) { sum, index in
      sum + (attrs[index].isPartial ? Price.reduction(shapes[index], attrs[index]) : 0)
    }
  }

  private func moved(_ shape: [Int], _ from: TensorDistAttr, _ to: TensorDistAttr) -> Int {
    // Some dtype that carries the partial states.
    let ops = (from.placements + to.placements).compactMap(\.reduceOp)
    let dtype = [DType.uint8, .float32, .bool].first { ops.allSatisfy($0.carries) } ?? .uint8
    let transition = Transition(shape: shape, dtype: dtype, from: from, to: to)
    guard let plan = try? Planner().plan(transition) else { return .max / 4 }
    return Planner.receivedBytes(of: plan).reduce(0, +) / dtype.byteCount
  }

  /// Elements that the ranks hold together; of partial tensors each contribution counts.
  private func held(_ attrs: [TensorDistAttr], _ shapes: [[Int]], _ inputCount: Int) -> Int {
    zip(attrs, shapes).reduce(0) { $0 + Price.volume($1.1, $1.0) }
  }
}

extension TensorDistAttr {
  /// The same, sharded as `other` is along the mesh dims along which this is replicated.
  fileprivate func sharded(as other: TensorDistAttr) -> TensorDistAttr {
    let merged = placements.indices.map { meshDim in
      placements[meshDim] == .replicate && other.placements[meshDim].shardDim != nil
        ? other.placements[meshDim] : placements[meshDim]
    }
    guard merged != placements else { return self }
    return (try? TensorDistAttr(mesh: mesh, placements: merged, cutOrder: other.cutOrder)) ?? self
  }
}
