import Elements
import Resharding
import Tensors

extension Folding {
  /// Folds `parts`, of which some may be folds already.
  ///
  /// - Parameter contributions: in all, by which `avg` divides; nil if it goes on elsewhere.
  func run(_ parts: [DenseTensor], into result: DenseTensor, contributions: Int?) {
    guard folds.count == 1, let op = folds.first?.op else {
      fold(folds, parts, into: result)
      return
    }
    let isWhole = contributions == parts.count
    if isWhole || op != .avg, parts.allSatisfy({ $0.dtype == result.dtype }),
      accumulated == dtype || isWhole
    {
      fold(op, parts, into: result)
      return
    }
    let wide = parts.map { $0.converted(to: accumulated) }
    var value = DenseTensor(shape: result.shape, dtype: accumulated)
    fold(op == .avg ? .sum : op, wide, into: value)
    guard let contributions else {
      result.copy(from: value)
      return
    }
    if op == .avg {
      value = value.elementwise(
        .divide, DenseTensor(repeating: Double(contributions), shape: [], dtype: accumulated)
      ).converted(to: .float32)
    }
    result.copy(from: value.converted(to: dtype))
  }
}
