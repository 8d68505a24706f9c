import Elements
import Testing

@testable import Tensors

/// Gathering and scattering.
@Suite
struct IndexingTests {
  @Test
  func `Embedding, with a row of zeros, and by shards of the table`() throws {
    try Golden.check("embedding") { $0.x([7, 3], 1).embedding($0.ids([2, 4], 1, 7)) }
    try Golden.check("embedding padding") {
      $0.x([7, 3], 1).embedding($0.ids([2, 4], 1, 7), paddingIndex: 2)
    }
    try Golden.check("embedding padding") { samples in
      let shards = samples.x([7, 3], 1).split(sizes: [3, 0, 4], dim: 0)
      return zip(shards, [0, 3, 3]).map {
        $0.embedding(samples.ids([2, 4], 1, 7), paddingIndex: 2, start: $1)
      }.reduce(DenseTensor(zeros: [2, 4, 3], dtype: samples.dtype)) { $0.adding($1) }
    }
  }

  @Test(arguments: 0..<3)
  func `Slices and elements by index, along every axis`(_ axis: Int) throws {
    try Golden.check("gather \(axis)") {
      $0.x([4, 5, 3], 1).gather($0.ids([2, 3], 2, 3), axis: axis)
    }
    try Golden.check("gather \(axis)") {
      let extent = [4, 5, 3][axis]
      let negative = $0.ids([2, 3], 2, 3).reshaped(to: [6]).subtracting(Double(extent))
      return $0.x([4, 5, 3], 1).indexSelect(negative, axis: axis).reshaped(
        to: [[4], [5], [3]].enumerated().flatMap { $0 == axis ? [2, 3] : $1 })
    }
    try Golden.check("takeAlongAxis \(axis)") {
      $0.x([4, 4, 4], 1).takeAlongAxis($0.ids([4, 4, 4], 2, 4), axis: axis)
    }
  }

