import Elements
import Foundation
import ProgramCases

/// Runs the proof of programs for longer than the tests do: `ProgramTrials COUNT SEED`. Prints what fails, each as small
/// as it can be, and ends with 1 where anything did.
@main
enum ProgramTrials {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
    guard arguments.count == 2 else {
      print("ProgramTrials COUNT SEED: two numbers are required")
      return
    }
    let (count, seed) = (arguments[0], arguments[1])
    var failures = 0
    for number in 0..<count {
      if let failure = ProgramProof.failure(ofSeed: seed &+ number) {
        print(failure)
        failures += 1
        if failures == 5 { break }
      }
    }
    print("\(count) programs from seed \(seed): \(failures) failed")
    if failures > 0 { exit(1) }
  }
}
