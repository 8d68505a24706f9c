import Foundation
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
}

@main enum Main {
  static func main() {
    let name = CommandLine.arguments.last ?? ""
    let options = Cluster.Options(checksAgreement: true, timeout: .seconds(1))
    Cluster.run(options: options) { cluster in
      guard let scenario = Scenario(rawValue: name) else {
        throw TesseraError(.usage, "'\(name)': no such scenario")
      }
      let mesh = try ProcessMesh(shape: [cluster.size], name: "all")
      let tensor = try DistTensor(fill: .iota, shape: [8, 8], "S(0)", on: mesh, in: cluster)
      let isOdd = cluster.rank == cluster.size - 1
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
      default: break
      }
      _ = try tensor.resharded(to: scenario == .disagreeing && isOdd ? "S(1)" : "R")
    }
  }
}
