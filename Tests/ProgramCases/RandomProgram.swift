import Elements
import Programs
import ReshardCases
import Resharding
import Sharding
import Tensors
import Tessera

/// A program of random ops, with random placements for some of its values, on one mesh or two.
package struct RandomProgram {
  /// The program, annotated in part.
  package var program: Program
  /// What its annotations name.
  package let meshes: [ProcessMesh]

  package init(program: Program, meshes: [ProcessMesh]) {
    self.program = program
    self.meshes = meshes
  }

  /// The program of a seed, over some of the ranks below `limit`.
  package init(seed: UInt64, ranks limit: Int, ops: ClosedRange<Int> = 3...40) {
    var generator = SeededGenerator(seed: seed)
    let count = Int.random(in: 0..<4, using: &generator) == 0 ? 2 : 1
    meshes = ["a", "b"].prefix(count).map { name in
      var mesh = ProcessMesh.random(below: limit, using: &generator)
      // On one rank nothing is cut: most meshes have more.
      for _ in 0..<3 where mesh.count == 1 {
        mesh = ProcessMesh.random(below: limit, using: &generator)
      }
      return try! ProcessMesh(shape: mesh.shape, ranks: mesh.ranks, name: name)
    }
    let dtypes: [DType] = [.int64, .float64, .float64, .float32, .int32]
    let dtype = dtypes.randomElement(using: &generator) ?? .float64
    let length = Int.random(in: ops, using: &generator)
    let meshes = meshes
    // Every op that throws is left out, so that the trace itself does not.
    program = try! Program.trace("p\(seed)") { recorder in
      var builder = Builder(recorder, dtype, meshes, generator)
      return try builder.values(length)
    }
  }
}

/// Adds random ops to what is there.
private struct Builder {
  private let recorder: ProgramRecorder
  private let dtype: DType
  private let meshes: [ProcessMesh]
  private var generator: SeededGenerator
  private var pool: [Value] = []
  private var names = 0

  init(
    _ recorder: ProgramRecorder, _ dtype: DType, _ meshes: [ProcessMesh],
    _ generator: SeededGenerator
  ) {
    (self.recorder, self.dtype, self.meshes) = (recorder, dtype, meshes)
    self.generator = generator
  }

  mutating func values(_ length: Int) throws -> [Value] {
    for _ in 0..<Int.random(in: 1...3, using: &generator) { try addInput(randomShape()) }
    var count = 0
    for _ in 0..<20 * length where count < length {
      guard let made = try? step() else { continue }
      for value in made where value.size <= 4096 && value.ndim <= 4 {
        names += 1
        pool.append(try annotated(value.named("v\(names)"), oneIn: 3))
        count += 1
      }
    }
    // What nobody reads comes back, in part.
    let results = Int.random(in: 1...6, using: &generator)
    return pool.suffix(results) + [pick()]
  }

  private mutating func randomShape() -> [Int] {
    let lengths = [1, 2, 3, 4, 5, 6, 8, 12]
    return (0..<Int.random(in: 0...3, using: &generator)).map { _ in
      lengths.randomElement(using: &generator) ?? 1
    }
  }

  private mutating func addInput(_ shape: [Int]) throws {
    names += 1
    let name = "x\(names)"
    let value =
      Bool.random(using: &generator)
      ? try recorder.input(name, shape: shape, dtype: dtype)
      : try recorder.parameter(name, shape: shape, dtype: dtype)
    pool.append(try annotated(value, oneIn: 2))
  }

  private mutating func annotated(_ value: Value, oneIn chance: Int) throws -> Value {
    guard Int.random(in: 0..<chance, using: &generator) == 0 else { return value }
    let mesh = meshes.randomElement(using: &generator) ?? meshes[0]
    let attr = TensorDistAttr.random(
      on: mesh, shape: value.shape, dtype: value.dtype, using: &generator)
    guard (try? attr.validate(shape: value.shape, dtype: value.dtype)) != nil else { return value }
    return try value.placed("\(attr)")
  }

  /// A value of the pool, the latest more often.
  private mutating func pick() -> Value {
    let from = Bool.random(using: &generator) ? max(0, pool.count - 4) : 0
    return pool[Int.random(in: from..<pool.count, using: &generator)]
  }

  private mutating func dim(of value: Value) throws -> Int {
    guard value.ndim > 0 else { throw TesseraError(.usage, "no dim") }
    return Int.random(in: 0..<value.ndim, using: &generator)
  }

