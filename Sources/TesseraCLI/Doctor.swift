import ArgumentParser
import Foundation
import MPI
import PlanningCommands
import Tessera

/// What this machine offers to a job.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what the job found: MPI, ranks, shared memory, BLAS.",
    discussion: """
      Example:
        ./Launch/run -np 4 doctor
      """)

  func run() throws {
    do {
      let cluster = try Cluster.start()
      let report = try DoctorReport(cluster)
      if cluster.rank == 0 { try StandardOutput.print(report.text) }
    } catch { throw TesseraError(error) }
  }
}
