import Foundation
import Tessera

/// The machine that results were measured on, in words.
struct Machine: Encodable {
  let processor: String
  let cores: Int
  let memory: String
  let system: String
  let library: String
  let ranks: Int

  init(ranks: Int) {
    let host = HostDescription()
    self.ranks = ranks
    (processor, cores, library) = (host.processor, host.cores, host.library)
    let info = ProcessInfo.processInfo
    memory = "\((info.physicalMemory + (1 << 29)) >> 30) GiB"
    let kernel = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    system = "Linux " + (kernel ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
  }

  var text: String { "\(cores) cores of \(processor), \(memory), \(system), \(library)" }
}