  @Test
  func `Indices broadcast, or cover less, and tuples go deep`() throws {
    try Golden.check("takeAlongAxis broadcast") {
      $0.x([4, 5], 1).takeAlongAxis($0.ids([4, 1], 2, 5), axis: 1)
    }
    try Golden.check("gatherND 2") { $0.x([4, 5, 3], 1).gatherND($0.ids([3, 2], 1, 4)) }
    try Golden.check("gatherND 0") { $0.x([2, 3], 1).gatherND($0.ids([4, 0], 1, 4)) }
    let square = DenseTensor(fill: .iota, shape: [3, 3], dtype: .int16)
    let index = DenseTensor([2, 0] as [Int64], shape: [1, 2])
    #expect(
      square.takeAlongAxis(index, axis: 0, broadcasts: false).values(as: Int16.self) == [6, 1])
  }

  @Test(arguments: ScatterRule.allCases, [true, false])
  func `Elements put along an axis by every rule`(_ rule: ScatterRule, _ includesSelf: Bool) throws
  {
    guard rule != .mean else { return }
    let name = "putAlongAxis \(rule.rawValue) \(includesSelf ? "True" : "False")"
    try Golden.check(name) {
      $0.x([3, 4], 1).putAlongAxis(
        $0.ids([2, 4], 1, 3), $0.x([2, 4], 3), axis: 0, rule: rule, includesSelf: includesSelf,
        broadcasts: false)
    }
  }

  @Test
  func `The mean of what is put counts the element itself if it is included`() {
    let x = DenseTensor([6, 1] as [Float], shape: [2])
    let index = DenseTensor([0, 0] as [Int32], shape: [2])
    let values = DenseTensor([3, 9] as [Float], shape: [2])
    let put = { (included: Bool) in
      x.putAlongAxis(index, values, axis: 0, rule: .mean, includesSelf: included)
        .values(as: Float.self)
    }
    #expect(put(true) == [6, 1])
    #expect(put(false) == [6, 1])
    #expect(
      x.putAlongAxis(index, values.adding(3), axis: 0, rule: .mean, includesSelf: true)
        .values(as: Float.self) == [8, 1])
  }

  @Test
  func `Rows scattered, slices added, places set`() throws {
    try Golden.check("scatter overwrite") {
      $0.x([5, 3], 1).scatter($0.ids([4], 1, 5), $0.x([4, 3], 2))
    }
    try Golden.check("scatter add") {
      $0.x([5, 3], 1).scatter($0.ids([4, 1], 1, 5), $0.x([4, 3], 2), overwrites: false)
    }
    try Golden.check("scatterNDAdd") {
      $0.x([4, 5, 3], 1).scatterNDAdd($0.ids([3, 2], 1, 4), $0.x([3, 3], 2))
    }
    try Golden.check("indexPut") {
      $0.x([4, 5, 3], 1).indexPut([$0.ids([2, 1], 1, 4), $0.ids([3], 2, 5)], $0.x([3, 1], 3))
    }
    try Golden.check("indexPut accumulate") {
      $0.x([4, 5, 3], 1).indexPut(
        [$0.ids([2, 3], 1, 4), $0.ids([3], 2, 5)], $0.x([3], 3), accumulates: true)
    }
  }

  @Test(arguments: [DType.float16, .bfloat16])
  func `16-bit floats are added along the last dim in float32, and rounded once`(_ dtype: DType) {
    let x = DenseTensor(fill: .random(seed: 1), shape: [3, 50], dtype: .float32)
    let values = DenseTensor(fill: .random(seed: 2), shape: [3, 200], dtype: .float32)
    let (narrow, added) = (x.converted(to: dtype), values.converted(to: dtype))
    for type in [DType.int64, .int32] {
      let index = DenseTensor((0..<600).map { Int64($0 * 7 % 100 - 50) }, shape: [3, 200])
        .converted(to: type)
      let result = narrow.putAlongAxis(index, added, axis: 1, rule: .add)
      let wide = narrow.converted(to: .float32)
        .putAlongAxis(index, added.converted(to: .float32), axis: 1, rule: .add)
      #expect(result.isIdentical(to: wide.converted(to: dtype)))
    }
  }

  @Test(arguments: DType.allCases)
  func `Every dtype is gathered as it is, and scattered back`(_ dtype: DType) {
    let x = DenseTensor.random([6, 2], dtype).transposed(0, 1)
    let order = DenseTensor([5, 3, 1, 0, 2, 4] as [Int64], shape: [6])
    let shuffled = x.gather(order, axis: 1)
    #expect(
      shuffled.slice(offsets: [0, 1], sizes: [2, 1]).isIdentical(
        to: x.slice(offsets: [0, 3], sizes: [2, 1])))
    let index = order.expanded(to: [2, 6])
    #expect(x.takeAlongAxis(index, axis: 1).isIdentical(to: shuffled))
    let zeros = DenseTensor(zeros: [2, 6], dtype: dtype)
    #expect(zeros.putAlongAxis(index, shuffled, axis: 1).isIdentical(to: x.contiguous()))
  }

  @Test(arguments: DType.allCases)
  func `Values are added and folded in every dtype that can`(_ dtype: DType) {
    let x = DenseTensor([1, 0, 3] as [Double], shape: [3]).converted(to: dtype)
    let index = DenseTensor([0, 2, 0, -1] as [Int32], shape: [4])
    let values = DenseTensor([2, 1, 4, 5] as [Double], shape: [4]).converted(to: dtype)
    let put = { (rule: ScatterRule) in
      x.putAlongAxis(index, values, axis: 0, rule: rule).values(dtype)
    }
    let isBool = dtype == .bool
    #expect(put(.add) == (isBool ? [1, 0, 1] : [7, 0, 9]))
    #expect(put(.multiply) == (isBool ? [1, 0, 1] : [8, 0, 15]))
    #expect(put(.assign) == (isBool ? [1, 0, 1] : [4, 0, 5]))
    if dtype.kind != .complex {
      #expect(put(.maximum) == (isBool ? [1, 0, 1] : [4, 0, 5]))
      #expect(put(.minimum) == [1, 0, 1])
    }
    let small = DenseTensor([120] as [Int8], shape: [1])
    let again = DenseTensor(zeros: [2, 1], dtype: .int64)
    let added = DenseTensor([5, 6] as [Int8], shape: [2])
    #expect(small.scatterNDAdd(again, added).values(as: Int8.self) == [-125])
  }

  @Test
  func `Nothing is gathered from nothing`() {
    let none = DenseTensor(shape: [0], dtype: .int64)
    let x = DenseTensor(fill: .iota, shape: [3, 2], dtype: .int32)
    #expect(x.gather(none).shape == [0, 2])
    #expect(DenseTensor(shape: [0, 2], dtype: .int32).gather(none).shape == [0, 2])
    #expect(
      x.scatter(none, DenseTensor(shape: [0, 2], dtype: .int32), overwrites: false).isIdentical(
        to: x))
    #expect(
      DenseTensor(shape: [0, 2], dtype: .float32).labelled(
        DenseTensor([3, 4] as [Int64], shape: [1, 2]), axis: 0
      ).values(as: Float.self) == [0, 0])
  }
}
