import Elements
import PlanningCommands
import ArgumentParser
import Console
import Foundation
import MPI
import Tessera

/// What this machine offers to a job.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the environment of the job: MPI, ranks, shared memory, BLAS.",
    discussion: """
      Example:
        ./Launch/run -np 4 doctor
      """)

  @OptionGroup var told: ReportOptions

  func run() throws {
    do {
      let cluster = try Cluster.start()
      let report = try DoctorReport(cluster)
      if cluster.rank == 0 { try told.tell(text: report.text, json: try report.json()) }
    } catch { throw TesseraError(error) }
  }
}
