import Elements
import Programs
import ReshardCases
import SPMDRules
import Sharding
import Tensors
import Tessera

/// A program whose ops are called one after the other on tracked tensors while a tape records, and its gradients.
package struct TapeTrial {
  package let program: Program
  /// By input: its numbers.
  package let tensors: [String: DenseTensor]
  /// The inputs that gradients are by.
  package let names: [String]

  /// - Parameters:
  ///   - program: its first result is the loss.
  ///   - names: the inputs that gradients are by.
  package init(_ program: Program, _ tensors: [String: DenseTensor], names: [String]) {
    (self.program, self.tensors, self.names) = (program, tensors, names)
  }

  /// A program whose floating-point inputs are small numbers, all of which gradients are by, and whose integers are below
  /// `most`.
  ///
  /// - Parameter whole: whether all numbers are whole ones, of which sums have the same bits in any order.
  package init(parsing text: String, most: Int = 3, whole: Bool = false) throws {
    let program = try Program(parsing: text)
    var tensors: [String: DenseTensor] = [:]
    for (number, id) in program.inputs.enumerated() {
      let value = program.values[id]
      let count = value.shape.reduce(1, *)
      var generator = SeededGenerator(seed: UInt64(number + 1))
      let numbers = (0..<count).map { _ in
        value.dtype.kind != .floatingPoint
          ? Double(Int.random(in: 0..<most, using: &generator))
          : whole
            ? Double(Int.random(in: -3...3, using: &generator))
            : Double.random(in: -1...1, using: &generator)
      }
      tensors[value.name] = DenseTensor(numbers, shape: value.shape).converted(to: value.dtype)
    }
    self.init(
      program, tensors,
      names: program.inputs.map { program.values[$0] }
        .filter { $0.dtype.kind == .floatingPoint }.map(\.name))
  }
}

extension TapeTrial {
  /// Calls the program's ops.
  ///
  /// - Parameter attr: where an input lies.
  /// - Returns: the inputs, tracked, and the loss.
  package func recorded(
    on cluster: Cluster, _ attr: (ProgramValue) throws -> TensorDistAttr
  ) throws -> (inputs: [String: DistTensor], loss: DistTensor) {
    var inputs: [String: DistTensor] = [:]
    for id in program.inputs {
      let value = program.values[id]
      guard let whole = tensors[value.name] else { continue }
      let tensor = try DistTensor(whole, attr: try attr(value), on: cluster)
      inputs[value.name] = names.contains(value.name) ? tensor.tracked(value.name) : tensor
    }
    let loss = try Tape.record { try called(inputs, on: cluster) }
    return (inputs, loss)
  }

  private func called(_ inputs: [String: DistTensor], on cluster: Cluster) throws -> DistTensor {
    var values: [Program.ID: DistTensor] = [:]
    for id in program.inputs { values[id] = inputs[program.values[id].name] }
    func tensor(_ id: Program.ID) -> DistTensor {
      guard let tensor = values[id] else { preconditionFailure("made before it is read") }
      return tensor
    }
    for op in program.ops {
      switch op.action {
      case .reshard: values[op.outputs[0]] = tensor(op.operands[0])
      case .constant(let numbers):
        let value = program.values[op.outputs[0]]
        guard let beside = inputs.values.first else { continue }
        values[op.outputs[0]] = try beside.constant(
          numbers, shape: value.shape, dtype: value.dtype)
      case .op(let name, let attributes):
        let made = try cluster.apply(name, op.inputs.map { $0.map(tensor) }, attributes)
        for (id, made) in zip(op.outputs, made) { values[id] = made }
      }
    }
    return tensor(program.results[0])
  }

  /// The gradients by the tape, as they lie.
  package func taped(
    on cluster: Cluster, _ attr: (ProgramValue) throws -> TensorDistAttr
  ) throws -> [(home: TensorDistAttr, gradient: DistTensor)] {
    let (inputs, loss) = try recorded(on: cluster, attr)
    let gradients = try loss.backward()
    return try names.compactMap { inputs[$0] }.map { ($0.attr, try gradients[$0]) }
  }

  /// The gradients by the tape on one rank, whole.
  package func tapedInOneProcess() throws -> [DenseTensor] {
    try taped(on: .virtual(1)) { _ in .replicated(on: .single(0)) }
      .compactMap { $0.gradient.shards[0] }
  }

  /// The gradients of the program on one rank, whole.
  package func expected() throws -> [DenseTensor] {
    let (mesh, cluster) = (ProcessMesh.single(0), Cluster.virtual(1))
    guard program.results.count == 1 else { preconditionFailure("a program of a loss alone") }
    let training = try program.gradients(
      of: program.values[program.results[0]].name, withRespectTo: names)
    let compiled = try CompiledProgram(Completion(on: [mesh])(training), on: cluster)
    let results = try compiled(
      tensors.mapValues { try DistTensor($0, attr: .replicated(on: mesh), on: cluster) })
    return results.dropFirst().compactMap { $0.shards[0] }
  }

