import Foundation
import Elements
import MPI
import PlanningCommands
import Tensors
import Tessera

/// What a job finds on its machine: the lines of `tessera doctor`.
struct DoctorReport {
  private var rows: [(name: String, finding: String)] = []

  /// Looks around. All ranks call it together.
  init(_ cluster: Cluster) throws {
    let world = Communicator.world
    let host = try world.splitShared()
    // The lowest rank of each host counts its host.
    let hosts = try cluster.gathered([host.rank == 0 ? host.size : 0]).map { $0[0] }.filter {
      $0 > 0
    }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    add("MPI library", Self.library(running: MPIRuntime.library, built: MPIRuntime.builtLibrary))
    add("MPI standard", MPIRuntime.standardVersion)
    add("thread level", "\(try MPIRuntime.start())")
    add("ranks", "\(cluster.size), by host: \(hosts.map(String.init).joined(separator: " "))")
    add("slots", "\(cores) cores on this host" + (host.size > cores ? ", shared by its ranks" : ""))
    add("node-shared memory", try Self.sharedMemory(host))
    add("shared exchange", try Self.exchange(cluster))
    add("single copy", Self.singleCopy)
    add("products", BLAS.configuration[0])
    add("BLAS", BLAS.configuration[1])
    add("kernels", Self.kernels)
    add("threads", "\(KernelThreads.count) for the kernels of rank 0")
  }

  private mutating func add(_ name: String, _ finding: String) { rows.append((name, finding)) }

  /// The library that runs, and what the program was built with where that is another.
  static func library(running: String, built: String) -> String {
    running == built || built.isEmpty
      ? running : "\(running); warning: the program was built with \(built)"
  }

  /// One line a finding.
  var text: String {
    let table = TextTable(header: ["", ""], rows: rows.map { [$0.name, $0.finding] })
    return table.lines.dropFirst().joined(separator: "\n")
  }

  /// One object, a field a finding.
  func json() throws -> String {
    let fields = Dictionary(
      uniqueKeysWithValues: rows.map {
        ($0.name.lowercased().replacing(" ", with: "_"), $0.finding)
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(fields), as: UTF8.self)
  }

  /// Whether the ranks of a host read each other's part of a shared window.
  private static func sharedMemory(_ host: Communicator) throws -> String {
    guard host.size > 1 else { return "not tried: one rank on this host" }
    do {
      return try SharedWindow.works(on: host) ? "works" : "does not work: peers read other bytes"
    } catch {
      return "does not work: \(error)"
    }
  }

  /// Whether the ranks of a host map each other's memory, and exchange shards by reading them.
  private static func exchange(_ cluster: Cluster) throws -> String {
    let (hosts, sharesMemory) = try cluster.exchangeReach()
    let counts =
      "\(hosts.count) host\(hosts.count > 1 ? "s" : "") with "
      + hosts.map(String.init).joined(separator: " ") + " ranks"
    guard sharesMemory else {
      return "does not work: ranks of a host cannot map each other's memory; \(counts)"
    }
    return "works: ranks of a host map each other's memory; \(counts)"
  }

  /// Whether a process may read another's memory (`process_vm_readv`), as the kernel's settings say.
  private static var singleCopy: String {
    let path = "/proc/sys/kernel/yama/ptrace_scope"
    guard let scope = try? String(contentsOfFile: path, encoding: .utf8) else {
      return "permitted, as far as the kernel says"
    }
    let level = scope.trimmingCharacters(in: .whitespacesAndNewlines)
    return level == "0" ? "permitted" : "restricted (\(path) is \(level))"
  }

  /// Which loops the local kernels run.
  private static var kernels: String {
    switch KernelVariant.chosen {
    case .avx512: "avx512: with AVX-512"
    case .avx2: "avx2: with AVX2 and F16C"
    case .neon: "neon: with NEON"
    case .portable: "portable: for every processor of its kind"
    }
  }
}
