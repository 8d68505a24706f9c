import SPMDRules

/// The calls that `bench kernels` times, of every op that has a kernel.
///
/// peers/kernels.py reads shapes and attributes from the report, so that they are written here alone.
struct KernelCases {
  /// About how many elements the first operand has, where an op has no sizes of its own.
  let elements: Int

  /// The most numbers of a row.
  var width = 1024

  /// The length of rows.
  var columns: Int { min(elements, width) }
  var rows: Int { max(1, elements / width) }
  var matrix: [Int] { [rows, columns] }

  /// The ops that have a kernel, in the order of the schema.
  static var schemas: [OpSchema] { OpSchema.all.filter { $0.kernel != nil } }

  /// The calls of all ops, in the order of the schema.
  var all: [KernelCase] {
    let known = written
    return Self.schemas.flatMap { cases(of: $0, known) }
  }

  /// The calls of an op; none where nobody wrote one and the schema does not say enough.
  func cases(of schema: OpSchema) -> [KernelCase] { cases(of: schema, written) }

  private func cases(of schema: OpSchema, _ written: [String: [KernelCase]]) -> [KernelCase] {
    let own = schema.names.flatMap { written[$0] ?? [] }
    return own.isEmpty ? elementwise(schema) : own
  }

  /// The names in cases that are those of no op that has a kernel, and whose cases nobody would run.
  var strays: [String] {
    let names = Set(Self.schemas.flatMap(\.names))
    return written.keys.filter { !names.contains($0) }.sorted()
  }

  /// By the name in the call.
  private var written: [String: [KernelCase]] {
    let all = [
      mapped, moved, reduced, searched, products, layers, rowwise, lookUps, experts, updates,
      fused, pooled,
    ]
    return Dictionary(grouping: all.joined(), by: \.op)
  }
}