  /// What is wrong with the tape's gradients on a mesh; nil where nothing is. All ranks call it together.
  ///
  /// - Parameter tolerance: the relative and absolute difference that is let pass; 0 for equal bits.
  package func fault(
    on cluster: Cluster, tolerance: Double, _ attr: (ProgramValue) throws -> TensorDistAttr
  ) throws -> String? {
    let expected = try expected()
    for (place, found) in try taped(on: cluster, attr).enumerated() {
      let home = found.home.partialDims.reduce(found.home) { $0.replacing($1, with: .replicate) }
      if found.gradient.attr != home {
        return "\(names[place]) lies as \(found.home), its gradient as \(found.gradient.attr)"
      }
      guard let whole = try found.gradient.full() else { continue }
      if let difference = whole.difference(
        from: expected[place], relative: tolerance, absolute: tolerance)
      {
        return "\(names[place]), which lies as \(found.home): \(difference)"
      }
    }
    return nil
  }
}

/// Small models.
extension TapeTrial {
  /// By name: the program, and where its inputs lie on a mesh of one dim and on one of two; what is not named is
  /// replicated.
  package static let models:
    [(name: String, text: String, one: [[String: String]], two: [[String: String]])] = [
      (
        "perceptron",
        """
        program perceptron(x: f64[8,6], t: f64[8,3], w1: f64[6,10], b1: f64[10], w2: f64[10,3], b2: f64[3]) {
          h = matmul(x, w1)
          hb = add(h, b1)
          a = relu(hb)
          y = matmul(a, w2)
          z = add(y, b2)
          d = subtract(z, t)
          s = multiply(d, d)
          loss = sum(s)
          return loss
        }
        """,
        [
          ["x": "S(0)", "t": "S(0)"], ["w1": "S(1)", "b1": "S(0)", "w2": "S(0)"],
          ["x": "S(0)", "t": "S(0)", "w1": "S(0)", "w2": "S(1)", "b2": "S(0)"], ["x": "P(sum)"],
        ],
        [
          ["x": "S(0),R", "t": "S(0),R", "w1": "R,S(1)", "b1": "R,S(0)", "w2": "R,S(0)"],
          ["x": "S(0),S(0)", "t": "S(0),S(0)", "w1": "S(0),S(1)", "w2": "S(0),S(1)"],
        ]
      ),
      (
        "attention",
        """
        program attention(x: f64[2,4,8], g: f64[8], b: f64[8], wq: f64[8,8], wk: f64[8,8], wv: f64[8,8], wo: f64[8,8]) {
          n, m, v = layer_norm(x, g, b, begin_norm_axis=2)
          q = matmul(n, wq)
          k = matmul(n, wk)
          u = matmul(n, wv)
          q4 = reshape(q, shape=[2,4,2,4])
          k4 = reshape(k, shape=[2,4,2,4])
          u4 = reshape(u, shape=[2,4,2,4])
          o, p, l, s = flash_attention(q4, k4, u4, causal=true)
          f = reshape(o, shape=[2,4,8])
          y = matmul(f, wo)
          r = add(y, x)
          c = multiply(r, r)
          loss = mean(c)
          return loss
        }
        """,
        [["x": "S(0)"], ["wq": "S(1)", "wk": "S(1)", "wv": "S(1)", "wo": "S(0)"], ["x": "S(1)"]],
        [["x": "S(0),R", "wq": "R,S(1)", "wk": "R,S(1)", "wv": "R,S(1)", "wo": "R,S(0)"]]
      ),
      (
        "language",
        """
        program language(ids: i64[4,5], label: i64[4,5,1], table: f64[12,6]) {
          e = embedding(ids, table)
          a = tanh(e)
          y = matmul(a, table, trans_y=true)
          p, l = cross_entropy_with_softmax(y, label)
          loss = mean(l)
          return loss
        }
        """,
        [["ids": "S(0)", "label": "S(0)"], ["table": "S(0)"], ["table": "S(1)"]],
        [["ids": "S(0),R", "label": "S(0),R", "table": "R,S(0)"]]
      ),
      (
        "convolution",
        """
        program convolution(x: f64[4,2,5,5], w: f64[4,2,3,3], v: f64[100,3], label: i64[4,1]) {
          c = conv2d(x, w, paddings=[1,1])
          a = silu(c)
          f = flatten(a, start_axis=1, stop_axis=3)
          y = matmul(f, v)
          p, l = cross_entropy_with_softmax(y, label)
          loss = mean(l)
          return loss
        }
        """,
        [["x": "S(0)", "label": "S(0)"], ["w": "S(0)", "v": "S(0)"]],
        [["x": "S(0),R", "label": "S(0),R", "w": "R,S(0)", "v": "R,S(0)"]]
      ),
    ]

  /// Where inputs lie that are named; the others are replicated.
  package static func attr(_ placements: [String: String], on mesh: ProcessMesh) -> (
    ProgramValue
  ) throws -> TensorDistAttr {
    { value in
      guard let text = placements[value.name] else { return .replicated(on: mesh) }
      return try TensorDistAttr(parsing: text, on: [mesh])
    }
  }

  /// What is wrong with a model on a mesh, by each of its placements; empty where nothing is.
  package static func faults(of model: Int, on mesh: ProcessMesh, _ cluster: Cluster) throws
    -> [String]
  {
    let (name, text, one, two) = models[model]
    let trial = try TapeTrial(parsing: text)
    var faults: [String] = []
    for placements in [[:]] + (mesh.shape.count == 1 ? one : two) {
      if let fault = try trial.fault(
        on: cluster, tolerance: 1e-12, attr(placements, on: mesh))
      {
        faults.append("\(name) on \(mesh.shape), \(placements): \(fault)")
      }
    }
    return faults
  }
}
