import CostModel
import Foundation
import PlanningCommands
import Tessera

/// This machine, in words and as the start of a fit.
struct FittedMachine {
  /// The number of ranks that were measured.
  let ranks: Int
  private let host = HostDescription()

  init(ranks: Int) { self.ranks = ranks }

  /// Plausible numbers, and the processors that there are.
  ///
  /// - Parameter readsPeers: whether ranks of one host read each other's shards.
  func start(readsPeers: Bool) -> Topology {
    var topology = Topology.oneHost
    topology.name = "this machine: \(host.cores) cores of \(host.processor)"
    topology.engine.cores = host.cores
    topology.engine.readsPeers = readsPeers
    topology.levels[0].link.gap = topology.levels[0].link.latency
    return topology
  }

  /// The calibrated machine, each number with where it comes from.
  func naming(_ fitted: Topology, _ samples: [CostSample]) -> Topology {
    let source = "bench fit, \(samples.count) samples on up to \(ranks) ranks, \(host.library)"
    var topology = fitted
    for key in ["latency", "gap", "bandwidth"] { topology.levels[0].link.sources[key] = source }
    for key in ["copy", "pack", "fold", "step-overhead", "caches"] {
      topology.engine.sources[key] = source
    }
    topology.engine.sources["cores"] = "as the operating system says"
    return topology
  }

  /// What a rank computes with, of the kernels that were measured.
  func device(
    _ samples: [KernelSample], _ launch: LaunchFit, on topology: Topology
  ) throws -> Device {
    let source = "bench fit, \(ranks) ranks at once"
    var topology = topology
    var device = Device(
      KernelCalibration(source: source).fit(samples),
      memory: Double(ProcessInfo.processInfo.physicalMemory) / Double(ranks),
      copy: topology.engine.copy, source: source)
    topology.device = device
    device.launch = try launch.seconds(beside: topology)
    device.sources["launch"] = "\(source), a program of small ops beside its kernels"
    return device
  }

  /// What stands above the numbers in the file.
  var comment: String {
    """
    # One machine, measured: ./Launch/run -np \(ranks) bench fit --output FILE
    #
    # \(host.cores) cores of \(host.processor), \(host.library). Each collective has the relative errors
    # |predicted - measured| / measured of its samples: their median and 90th percentile. Of each kernel, call is the
    # time of a call; operations, bandwidth and beyond are what it computes, and reads and writes within the cache and
    # beyond it, in a second.

    """
  }
}
