import Elements
import SPMDRules
import Sharding

/// Stages that take about equally long.
extension Program {
  /// Where to cut for so many stages: the busiest one has as little to do as can be, and of such cuts the fewest bytes
  /// cross.
  ///
  /// Work is counted in multiplications of products, convolutions and attention, and in elements of all else; cuts are
  /// between ops in their order.
  ///
  /// - Throws: `TesseraError.Kind.usage` where there are fewer ops than stages.
  /// - Complexity: O(stages x ops²), of the ops that make activations, at most 512 cuts between them.
  func balanced(in count: Int) throws(TesseraError) -> StageHints {
    let found = stagePlaces(atMost: max(512, count + 1))
    let (own, places, crossing) = (found.ops, found.places, found.crossing)
    guard own.count >= count else {
      throw TesseraError(
        .usage,
        "program \(name): \(count) stages are asked for, it has \(own.count) ops that make activations"
      )
    }
    var total = 0.0
    var before = [0.0]
    for index in own {
      total += work(of: ops[index])
      before.append(total)
    }
    // best[k][j]: of k stages that end before places[j].
    struct Best {
      var (busiest, bytes, from) = (Double.infinity, Int.max, 0)
    }
    var table = [[Best]](
      repeating: [Best](repeating: Best(), count: places.count), count: count + 1)
    table[0][0] = Best(busiest: 0, bytes: 0, from: 0)
    // Stages that differ by less are as good as each other.
    let grain = total / Double(count) / 16
    for stage in 1...count {
      for end in places.indices.dropFirst() {
        for start in 0..<end where table[stage - 1][start].bytes < .max {
          let earlier = table[stage - 1][start]
          let part = ((before[places[end]] - before[places[start]]) / max(grain, 1)).rounded(.up)
          let busiest = max(earlier.busiest, part)
          let bytes = earlier.bytes.addingSaturated(crossing[places[end]])
          if (busiest, bytes) < (table[stage][end].busiest, table[stage][end].bytes) {
            table[stage][end] = Best(busiest: busiest, bytes: bytes, from: start)
          }
        }
      }
    }
    var cuts: [Int] = []
    var end = places.count - 1
    for stage in stride(from: count, to: 1, by: -1) {
      end = table[stage][end].from
      cuts.insert(end, at: 0)
    }
    return found.hints(cut: cuts, of: self)
  }

  /// About how long an op takes.
  private func work(of op: ProgramOp) -> Double {
    let elements = op.outputs.reduce(0) {
      $0 + Double(values[$1].shape.reduce(1) { $0.timesSaturated($1) })
    }
    guard case .op(let name, let attributes) = op.action, let schema = OpSchema.named(name),
      [.product, .convolution, .attention].contains(schema.kind)
    else { return elements }
    let place = TensorDistAttr.replicated(on: .single(0))
    let call = RuleCall(
      op: name, inputs: op.inputs.map { $0.map { ruleTensor($0, place, of: op) } },
      attributes: attributes)
    guard let axes = try? Inference.infer(call).axes.axes else { return elements }
    return axes.reduce(1) { $0 * Double($1.size) }
  }
}
