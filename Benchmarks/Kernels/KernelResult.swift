import Elements
import SPMDRules
import Tensors
import Tessera

/// What the kernel of an op took in one case and one dtype.
struct KernelResult {
  let call: KernelCase
  let dtype: DType
  let time: KernelTiming
  /// Of the first operand.
  let elements: Int
  /// Read and written bytes; nil if they are not what an op is measured by.
  let bytes: Int?

  /// - Returns: nil if the op does not take the dtype, which is not float32.
  /// - Throws: `TesseraError` if the op does not take the case.
  init?(_ call: KernelCase, _ dtype: DType, repeats: Int) throws {
    var seed: UInt64 = 0
    let inputs = try call.tensors.map { operand in
      seed += 1
      return try operand.tensor(dtype, seed: seed)
    }
    let op: LocalOp
    do { op = try call.prepared(with: inputs) } catch {
      guard dtype != .float32, error.kind == .usage else { throw error }
      return nil
    }
    let outputs = try op()
    time = try KernelTiming(repeats: repeats) { _ = try op() }
    (self.call, self.dtype) = (call, dtype)
    elements = call.tensors[0].shape.reduce(1, *)
    let isView = outputs.first.map { out in inputs.contains { $0.storage === out.storage } } ?? true
    bytes =
      call.isMeasuredByBytes && !isView
      ? (inputs + outputs).reduce(0) { $0 + $1.byteCount } : nil
  }

  /// In GB/s.
  var rate: Double? { bytes.map { Double($0) / time.median / 1e9 } }

  /// In GFLOP/s.
  var speed: Double? { call.operations.map { $0 / time.median / 1e9 } }
}

extension KernelCase {
  /// Whether the op reads every element of its operands, and computes little with each.
  fileprivate var isMeasuredByBytes: Bool {
    switch OpSchema.named(op)?.kind {
    case .elementwise, .movement, .random, .reduction, .cumulative, .softmax, .loss,
      .normalization, .optimizer:
      true
    default: false
    }
  }
}
