import Testing

@testable import TesseraCLI
import Waiting

@Suite(.waitingForPrograms) struct DoctorTests {
  @Test func `doctor warns where another library runs than the one built with`() {
    let (old, new) = ("Open MPI v4.1.4", "Open MPI v5.0.11")
    #expect(DoctorReport.library(running: old, built: old) == old)
    #expect(
      DoctorReport.library(running: new, built: old)
        == "Open MPI v5.0.11; warning: the program was built with Open MPI v4.1.4")
    #expect(DoctorReport.library(running: "Another MPI 1.0", built: "") == "Another MPI 1.0")
  }

  @Test func `doctor prints a line for each finding, once`() throws {
    let outcome = try Program.run(ranks: 2, ["doctor"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let names = [
      "MPI library", "MPI standard", "thread level", "ranks", "slots", "node-shared memory",
      "shared exchange", "single copy", "products", "BLAS", "kernels", "threads",
    ]
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == names.count)
    for (name, line) in zip(names, lines) {
      #expect(line.hasPrefix("\(name)  ") && line.count > 20, "\(line)")
    }
    #expect(outcome.output.contains("ranks               2, by host: 2\n"))
    #expect(outcome.output.contains("node-shared memory  works\n"))
    #expect(outcome.output.contains("\nproducts            oneDNN "))
    #expect(outcome.output.contains("\nBLAS                OpenBLAS 0."))
    #expect(
      outcome.output.contains(
        "shared exchange     works: ranks of a host map each other's memory; 1 host with 2 ranks\n")
    )
  }
}
