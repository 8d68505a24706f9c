import Elements
import Sharding

/// Where a program can be cut into stages: between the ops that make activations, in their order.
package struct StagePlaces {
  /// The ops that make activations.
  let ops: [Int]
  /// How many of them come before each place, from none to all.
  let places: [Int]
  /// By number of ops: the bytes of what those before make and those behind read.
  let crossing: [Int]

  /// The pieces that the places cut the program into.
  package var pieces: Int { places.count - 1 }

  /// The places of a program: all, or of more than `most` those at which the fewest bytes cross, of equals evenly many
  /// from its beginning to its end.
  init(_ program: Program, atMost most: Int) {
    let (anchored, isOfLoss) = (program.anchoredOps, program.ofLossOps)
    ops = program.ops.indices.filter { anchored[$0] && isOfLoss[$0] }
    crossing = program.crossingBytes(ops)
    guard ops.count >= most else {
      places = Array(0...ops.count)
      return
    }
    let (room, bytes) = (most - 2, crossing)
    let inner = (1..<ops.count).sorted { (bytes[$0], $0) < (bytes[$1], $1) }
    let bound = bytes[inner[room]]
    let sure = inner.prefix { bytes[$0] < bound }
    let equal = inner[sure.count...].prefix { bytes[$0] == bound }
    let wanted = room - sure.count
    let even = (0..<wanted).map { equal[sure.count + (2 * $0 + 1) * equal.count / (2 * wanted)] }
    places = [0] + (sure + even).sorted() + [ops.count]
  }

  /// What stands in which stage.
  ///
  /// - Parameter cuts: by stage but the first: the number of its first piece, ascending.
  func hints(cut cuts: [Int], of program: Program) -> StageHints {
    var hints = StageHints(values: program.values.count)
    for (stage, (first, end)) in zip([0] + cuts, cuts + [pieces]).enumerated() {
      for place in places[first]..<places[end] {
        for id in program.ops[ops[place]].outputs { hints.say(id, stage) }
      }
    }
    return hints
  }
}

extension Program {
  /// Where the program can be cut into stages, at the most at so many places, its beginning and end among them.
  ///
  /// - Precondition: `most` is at least 3.
  package func stagePlaces(atMost most: Int) -> StagePlaces { StagePlaces(self, atMost: most) }

  /// The program in stages, the first of which begins with the first piece.
  ///
  /// - Parameters:
  ///   - cuts: by stage but the first: the number of its first piece, ascending.
  ///   - places: those of the program.
  ///   - meshes: one for each stage.
  /// - Throws: `TesseraError.Kind.usage` where a stage has nothing to do for the first result.
  package func staged(
    at cuts: [Int], of places: StagePlaces, on meshes: [ProcessMesh]
  ) throws(TesseraError) -> StagedProgram {
    precondition(meshes.count == cuts.count + 1, "there is a mesh for each stage")
    return try StageCutting(self, places.hints(cut: cuts, of: self))
      .staged(on: meshes, lanes: meshes.count)
  }

  /// By place between the ops of `own`: the bytes of what those before it make and those behind it read.
  fileprivate func crossingBytes(_ own: [Int]) -> [Int] {
    var steps = [Int](repeating: 0, count: own.count + 1)
    let place = Dictionary(uniqueKeysWithValues: own.enumerated().map { ($1, $0) })
    let readers = readers
    for (position, index) in own.enumerated() {
      for id in ops[index].outputs {
        guard let last = readers[id].compactMap({ place[$0] }).max(), last > position else {
          continue
        }
        for between in position + 1...last {
          steps[between] = steps[between].addingSaturated(values[id].byteCount)
        }
      }
    }
    return steps
  }
}
