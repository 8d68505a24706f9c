import Elements
import Ops
import SPMDRules
import Sharding

/// Folds several small partial values by one collective: they are laid end to end, folded, and cut apart again.
///
/// Values share a bucket that are folded alike, are whole on every rank otherwise, and of which none depends on
/// another. Copies cost what they cost; a collective less saves its latency, which for some KiB is more.
public enum BucketedReductions: ProgramPass {
  /// As `--passes` names it.
  public static let name = "bucketed-reductions"
  /// What it does, in a line.
  public static let summary = "fold small partial values of one kind by one all-reduce"

  /// The most bytes of a value in a bucket, and of a bucket.
  static let (valueBytes, bucketBytes) = (16 << 10, 1 << 20)

  /// Values that can be folded together.
  private struct Kind: Hashable {
    let dtype: DType
    let from: TensorDistAttr
    let to: TensorDistAttr
  }

  /// The program with such folds in buckets.
  public static func apply(_ completed: CompletedProgram) throws(TesseraError) -> CompletedProgram {
    let program = completed.program
    let buckets = buckets(of: completed)
    guard !buckets.isEmpty else { return completed }
    var bucketAt: [Int: [Int]] = [:]
    var isBucketed = [Bool](repeating: false, count: program.ops.count)
    for bucket in buckets {
      bucketAt[bucket[bucket.count - 1]] = bucket
      for op in bucket { isBucketed[op] = true }
    }
    var editor = ProgramEditor(completed)
    for (index, op) in program.ops.enumerated() {
      if let bucket = bucketAt[index] {
        try fold(bucket.map { program.ops[$0] }, completed, &editor)
      } else if !isBucketed[index] {
        editor.keep(op)
      }
    }
    return editor.finish()
  }

  /// The reshards of each bucket: none is read before the last of them, which takes the place of all.
  private static func buckets(of completed: CompletedProgram) -> [[Int]] {
    let program = completed.program
    let readers = program.readers
    var open: [Kind: (ops: [Int], bytes: Int, end: Int)] = [:]
    var done: [[Int]] = []
    func close(_ kind: Kind) {
      guard let bucket = open.removeValue(forKey: kind) else { return }
      if bucket.ops.count > 1 { done.append(bucket.ops) }
    }
    for (index, op) in program.ops.enumerated() {
      for kind in open.keys.sorted(by: { "\($0)" < "\($1)" })
      where open[kind].map({ $0.end <= index }) == true {
        close(kind)
      }
      guard case .reshard = op.action else { continue }
      let (from, to) = (op.operands[0], op.outputs[0])
      let value = program.values[from]
      let kind = Kind(dtype: value.dtype, from: completed.attrs[from], to: completed.attrs[to])
      guard isFold(kind), value.byteCount <= valueBytes, value.byteCount > 0 else { continue }
      let end = readers[to].first ?? program.ops.count
      if let bucket = open[kind], bucket.bytes + value.byteCount <= bucketBytes {
        open[kind] = (
          bucket.ops + [index], bucket.bytes + value.byteCount, min(bucket.end, end)
        )
      } else {
        close(kind)
        open[kind] = ([index], value.byteCount, end)
      }
    }
    for kind in open.keys { close(kind) }
    return done.sorted { $0[0] < $1[0] }
  }

  /// Whether it folds what is whole on every rank before and after.
  private static func isFold(_ kind: Kind) -> Bool {
    kind.from.mesh == kind.to.mesh && kind.from.isPartial && !kind.from.isSharded
      && kind.to.placements.allSatisfy { $0 == .replicate }
  }

  /// Lays values end to end, folds them, and cuts them apart.
  private static func fold(
    _ ops: [ProgramOp], _ completed: CompletedProgram, _ editor: inout ProgramEditor
  ) throws(TesseraError) {
    let program = completed.program
    let (from, to) = (
      completed.attrs[ops[0].operands[0]], completed.attrs[ops[0].outputs[0]]
    )
    let reason = PlacementReason(.made)
    let dtype = program.values[ops[0].operands[0]].dtype
    var flat: [Program.ID] = []
    var counts: [Int] = []
    for op in ops {
      let value = program.values[op.operands[0]]
      let count = value.shape.reduce(1, *)
      let line = editor.make("\(value.name).flat", [count], dtype, from, reason)
      editor.append(
        try action("reshape", ["shape": .ints([count])]), [.one(editor.now(op.operands[0]))], [line]
      )
      flat.append(line)
      counts.append(count)
    }
    let total = counts.reduce(0, +)
    let bucket = editor.make("bucket", [total], dtype, from, reason)
    editor.append(try action("concat", ["axis": .int(0)]), [.list(flat)], [bucket])
    let folded = editor.make("bucket", [total], dtype, to, reason)
    editor.append(.reshard, [.one(bucket)], [folded])
    var start = 0
    for (op, count) in zip(ops, counts) {
      let value = program.values[op.outputs[0]]
      let part = editor.make("\(value.name).flat", [count], dtype, to, reason)
      editor.append(
        try action(
          "slice",
          [
            "axes": .ints([0]), "starts": .ints([start]), "ends": .ints([start + count]),
            "infer_flags": .ints([1]), "decrease_axis": .ints([]),
          ]), [.one(folded)], [part])
      start += count
      editor.keep(
        ProgramOp(
          action: try action("reshape", ["shape": .ints(value.shape)]), inputs: op.inputs,
          outputs: op.outputs), [.one(part)])
    }
  }

  private static func action(_ op: String, _ attributes: [String: AttributeValue])
    throws(TesseraError) -> ProgramOp.Action
  {
    guard let schema = OpSchema.named(op) else { preconditionFailure("the schema has \(op)") }
    return .op(schema.name, try schema.checked(attributes, of: op, complete: true))
  }
}
