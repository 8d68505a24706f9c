import Elements
import Programs
import SPMDRules
import Sharding
import Tensors
import Tessera

/// The gradient of an op, in a program whose loss is a weighted sum of all that the op makes, against central
/// differences in float64.
public struct GradientTrial {
  /// The program of the loss.
  public let program: Program
  /// By input: its numbers.
  public let tensors: [String: DenseTensor]
  /// The inputs that have a gradient.
  public let names: [String]
  private var directions: SeededGenerator

  /// Nil where the op takes or makes no floating-point numbers.
  ///
  /// - Parameters:
  ///   - dtype: that of floating-point inputs, which hold the same numbers in float32 and float64.
  ///   - placements: where an input of a shape lies; nil for completion to find.
  public init?(
    _ op: String, _ local: OpCase, seed: UInt64, dtype: DType = .float64,
    placements: ([Int]) -> String? = { _ in nil }
  ) throws {
    var generator = SeededGenerator(seed: seed)
    var tensors: [String: DenseTensor] = [:]
    var names: [String] = []
    program = try Program.trace(op) { recorder in
      func input(_ name: String, _ drawn: DenseTensor) throws -> Value {
        let tensor = drawn.dtype == .float64 ? drawn.converted(to: dtype) : drawn
        tensors[name] = tensor
        return try recorder.input(
          name, shape: tensor.shape, dtype: tensor.dtype, placements(tensor.shape))
      }
      var inputs: [Value] = []
      for (index, shape) in local.shapes.flatMap(\.elements).enumerated() {
        let domain = local.domain(index)
        let tensor = domain.smooth(shape, using: &generator)
        inputs.append(try input("x\(index)", tensor))
        if tensor.dtype == .float64, shape != [0] { names.append("x\(index)") }
      }
      let outputs = try Value.apply(op, local.operands(inputs), local.attributes)
      var loss = try recorder.constant([0], shape: [], dtype: dtype)
      for (index, output) in outputs.enumerated()
      where output.dtype.kind == .floatingPoint && output.size > 0 {
        let weights = OpCase.Domain.unit.smooth(output.shape, using: &generator)
        loss = try loss + (output * input("w\(index)", weights)).sum()
      }
      return [loss.named("loss")]
    }
    let made = program.ops.contains { $0.name == "multiply" }
    guard made, !names.isEmpty else { return nil }
    (self.tensors, self.names, directions) = (tensors, names, generator)
  }

  /// The gradients on a mesh, whole.
  public func gradients(on mesh: ProcessMesh, cluster: Cluster) throws -> [DenseTensor] {
    try run(program.gradients(of: "loss", withRespectTo: names), tensors, mesh, cluster)
      .dropFirst().map { $0 }
  }

  /// The dtypes of the inputs that have gradients, and of these.
  public func dtypes() throws -> (inputs: [DType], gradients: [DType]) {
    let gradients = try program.gradients(of: "loss", withRespectTo: names)
    return (
      names.compactMap { tensors[$0]?.dtype },
      gradients.results.dropFirst().map { gradients.values[$0].dtype }
    )
  }

  /// What differs between the gradients and central differences of the loss; nil where nothing does.
  public func fault() throws -> String? {
    try fault(of: program, results: ["loss"])
  }

  /// The same of the second derivatives: of a weighted sum of the gradients, and differences of them.
  public func secondFault() throws -> String? {
    try fault(
      of: program.gradients(of: "loss", withRespectTo: names), results: names.map { "grad.\($0)" })
  }

  /// The same of a weighted sum of results.
  private func fault(of program: Program, results: [String]) throws -> String? {
    var generator = directions
    let (mesh, cluster) = (ProcessMesh.single(0), Cluster.virtual(1))
    let attr = TensorDistAttr.replicated(on: mesh)
    let weights = try results.map { name in
      let shape = try program.shape(of: name)
      return shape.isEmpty
        ? DenseTensor([1], shape: []) : OpCase.Domain.unit.smooth(shape, using: &generator)
    }
    let seeds = Dictionary(uniqueKeysWithValues: zip(results.map { "grad.\($0)" }, weights))
    let gradients = try run(
      program.products(of: results, withRespectTo: names),
      tensors.merging(seeds) { $1 }, mesh, cluster
    ).dropFirst(results.count)
    let compiled = try CompiledProgram(Completion(on: [mesh])(program), on: cluster)
    func sum(_ name: String, _ moved: DenseTensor) throws -> Double {
      var inputs = tensors
      inputs[name] = moved
      let made = try compiled(
        inputs.mapValues { try DistTensor($0, attr: attr, on: cluster) }
      ).suffix(results.count)
      return zip(made, weights).map { tensor, weights in
        zip(tensor.shards[0]?.values(as: Double.self) ?? [], weights.values(as: Double.self))
          .map { $0 * $1 }.reduce(0, +)
      }.reduce(0, +)
    }
    for (name, gradient) in zip(names, gradients) {
      guard let tensor = tensors[name] else { continue }
      guard gradient.shape == tensor.shape, gradient.dtype == tensor.dtype else {
        return "\(name): the gradient is \(gradient.dtype)\(gradient.shape)"
      }
      let slopes = gradient.values(as: Double.self)
      let values = tensor.values(as: Double.self)
      for _ in 0..<3 where !values.isEmpty {
        let direction = values.map { _ in Double.random(in: -1...1, using: &generator) }
        let step = 1e-5
        func moved(_ step: Double) -> DenseTensor {
          DenseTensor(zip(values, direction).map { $0 + step * $1 }, shape: tensor.shape)
        }
        let difference = try (sum(name, moved(step)) - sum(name, moved(-step))) / (2 * step)
        let slope = zip(slopes, direction).map { $0 * $1 }.reduce(0, +)
        guard abs(difference - slope) <= 4e-6 * (1 + abs(slope)) else {
          return "\(name)\(tensor.shape): the slope is \(slope), differences give \(difference)"
        }
      }
    }
    return nil
  }

  private func run(
    _ program: Program, _ tensors: [String: DenseTensor], _ mesh: ProcessMesh, _ cluster: Cluster
  ) throws -> [DenseTensor] {
    let completed = try Completion(on: [mesh])(program)
    let compiled = try CompiledProgram(completed, on: cluster)
    let attr = TensorDistAttr.replicated(on: mesh)
    let results = try compiled(
      tensors.mapValues { try DistTensor($0, attr: attr, on: cluster) })
    return results.map { $0.attr.globalValue(of: $0.shards, shape: $0.shape, dtype: $0.dtype) }
  }
}

extension Program {
  fileprivate func shape(of name: String) throws -> [Int] {
    guard let id = value(named: name) else {
      throw TesseraError(.software, "there is no value '\(name)'")
    }
    return values[id].shape
  }
}

extension OpCase.Domain {
  /// Numbers of the domain; floating-point ones are no whole numbers, so that they lie beside the kinks.
  func smooth(_ shape: [Int], using generator: inout SeededGenerator) -> DenseTensor {
    let bounds: ClosedRange<Double>
    switch self {
    case .integers: bounds = -2.9...2.9
    case .positive: bounds = 1.1...3.9
    case .unit: bounds = 0.1...0.9
    default: return tensor(shape, times: 1, using: &generator)
    }
    let count = shape.reduce(1, *)
    // An odd multiple of 2^-19, which float32 has too.
    let values = (0..<count).map { _ in
      (Double.random(in: bounds, using: &generator) * 0x1p18).rounded() / 0x1p18 + 0x1p-19
    }
    return DenseTensor(values, shape: shape)
  }
}
