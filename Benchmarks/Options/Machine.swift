import Elements
import Foundation
import Tensors
import Tessera

/// The machine that results were measured on, in words.
struct Machine: Encodable {
  let processor: String
  let cores: Int
  let memory: String
  let system: String
  let library: String
  let ranks: Int
  /// Which loops the local kernels run, as `avx2`.
  let kernels: String
  /// The libraries of matrix products.
  let products: String
  /// The load over the last minute when the measurement began, in processes that want a core; nil if the
  /// system does not say.
  let load: Double?

  init(ranks: Int) {
    let host = HostDescription()
    self.ranks = ranks
    kernels = "\(KernelVariant.chosen)"
    products = BLAS.configuration.joined(separator: "; ")
    (processor, cores, library) = (host.processor, host.cores, host.library)
    let info = ProcessInfo.processInfo
    memory = "\((info.physicalMemory + (1 << 29)) >> 30) GiB"
    let kernel = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    system = "Linux " + (kernel ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    let loads = try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)
    load = loads?.split(separator: " ").first.flatMap { Double($0) }
  }

  var text: String {
    let machine = "\(cores) cores of \(processor), \(memory), \(system), \(library)"
    return ([machine] + (busy.map { [$0] } ?? [])).joined(separator: "\n")
  }

  /// What is said where other work takes the cores; nil if they are free.
  var busy: String? { load.flatMap { Self.busy(load: $0, cores: cores) } }

  /// - Parameter load: in processes that want a core.
  static func busy(load: Double, cores: Int) -> String? {
    guard load > 0.5 * Double(cores) else { return nil }
    return
      "the machine is busy: a load of \(load.fixed(1)) on \(cores) cores over the last minute; "
      + "times are longer, and vary"
  }
}
