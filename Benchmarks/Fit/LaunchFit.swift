import CostModel
import Elements
import Forecasts
import Programs
import Sharding
import Tessera

/// What a program's run takes for each op beside its kernel: it is dispatched, its operands are freed, and its code is not
/// in the innermost cache, as that of a kernel is which runs again and again.
///
/// All ranks run a program of many small ops of all kinds, each for itself.
struct LaunchFit {
  /// The program, placed.
  private let completed: CompletedProgram
  /// What a run takes, of the slowest rank; in time of the processor.
  private let seconds: Double

  private static let text = """
    program mixed(x: f32[6,20]{R}, parameter w: f32[20,20]{R}, parameter g: f32[20]{R}) {
      a = matmul(x, w)
      b = tanh(a)
      c = add(b, x)
      d = softmax(c)
      e, r = rms_norm(c, g)
      f = multiply(d, e)
      h = sum(f, axis=[1], keep_dim=true)
      i = subtract(f, h)
      j = transpose(i, perm=[1,0])
      k = matmul(j, i)
      l = sigmoid(k)
      m = scale(l, scale=0.5, bias=1.0)
      n = reshape(m, shape=[10,40])
      o = concat([n, n], axis=1)
      p = sqrt(o)
      q = maximum(p, o)
      loss = mean(q)
      return loss
    }
    """

  /// All ranks of the job call it.
  init(_ cluster: Cluster, repeats: Int) throws {
    let mesh = try ProcessMesh(shape: [cluster.size])
    let program = try Program(parsing: Self.text).gradients(of: "loss")
    completed = try Completion(on: [mesh])(program).applying()
    let compiled = try CompiledProgram(completed, on: cluster)
    var inputs: [String: DistTensor] = [:]
    for id in completed.program.inputs {
      let value = completed.program.values[id]
      inputs[value.name] = try DistTensor(
        fill: .random(seed: UInt64(id)), shape: value.shape, dtype: value.dtype,
        attr: completed.attrs[id], on: cluster)
    }
    try cluster.barrier()
    let timing = try KernelTiming(repeats: max(5, repeats)) { _ = try compiled(inputs) }
    seconds = try cluster.slowest(timing.median)
  }

  /// The seconds of each op beside those of its kernel on the topology's device.
  func seconds(beside topology: Topology) throws -> Double {
    var topology = topology
    topology.device?.launch = 0
    // Time of the processor is nobody else's.
    topology.engine.cores = nil
    let prices = try ProgramPrices(topology)
    let kernels = try ProgramForecast(completed, StepSetup(), prices).stepSeconds
    let ops = completed.program.ops.count { if case .op = $0.action { true } else { false } }
    return max(0, seconds - kernels) / Double(ops)
  }
}

extension Cluster {
  /// The most seconds of all ranks, which call it together.
  func slowest(_ seconds: Double) throws -> Double {
    let all = try gathered([Int(seconds * 1e12)])
    return Double(all.map { $0[0] }.max() ?? 0) * 1e-12
  }
}
