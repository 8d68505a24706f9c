import Foundation
import MPI
import Resharding

extension ExchangeMode {
  /// `option`; where it is nil what `TESSERA_EXCHANGE` asks for (`shared` or `mpi`), or
  /// shared memory.
  static func chosen(_ option: ExchangeMode?) throws(TesseraError) -> ExchangeMode {
    if let option { return option }
    guard let text = setting("TESSERA_EXCHANGE") else { return .shared }
    guard let mode = ExchangeMode(rawValue: text) else {
      throw TesseraError(.usage, "TESSERA_EXCHANGE: shared or mpi is required, not '\(text)'")
    }
    return mode
  }

  /// `TESSERA_RANKS_PER_HOST`: so many ranks in a row are to count as one host.
  static func ranksPerHost() throws(TesseraError) -> Int? {
    guard let text = setting("TESSERA_RANKS_PER_HOST") else { return nil }
    guard let count = Int(text), count > 0 else {
      throw TesseraError(
        .usage, "TESSERA_RANKS_PER_HOST: a positive number is required, not '\(text)'")
    }
    return count
  }

  private static func setting(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
