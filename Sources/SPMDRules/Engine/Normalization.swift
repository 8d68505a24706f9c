import Ops
import Sharding

extension RuleCall {
  /// The dims of a normalisation's parameter (scale, bias, a running mean …): one dim over `axes`, or
  /// none where it is absent.
  ///
  /// - Throws: `.shape` if it has not one dim of the axes' size, or is absent and must not be.
  func parameter(_ index: Int, over members: [Int], of axes: [Axis]) throws(RuleError) -> [[Int]] {
    let isOptional = OpSchema.named(op)?.inputs.dropFirst(index).first?.isOptional ?? true
    if isOptional, !has(index) { return [[]] }
    let shape = try shape(index)
    let size = members.reduce(1) { $0 * axes[$1].size }
    guard shape == [size] else {
      throw .shape("\(op): input \(index) must have the shape [\(size)], it has \(shape)")
    }
    return [members]
  }

  /// The dim of the channels, after the attribute `data_format`.
  func channelDim(of ndim: Int) throws(RuleError) -> Int {
    let format = try string("data_format")
    guard ndim >= 2 else {
      throw .shape("\(op): x must have a dim of samples and one of channels, it has \(ndim) dims")
    }
    return format.hasSuffix("C") ? ndim - 1 : 1
  }

  /// The map of a normalisation of input 0 over its dims from `begin` on, which the other inputs
  /// scale and shift; its statistics have the dims before.
  func normalization(from begin: Int, statistics: Int) throws(RuleError) -> AxisMap {
    let x = try shape(0)
    guard !x.isEmpty else {
      throw .shape("\(op): x must have a dim to normalise, it is 0-D")
    }
    let axes = zip(Axis.letters(x.count), x.indices).map {
      Axis($0, x[$1], $1 < begin ? .free : .whole)
    }
    let all = x.indices.map { [$0] }
    var inputs = [all]
    for index in self.inputs.indices.dropFirst() {
      inputs.append(try parameter(index, over: Array(begin..<x.count), of: axes))
    }
    let rows = [[[Int]]](repeating: Array(all[..<begin]), count: statistics)
    return AxisMap(axes: axes, inputs: inputs, outputs: [all] + rows)
  }
}
