@testable import Benchmarks
import Elements
import Foundation
import Tensors
import Testing
import Waiting

/// What `bench kernels` times.
@Suite(.waitingForPrograms) struct KernelCaseTests {
  @Test func `every op that has a kernel is timed`() {
    let cases = KernelCases(elements: 1 << 20)
    for schema in KernelCases.schemas {
      #expect(
        !cases.cases(of: schema).isEmpty,
        "\(schema.name): a case in Benchmarks/Kernels is required")
    }
  }

  @Test func `no case is of another op, and none is there twice`() {
    let cases = KernelCases(elements: 1 << 20).all
    #expect(Set(cases.map(\.op)).isSuperset(of: ["depthwise_conv2d", "matmul", "topk"]))
    #expect(KernelCases(elements: 1 << 20).strays == [])
    #expect(Set(cases.map { "\($0.op) \($0.words)" }).count == cases.count)
  }

  @Test(arguments: [256, 4096])
  func `every op takes its cases in float32`(elements: Int) throws {
    for call in KernelCases(elements: elements).all {
      let tensors = call.tensors.map { DenseTensor(shape: $0.shape, dtype: $0.dtype(.float32)) }
      #expect(throws: Never.self, "\(call.op) \(call.words)") {
        try call.prepared(with: tensors)
      }
    }
  }

  @Test func `operands hold the numbers that are asked for`() throws {
    func numbers(_ values: KernelOperand.Values) throws -> [Double] {
      try KernelOperand([512], values).tensor(.float32, seed: 7).converted(to: .float64)
        .values(as: Double.self)
    }
    #expect(try numbers(.signed).allSatisfy { $0 >= -4 && $0 <= 4 })
    #expect(try numbers(.positive).allSatisfy { $0 >= 1 && $0 <= 4 })
    #expect(try numbers(.unit).allSatisfy { $0 > 0 && $0 < 1 })
    #expect(try Set(numbers(.index(3))) == [0, 1, 2])
    #expect(try numbers(.permutation).sorted() == (0..<512).map(Double.init))
  }

  @Test func `a row says all that it takes to make the call elsewhere`() throws {
    let outcome = try Program.run(
      "bench kernels --ops topk,where --dtypes bf16 --elements 2K --repeats 1 --json".words)
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    struct Report: Decodable {
      struct Row: Decodable {
        struct Argument: Decodable, Equatable {
          let shape: [Int]
          let dtype: String
          let values: String
        }
        let op: String
        let operands: String
        let arguments: [Argument]
      }
      struct Machine: Decodable { let kernels, products, processor: String }
      let machine: Machine
      let ops: [Row]
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    #expect(!report.machine.kernels.isEmpty && !report.machine.products.isEmpty)
    #expect(
      report.ops.map { "\($0.op) \($0.operands)" } == [
        "where [2048] [2048] [2048]", "topk [2,1024] k=8", "topk [2048] k=8",
      ])
    #expect(
      report.ops[0].arguments.map(\.dtype) == ["bool", "bf16", "bf16"]
        && report.ops[0].arguments[0].values == "coin")
  }

  @Test(arguments: [("4096", 4096), ("16K", 16384), ("1M", 1 << 20), ("2G", 2 << 30)])
  func `a number of elements has a unit or none`(text: String, count: Int) throws {
    #expect(ElementCount(argument: text)?.count == count)
  }

  @Test(arguments: ["", "0", "M", "1MiB", "-4", "1X"])
  func `what is no number of elements is refused`(text: String) {
    #expect(ElementCount(argument: text) == nil)
  }
}
