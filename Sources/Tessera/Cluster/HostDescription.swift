import Foundation
import MPI

/// This process's host, in words: what a measurement was made on.
public struct HostDescription: Hashable, Sendable {
  /// The processor's name as Linux tells it; elsewhere that it is not known.
  public let processor: String
  /// Processors that the process may use.
  public let cores: Int
  /// The MPI library and its version, as `Open MPI v4.1.4` (MPI-3.1, 8.1.1).
  public let library: String

  /// Reads a small file of the system's; asks MPI, which need not have been started.
  public init() {
    cores = ProcessInfo.processInfo.activeProcessorCount
    library = MPIRuntime.library
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?
      .split(separator: "\n")
    let name = lines?.first { $0.hasPrefix("model name") }?.split(separator: ":").last
    processor = name.map { $0.trimmingCharacters(in: .whitespaces) } ?? "an unnamed processor"
  }
}
