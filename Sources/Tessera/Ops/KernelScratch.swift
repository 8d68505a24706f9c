import Elements
import Ops
import SPMDRules
import Sharding
import Tensors

/// What the kernel of an op takes for itself on one rank, beside its inputs and its outputs: a function of the
/// shapes and dtypes of the rank's parts, and of the attributes. The op's entry in `ops.yaml` names what it takes.
///
/// Upper bounds of what is always taken. What a kernel takes only where an operand lies in an unusual way, as a
/// packed copy of a view, is not in it: it comes from storages, and ends the job where the system refuses it.
struct KernelScratch: CheckedCall {
  struct Part {
    let sizes: [Int]
    let dtype: DType

    var count: Double { sizes.reduce(1) { $0 * Double($1) } }
    var bytes: Double { count * Double(dtype.byteCount) }
    var isHalf: Bool { dtype == .float16 || dtype == .bfloat16 }
    /// As floats are accumulated.
    var wideBytes: Double { count * (dtype.byteCount > 4 ? 8 : 4) }

    /// The elements after a dim.
    func count(after dim: Int) -> Double {
      sizes.dropFirst(dim + 1).reduce(1) { $0 * Double($1) }
    }
  }

  let op: String
  /// Lists flattened.
  let inputs: [Part]
  let outputs: [Part]
  let attributes: [String: AttributeValue]

  var bytes: Double {
    guard let x = inputs.first, let result = outputs.first else { return 0 }
    let families = OpSchema.named(op)?.scratch ?? [.conversions]
    return families.reduce(0) { $0 + bytes(of: $1, x, result) }
  }

  /// What each family takes.
  private func bytes(of family: ScratchFamily, _ x: Part, _ result: Part) -> Double {
    switch family {
    case .conversions: conversions(result)
    case .result: result.bytes
    case .wideCopy: x.wideBytes
    case .wideCopies: 3 * x.wideBytes
    case .movedAxis: movedAxis(x)
    case .rows: rows(x, result)
    case .line: 32 * Double(x.sizes.max() ?? 1)
    case .classes: 16 * x.count
    case .labels: labels
    case .indexLists: indexLists
    case .slices: indexLists + slices(x, result)
    case .scattered: scattered(x)
    case .counts: counts
    case .contractions: contractions(result)
    case .columns: columns(x, result)
    case .contexts: Double(int("context_length")) * x.count * Double(x.dtype.byteCount)
    case .transposedColumns: transposedColumns(x, result)
    case .scores: scores(x, result)
    case .poissonDraws: 48 * x.count
    case .bernoulliDraws: 9 * x.count
    case .mask: x.count * 5 + 2 * result.bytes
    case .choices: choices(result)
    case .chosen: chosen(x, result)
    case .samples: samples
    }
  }
}
