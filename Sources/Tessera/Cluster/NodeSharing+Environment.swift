import CostModel
import Foundation
import MPI

extension ExchangeChoice {
  /// `option`; where it is nil what `TESSERA_EXCHANGE` asks for, or `auto`.
  static func chosen(_ option: ExchangeChoice?) throws(TesseraError) -> ExchangeChoice {
    if let option { return option }
    guard let text = setting("TESSERA_EXCHANGE") else { return .auto }
    guard let choice = ExchangeChoice(rawValue: text) else {
      throw TesseraError(.usage, "TESSERA_EXCHANGE: \(words) is required, not '\(text)'")
    }
    return choice
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
