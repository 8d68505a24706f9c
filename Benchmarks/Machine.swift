import Foundation
import MPI

/// The machine that results were measured on, in words.
struct Machine: Encodable {
  let processor: String
  let cores: Int
  let memory: String
  let system: String
  let library: String
  let ranks: Int

  init(ranks: Int) {
    let info = ProcessInfo.processInfo
    self.ranks = ranks
    cores = info.activeProcessorCount
    memory = "\((info.physicalMemory + (1 << 29)) >> 30) GiB"
    library = MPIRuntime.libraryVersion.prefix { $0 != "," && $0 != "\n" }.description
    let kernel = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    system = "Linux " + (kernel ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    let lines = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let name = lines?.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last
    processor = name.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
  }

  var text: String { "\(cores) cores of \(processor), \(memory), \(system), \(library)" }
}
