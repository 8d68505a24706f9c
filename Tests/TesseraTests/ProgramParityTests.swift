import OpCases
import Programs
import ReshardCases
import Tessera
import Testing

/// An eager tensor and a symbol have the same operators and methods, and both give the same bits.
@Suite struct ProgramParityTests {
  /// What is written on any tensor: numbers on either side, reflected operators, comparisons, casts, subscripts.
  private enum Written: String, CaseIterable {
    case sum, sumNumber, numberSum, difference, reflectedDifference, reflectedFloat, product
    case quotient, quotientNumber, reflectedQuotient, remainder, remainderNumber, reflectedRemainder
    case power, powerNumber, reflectedPower, negation, floorDivision, floorDivisionNumber
    case equal, unequal, less, lessEqual, greater, greaterEqual, reflectedLess, comparedFloat
    case and, or, not, bits, cast, astype, transposed, permuted, flattened, unsqueezed, squeezed
    case element, range, strided, set, reduced, reducedKeeping, mean, extremum, any, all, argmax
    case chosen, clipped, raised, normed, product2, linear, layerNorm, boolSum, inPlace, rawSum

    func apply<T: TensorValue>(_ x: T, _ y: T) throws -> T {
      switch self {
      case .sum: try x + y
      case .sumNumber: try x + 1.5
      case .numberSum: try 3 + x
      case .difference: try x - y
      case .reflectedDifference: try 2 - x
      case .reflectedFloat: try 0.5 - x
      case .product: try x * y
      case .quotient: try x / y
      case .quotientNumber: try x / 3
      case .reflectedQuotient: try 2 / x
      case .remainder: try x % y
      case .remainderNumber: try x % 3
      case .reflectedRemainder: try 7 % x
      case .power: try x ** y
      case .powerNumber: try x ** 2
      case .reflectedPower: try 2 ** x
      case .negation: try -x
      case .floorDivision: try x.floorDivided(by: y)
      case .floorDivisionNumber: try x.floorDivided(by: 2)
      case .equal: try x .== y
      case .unequal: try x .!= 2
      case .less: try x .< y
      case .lessEqual: try x .<= 2
      case .greater: try x .> 1
      case .greaterEqual: try x .>= y
      case .reflectedLess: try 2 .< x
      case .comparedFloat: try x .> 1.5
      case .and: try (x .> 1) .& (y .> 1)
      case .or: try (x .> 1) .| (y .> 1)
      case .not: try .!(x .> 1)
      case .bits: try x.cast(.int32) & y.cast(.int32)
      case .cast: try x.cast(.float16)
      case .astype: try x.astype(.int64)
      case .transposed: try x.T
      case .permuted: try x.permute([1, 0])
      case .flattened: try x.flatten()
      case .unsqueezed: try x.unsqueeze(1)
      case .squeezed: try x.unsqueeze(0).squeeze(0)
      case .element: try x[-1]
      case .range: try x[1..<3, .all]
      case .strided: try x[.all, .stride(from: 0, to: 4, by: 2)]
      case .set: try x.setting(0..<1, to: y[1..<2])
      case .reduced: try x.sum(1)
      case .reducedKeeping: try x.sum(0, keepDims: true)
      case .mean: try x.cast(.float32).mean()
      case .extremum: try x.max(1)
      case .any: try (x .> 1).any(0)
      case .all: try (x .> 1).all()
      case .argmax: try x.argmax(1)
      case .chosen: try x.where(x .> y, otherwise: y)
      case .clipped: try x.clip(1, 2.5)
      case .raised: try x.pow(3)
      case .normed: try x.cast(.float32).normalized()
      case .product2: try x • y
      case .linear: try x.linear(y, bias: y[0])
      case .layerNorm:
        try x.cast(.float32).layerNorm(weight: y[0].cast(.float32), bias: y[1].cast(.float32))
      case .boolSum: try (x .> 1).cast(.int32) + 1
      case .inPlace:
        try {
          var z = x
          try z += y
          try z *= 2
          return z
        }()
      case .rawSum: try (x .> 1) + 1
      }
    }
  }

  private let cluster = Cluster.virtual(2)

  private func inputs(_ dtype: DType) throws -> (DistTensor, DistTensor) {
    let mesh = try ProcessMesh(shape: [2])
    func tensor(_ fill: Fill, _ placements: String) throws -> DistTensor {
      let whole = DenseTensor(fill: fill, shape: [4, 4], dtype: .int8).converted(to: dtype)
      return try DistTensor(
        whole, attr: TensorDistAttr(parsing: placements, on: mesh), on: cluster)
    }
    return (try tensor(.iota, "S(0)"), try tensor(.ones, "R"))
  }

