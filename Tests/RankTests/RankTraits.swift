import Foundation
import MPI
import Testing

/// Starts MPI, sees that all ranks are at the same test, and notes that the test was run.
struct OnEveryRank: SuiteTrait, TestTrait, TestScoping {
  let isRecursive = true

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try MPIRuntime.start()
    try agree(on: test)
    try await function()
    try note(test)
  }

  /// A rank that runs other tests, or in another order, would hang or answer wrongly.
  private func agree(on test: Test) throws {
    var name = Array("\(test.id)".utf8.prefix(512))
    name += [UInt8](repeating: 0, count: 512 - name.count)
    let own = name
    var bytes = name.mutableSpan
    var raw = unsafe bytes.mutableBytes
    try Communicator.world.broadcast(&raw, of: .uint8, root: 0)
    if name != own { endJob("is at \(test.id), rank 0 at another test") }
  }

  private func note(_ test: Test) throws {
    guard let folder = environment["TESSERA_TALLY"] else { return }
    let path = "\(folder)/rank\(Communicator.world.rank)"
    if !FileManager.default.fileExists(atPath: path) {
      try Data().write(to: URL(filePath: path))
    }
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data("\(test.id)\n".utf8))
    try file.close()
  }
}

extension Trait where Self == OnEveryRank {
  static var onEveryRank: Self { Self() }
}

extension Trait where Self == IssueHandlingTrait {
  /// Ends the job at the first issue of any rank, as the others may wait for it forever.
  static var endingTheJob: Self {
    .compactMapIssues { issue in
      if isRank && issue.isFailure {
        let place = issue.sourceLocation.map { "\($0.fileID):\($0.line)" } ?? "?"
        endJob("failed \(Test.current?.name ?? "a test") at \(place): \(issue)")
      }
      return issue
    }
  }
}

/// Says why, and ends all ranks.
func endJob(_ reason: String) -> Never {
  let rank = MPIRuntime.isStarted ? Communicator.world.rank : 0
  FileHandle.standardError.write(Data("rank \(rank) \(reason)\n".utf8))
  MPIRuntime.abort(code: 1)
}
