import Sharding

extension Flow {
  /// One flow for each op: `inputs` partial with it and the others replicated give `outputs` partial
  /// with it, the other outputs replicated.
  static func passing(
    _ ops: [ReduceOp], _ inputs: Set<Int>, of count: Int, to outputs: Set<Int> = [0],
    of outputCount: Int = 1
  ) -> [Flow] {
    ops.map { op in
      Flow(
        (0..<count).map { inputs.contains($0) ? .partial(op) : .replicate },
        to: (0..<outputCount).map { outputs.contains($0) ? .partial(op) : .replicate })
    }
  }
}

extension [ReduceOp] {
  /// What linear ops keep.
  static var linear: [ReduceOp] { [.sum, .avg] }
  /// What adding the same to every contribution keeps.
  static var shifted: [ReduceOp] { [.max, .min, .avg] }
  /// What selecting elements keeps: every fold is elementwise. A zero in place of an element is kept
  /// too, since every fold of zeros is zero.
  static var selection: [ReduceOp] { ReduceOp.allCases }
}