  @Test(arguments: [DType.float32, .float64, .bfloat16, .int8, .int32, .uint8, .int64])
  func `what is written gives the same bits, dtypes and errors, recorded or at once`(dtype: DType)
    throws
  {
    let (x, ones) = try inputs(dtype)
    let y = try ones + ones
    for written in Written.allCases {
      let eager = Result { try written.apply(x, y) }
      let traced = Result {
        try Program.trace { recorder in
          let symbols = try [("x", x), ("y", y)].map { name, tensor in
            try recorder.input(
              name, shape: tensor.shape, dtype: tensor.dtype, tensor.attr.description)
          }
          return [try written.apply(symbols[0], symbols[1])]
        }
      }
      switch (eager, traced) {
      case (.success(let expected), .success(let program)):
        let value = program.values[program.results[0]]
        #expect(value.shape == expected.shape, "\(written)")
        #expect(value.dtype == expected.dtype, "\(written)")
        let again = try Program(parsing: program.description)
        let completed = try Completion(on: [x.mesh])(again)
        for passes in [[], ProgramPasses.all] {
          let compiled = try CompiledProgram(completed.applying(passes), on: cluster)
          let result = try compiled(["x": x, "y": y])[0]
          let (whole, other) = (try #require(try expected.full()), try #require(try result.full()))
          let difference = whole.difference(from: other)
          #expect(
            difference == nil,
            "\(written) of \(dtype): \(String(describing: difference))\n\(program)")
        }
      case (.failure(let expected), .failure(let actual)):
        #expect("\(expected)" == "\(actual)", "\(written)")
      case (.success, .failure(let error)): Issue.record("\(written) is not recorded: \(error)")
      case (.failure(let error), .success): Issue.record("\(written) is recorded: \(error)")
      }
    }
  }

  @Test func `every op gives the same bits in a program`() throws {
    var generator = SeededGenerator(seed: Seed.drawn())
    let place = TensorDistAttr.replicated(on: .single(0))
    let cluster = Cluster.virtual(1)
    for (op, calls) in OpCase.all.sorted(by: { $0.key < $1.key }) {
      for call in calls {
        let shapes = call.shapes.flatMap(\.elements)
        let trial = try OpTrial(
          op, call, shapes.map { _ in place }, using: &generator)
        let program = try Program.trace { recorder in
          let symbols = try shapes.indices.map {
            try recorder.input("x\($0)", shape: shapes[$0], dtype: call.domain($0).dtype)
          }
          return try Value.apply(op, call.operands(symbols), call.attributes)
        }
        #expect(try Program(parsing: program.description) == program, "\(program)")
        let completed = try Completion(on: [.single(0)])(program)
        let compiled = try CompiledProgram(completed, on: cluster)
        let given = try trial.inputs(on: cluster).enumerated().map { ("x\($0)", $1) }
        let results = try compiled(Dictionary(uniqueKeysWithValues: given))
        #expect(results.count == trial.expected.count)
        for (result, expected) in zip(results, trial.expected) {
          let difference = try #require(result.shards[0]).difference(from: expected)
          #expect(difference == nil, "\(op): \(String(describing: difference))")
        }
      }
    }
  }

  @Test func `inputs are held against the signature, and moved where they lie otherwise`() throws {
    let (x, y) = try inputs(.float32)
    let program = try Program(
      parsing: "program p(x: f32[4,4]{S(1)}, y: f32[4,4]{R}) { z = add(x, y) return z }")
    let compiled = try CompiledProgram(try Completion(on: [x.mesh])(program), on: cluster)
    #expect(try compiled(["x": x, "y": y])[0].full()?.difference(from: try (x + y).full()!) == nil)
    #expect { try compiled(["x": x]) } throws: { "\($0)".contains("input 'y' is required") }
    #expect { try compiled(["x": x, "y": y, "z": y]) } throws: {
      "\($0)".contains("given is 'z' too")
    }
    #expect { try compiled(["x": x, "y": y.cast(.int32)]) } throws: {
      "\($0)".contains("must be f")
    }
    var heard: [String] = []
    _ = try compiled(["x": x, "y": y], watching: ["x", "z"]) { name, tensor in
      heard.append("\(name) \(tensor)")
    }
    #expect(heard == ["x f32[4,4]{S(1)}", "z f32[4,4]{S(1)}"])
  }
}
