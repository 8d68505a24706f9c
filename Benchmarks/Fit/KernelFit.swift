import CostModel
import Elements
import Forecasts
import Foundation
import SPMDRules
import Sharding
import Tensors
import Tessera

/// Times kernels on all ranks of the job at once, as a program's run them.
///
/// Times are of the processor: a kernel waits for nothing, and the turns of ranks that share a core are not its own. That
/// the others compute meanwhile counts: they have a share of caches and of memory.
struct KernelFit {
  let cluster: Cluster
  let measuring: MeasuringOptions
  private let trials: [KernelTrials.Trial]

  init(cluster: Cluster, measuring: MeasuringOptions) {
    (self.cluster, self.measuring) = (cluster, measuring)
    trials = KernelTrials(largest: measuring.largest.bytes).all
  }

  /// How many kernels are timed.
  var count: Int { passes * trials.count }

  private var passes: Int { min(Self.passes, measuring.passes) }

  /// What takes longer is not timed at greater sizes.
  private static let longest = 0.02
  /// More passes tell no more: times of the processor are disturbed little.
  private static let passes = 2

  /// Of each kernel that could be timed the median of the slowest rank, over all passes that were not disturbed.
  ///
  /// All ranks of the job call it.
  func samples(_ progress: (String) -> Void) throws -> [KernelSample] {
    var times: [Int: TimedPasses] = [:]
    var samples: [Int: KernelSample] = [:]
    for _ in 0..<passes {
      var slow: Set<String> = []
      for (index, trial) in trials.enumerated() {
        progress(trial.name)
        let key = "\(trial.call.op) \(trial.dtype.notation)"
        guard !slow.contains(key), let prepared = try Prepared(trial) else { continue }
        try cluster.barrier()
        let timing = try KernelTiming(repeats: min(3, measuring.repeats)) { _ = try prepared.op() }
        let median = try cluster.slowest(timing.median)
        if median > Self.longest { slow.insert(key) }
        times[index, default: TimedPasses()].append([median])
        samples[index] = KernelSample(
          name: trial.name, work: prepared.work, isView: prepared.isView, seconds: median)
      }
    }
    return samples.sorted { $0.key < $1.key }.map { index, sample in
      var sample = sample
      sample.seconds = max(1e-9, times[index]?.time(quantile: measuring.quantile) ?? 0)
      return sample
    }
  }
}

extension KernelFit {
  /// A call with its operands, and what it does.
  private struct Prepared {
    let op: LocalOp
    let work: KernelWork
    let isView: Bool

    /// - Returns: nil if the op does not take the dtype.
    init?(_ trial: KernelTrials.Trial) throws {
      let call = trial.call
      var seed: UInt64 = 0
      let inputs = try call.tensors.map { operand in
        seed += 1
        return try operand.tensor(trial.dtype, seed: seed)
      }
      guard let schema = OpSchema.named(call.op) else { return nil }
      do { op = try call.prepared(with: inputs) } catch {
        guard trial.dtype != .float32, error.kind == .usage else { throw error }
        return nil
      }
      let outputs = try op()
      let whole = TensorDistAttr.replicated(on: .single(0))
      func local(_ tensor: DenseTensor) -> LocalTensor {
        LocalTensor(shape: tensor.shape, dtype: tensor.dtype, attr: whole)
      }
      var rest = inputs[...]
      let answer = try Inference.infer(
        RuleCall(
          op: call.op,
          inputs: call.operands.map { operand in
            operand.map { _ in
              let tensor = rest.removeFirst()
              return RuleTensor(shape: tensor.shape, attr: whole, dtype: tensor.dtype)
            }
          }, attributes: call.attributes))
      work = KernelWork(
        schema, call.attributes, axes: answer.axes, inputs: inputs.map(local),
        outputs: outputs.map(local))
      isView =
        outputs.first.map { out in inputs.contains { $0.storage === out.storage } } ?? true
    }
  }
}

extension KernelSample {
  /// The samples as JSON: what each did, how long it took, and what the device predicts.
  static func json(_ samples: [KernelSample], _ device: Device?) throws -> String {
    struct Line: Encodable {
      let name: String
      let operations, bytes, leastDim, measured, predicted: Double
    }
    let lines = samples.map { sample in
      Line(
        name: sample.name, operations: sample.work.operations, bytes: sample.work.moved,
        leastDim: sample.work.leastDim, measured: sample.seconds,
        predicted: device?.kernels?.seconds(of: sample.work) ?? 0)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(lines), as: UTF8.self) + "\n"
  }
}
