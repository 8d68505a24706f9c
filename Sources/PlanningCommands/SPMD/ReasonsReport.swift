import Elements
import Files
import SPMDRules
import Sharding

/// Why a rule answers as it does: what `--why` prints.
package struct ReasonsReport: Encodable {
  package struct Wish: Encodable {
    package let tensor: String
    package let placement: String
    /// The axes that the sharded dim runs over; null of a partial state.
    package let axes: String?
    package let kept: Bool

    package var text: String { "\(tensor) \(placement)" + (axes.map { " (\($0))" } ?? "") }
  }

  package struct MeshDim: Encodable {
    package let name: String
    package let agreed: Bool
    package let wishes: [Wish]

    package enum CodingKeys: String, CodingKey {
      case agreed, wishes
      case name = "mesh_dim"
    }

    package var text: String {
      if wishes.isEmpty { return "\(name): nothing is asked" }
      return "\(name): \(wishes.map(\.text).joined(separator: ", ")): "
        + (agreed ? "kept, nothing contradicts it" : "not all can be kept, the fewest bytes win")
    }
  }

  package struct Candidate: Encodable {
    package let chosen: Bool
    package let inputs: [String]
    package let outputs: [String]
    /// By all ranks together.
    package let bytesBefore: Int
    package let bytesAfter: Int

    package enum CodingKeys: String, CodingKey {
      case chosen, inputs, outputs
      case bytesBefore = "bytes_before"
      case bytesAfter = "bytes_after"
    }
  }

  package let meshDims: [MeshDim]
  package let candidates: [Candidate]
  /// Whether every combination was weighed.
  package let exhaustive: Bool
  private let header: [TextTable.Column]

  package enum CodingKeys: String, CodingKey {
    case candidates, exhaustive
    case meshDims = "mesh_dims"
  }

  /// - Parameters:
  ///   - given: the names of the tensors whose placements are given.
  ///   - all: those of all tensors, inputs first.
  package init(_ reasons: RuleReasons, on mesh: ProcessMesh, given: [String], all: [String]) {
    meshDims = reasons.meshDims.enumerated().map { index, entry in
      MeshDim(
        name: mesh.axes[index], agreed: entry.isAgreed,
        wishes: entry.wishes.map { wish in
          Wish(
            tensor: given[wish.tensor], placement: "\(wish.placement)",
            axes: wish.axes.isEmpty ? nil : wish.axes, kept: wish.isKept)
        })
    }
    candidates = reasons.candidates.map { candidate in
      Candidate(
        chosen: candidate.isChosen, inputs: candidate.inputs.map(\.description),
        outputs: candidate.outputs.map(\.description), bytesBefore: candidate.bytesBefore,
        bytesAfter: candidate.bytesAfter)
    }
    exhaustive = reasons.isExhaustive
    header =
      ["taken"] + all.map { .init($0) }
      + ["before the op", "after it", "in all"].map { .init($0, of: .allRanks) }
  }

  /// The most candidates of which the text has a line.
  private static let listed = 10

  /// What is asked of each mesh dim, the candidates with what all ranks receive for each, and what is lost.
  package var lines: [String] {
    var lines = ["why"] + meshDims.map(\.text)
    let rows = candidates.prefix(Self.listed).map { candidate in
      [TextTable.Cell.words(candidate.chosen ? "*" : "")]
        + (candidate.inputs + candidate.outputs).map { .words($0) }
        + [
          .bytes(candidate.bytesBefore), .bytes(candidate.bytesAfter),
          .bytes(candidate.bytesBefore + candidate.bytesAfter),
        ]
    }
    lines += TextTable(header, Array(rows)).lines
    let rest = candidates.count - rows.count
    if rest > 0 { lines.append("and \(rest) more that were weighed") }
    if !exhaustive { lines.append("there are more combinations than can be tried") }
    let lost = meshDims.flatMap { meshDim in
      meshDim.wishes.filter { !$0.kept }.map { "\($0.text) on \(meshDim.name)" }
    }
    lines.append("lost: " + (lost.isEmpty ? "no wish" : lost.joined(separator: ", ")))
    return lines
  }
}