  private mutating func step() throws -> [Value] {
    let x = pick()
    let isReal = x.dtype.kind == .floatingPoint
    switch Int.random(in: 0..<30, using: &generator) {
    case 0: return [try -x]
    case 1: return [try x.abs()]
    case 2: return [isReal ? try x.tanh() : try x.relu()]
    case 3: return [isReal ? try x.sigmoid() : try x.square()]
    case 4: return [isReal ? try x * 0.5 : try x * 3]
    case 5: return [isReal ? try x + 0.25 : try x - 7]
    case 6: return [isReal ? try 2 - x : try 2 - x]
    case 7, 8: return [try x + pick()]
    case 9: return [try x - pick()]
    case 10: return [try (isReal ? x.tanh() : x) * pick()]
    case 11: return [try x.maximum(pick())]
    case 12, 13: return [try product(x)]
    case 14, 15:
      var order = Array(x.shape.indices)
      order.shuffle(using: &generator)
      return [try x.permute(order)]
    case 16, 17: return [try reshaped(x)]
    case 18:
      let dim = try dim(of: x)
      let length = x.shape[dim]
      let start = Int.random(in: 0..<length, using: &generator)
      let end = Int.random(in: start + 1...length, using: &generator)
      let slices = x.shape.indices.map { $0 == dim ? start..<end : TensorSlice.all }
      return [try sliced(x, slices)]
    case 19:
      let dim = try dim(of: x)
      let other =
        try pool.filter { $0.shape == x.shape && $0.dtype == x.dtype }
        .randomElement(using: &generator) ?? -x
      return [try Value.apply("concat", [.list([x, other])], ["axis": .int(dim)])[0]]
    case 20: return [try x.sum(try dim(of: x), keepDims: Bool.random(using: &generator))]
    case 21: return [isReal ? try x.mean() : try x.sum()]
    case 22: return [try x.max(try dim(of: x), keepDims: Bool.random(using: &generator))]
    case 23 where isReal:
      return [try x.softmax(try dim(of: x))]
    case 24 where isReal && x.ndim > 0:
      let shape = [x.shape[x.ndim - 1]]
      let ones = try recorder.constant([1], shape: shape, dtype: x.dtype)
      let zeros = try recorder.constant([0], shape: shape, dtype: x.dtype)
      return [try x.layerNorm(weight: ones, bias: zeros, epsilon: 1)]
    case 25:
      let dim = try dim(of: x)
      return [try x.unsqueeze(dim)]
    case 26:
      let dim = try dim(of: x)
      return try Value.apply(
        "split_with_num", [.one(x)], ["num": .int(x.shape[dim]), "axis": .int(dim)])
    case 27:
      let condition = try pick().cast(.int32) .> 0
      return isReal
        ? [try x.where(x .< 2.0, otherwise: -x)] : [try x.where(condition, otherwise: x)]
    case 28 where !isReal: return [try x.argmax(try dim(of: x))]
    case 29 where names < 60:
      try addInput(x.shape)
      return []
    default: return [try x.cumsum(try dim(of: x))]
    }
  }

  /// A product with something that it suits, made for it where there is nothing.
  private mutating func product(_ x: Value) throws -> Value {
    guard x.ndim >= 1 else { throw TesseraError(.usage, "no dim") }
    let inner = x.shape[x.ndim - 1]
    if let other = pool.filter({
      $0.ndim == 2 && $0.shape[0] == inner && $0.dtype == x.dtype
    }).randomElement(using: &generator) {
      return try scaled(x.matmul(other), inner)
    }
    try addInput([inner, [2, 4, 6].randomElement(using: &generator) ?? 2])
    return try scaled(x.matmul(pool[pool.count - 1]), inner)
  }

  private func scaled(_ x: Value, _ inner: Int) throws -> Value {
    x.dtype.kind == .floatingPoint ? try x * (1 / Double(inner)) : x
  }

  /// Two neighbours merged, or a dim split.
  private mutating func reshaped(_ x: Value) throws -> Value {
    let dim = try dim(of: x)
    var shape = x.shape
    if dim + 1 < x.ndim, Bool.random(using: &generator) {
      shape[dim] *= shape.remove(at: dim + 1)
    } else if let factor = [2, 3].first(where: { shape[dim] % $0 == 0 }) {
      shape.insert(factor, at: dim)
      shape[dim + 1] /= factor
    }
    return try x.reshape(shape)
  }

  private func sliced(_ x: Value, _ slices: [TensorSlice]) throws -> Value {
    switch slices.count {
    case 1: try x[slices[0]]
    case 2: try x[slices[0], slices[1]]
    case 3: try x[slices[0], slices[1], slices[2]]
    default: try x[slices[0], slices[1], slices[2], slices[3]]
    }
  }
}
