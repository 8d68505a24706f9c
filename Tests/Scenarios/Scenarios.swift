import CostModel
import Foundation
import MPI
import Sharding
import Tensors
import Tessera

/// What the ranks of a job do where the last one differs from the others: `Scenarios NAME`.
enum Scenario: String {
  /// It throws, and the others communicate.
  case throwing
  /// It reshards to other placements.
  case disagreeing
  /// It comes too late.
  case sleeping
  /// It dies by SIGKILL.
  case killed
  /// No rank differs; the first prints.
  case printing
  /// A signal stops it: before MPI starts, in a reshard through shared memory or through MPI, in a collective,
  /// when the others are at their end.
  case stoppedAtStart, stoppedInShared, stoppedInMPI, stoppedInBarrier, stoppedAtEnd
  /// A signal stops it after the end of MPI, when the others have nothing more to do.
  case stoppedAfterEnd
  /// It is busy for longer than the timeout, after the end of MPI.
  case busyAfterEnd
  /// It is busy for longer than the timeout, while no other waits for it.
  case busyAlone
  /// The first one reshards, and no other.
  case alone
}

@main enum Main {
  static func main() {
    let name = CommandLine.arguments.last ?? ""
    let exchange: ExchangeChoice? = name == Scenario.stoppedInMPI.rawValue ? .mpi : nil
    let options = Cluster.Options(timeout: .seconds(1), exchange: exchange)
    if name == Scenario.stoppedAtStart.rawValue, MPIRuntime.launchedRank == 1 { stop() }
    // What was registered before MPI has started runs after it has ended.
    switch Scenario(rawValue: name) {
    case .stoppedAfterEnd where MPIRuntime.launchedRank == 1: atexit { Self.stop() }
    case .busyAfterEnd where MPIRuntime.launchedRank == 1:
      atexit {
        sleep(3)
        print("it was busy")
      }
    default: break
    }
    Cluster.run(options: options) { cluster in
      guard let scenario = Scenario(rawValue: name) else {
        throw TesseraError(.usage, "'\(name)': no such scenario")
      }
      let mesh = try ProcessMesh(shape: [cluster.size], name: "all")
      let tensor = try DistTensor(fill: .iota, shape: [8, 8], "S(0)", on: mesh, in: cluster)
      let isOdd = cluster.rank == cluster.size - 1
      let isStopped = cluster.rank == 1
      switch scenario {
      case .throwing where isOdd:
        throw TesseraError(.data, "rank \(cluster.rank) cannot read its input")
      case .sleeping where isOdd:
        Thread.sleep(forTimeInterval: 60)
      case .killed where isOdd:
        kill(getpid(), SIGKILL)
      case .throwing, .killed:
        // These wait longer than the test does.
        try cluster.barrier()
      case .printing:
        if cluster.rank == 0 { print(tensor) }
      case .busyAlone:
        Thread.sleep(forTimeInterval: 2.5)
        print("rank \(cluster.rank) was busy")
      case .stoppedInShared, .stoppedInMPI:
        // The ranks know each other then, and go on without messages where they share memory.
        for _ in 0..<5 { _ = try tensor.resharded(to: "S(1)").resharded(to: "S(0)") }
        if isStopped { stop() }
      case .alone where cluster.rank > 0: return
      case .stoppedInBarrier:
        if isStopped { stop() }
        try cluster.barrier()
      case .stoppedAtEnd:
        _ = try tensor.resharded(to: "R")
        if isStopped { stop() }
        return
      default: break
      }
      _ = try tensor.resharded(to: scenario == .disagreeing && isOdd ? "S(1)" : "R")
    }
  }

  /// What a user does by Ctrl-Z, a batch system to make room, a debugger.
  private static func stop() { kill(getpid(), SIGSTOP) }
}
