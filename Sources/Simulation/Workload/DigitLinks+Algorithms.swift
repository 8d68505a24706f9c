import CostModel
import Resharding
import Sharding

extension DigitLinks {
  /// Fixes the digits whose translation would make another exchange of a way.
  ///
  /// - A ring and a doubling exchange go on when a group is turned as a whole: by its most significant digit.
  /// - In two levels a fold begins on the first host, and goes on from there. A block goes to the rank in its
  ///   source's place on a host: where all ranks of a group need it that is so in every translation; else
  ///   hosts stay as they are within.
  mutating func respect(_ algorithm: ExchangeAlgorithm, of step: ReshardStep, host: Int?) {
    let dims = step.meshDims ?? Array(step.from.mesh.shape.indices)
    let own = digits.indices.filter { dims.contains(digits[$0].meshDim) }
    if algorithm.mode == .twoLevel {
      switch step.collective {
      case .allGather: break
      case .allReduce, .reduceScatter: for index in own { fix(index) }
      default:
        for index in digits.indices where digits[index].stride < host ?? .max { fix(index) }
      }
      return
    }
    let patterns = [algorithm.pattern, algorithm.second]
    if patterns.contains(.ring) || patterns.contains(.bruck) {
      for index in own.dropFirst() { fix(index) }
    }
  }
}
