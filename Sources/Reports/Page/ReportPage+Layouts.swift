import Elements
import Pictures
import Programs
import Sharding

extension ReportPage {
  /// More pictures are too many to look at, and those of many ranks take more room.
  func mostPictures(of most: Int) -> Int {
    let ranks = contents.meshes.map(\.count).max() ?? 1
    return max(most / 6, min(most, 16 * most / max(1, ranks)))
  }

  /// Of more ranks a picture shows no rank that one could find.
  static var mostDrawnRanks: Int { 512 }
  /// The most names of values that a list has.
  private static var mostNames: Int { 60 }

  /// Every way in which values lie, with a picture of their shards.
  var layoutSection: [HTML] {
    let cut = layouts.indices.filter { !layouts[$0].isWhole }
    let drawn = Set(cut.prefix(mostPictures(of: 48)))
    let left = cut.count - drawn.count
    let intro =
      "\(program.values.count) values lie in \(layouts.count) ways, those with most bytes first. "
      + "A picture shows which rank holds which block."
      + (left > 0 ? " \(left) ways are told without a picture." : "")
    return [.paragraph(intro)]
      + layouts.enumerated().map { place, kind in
        let shard = kind.shard.map(String.init).joined(separator: ",")
        let words =
          kind.isWhole
          ? "Every rank of the mesh holds all of it, \(ByteCount(kind.shardBytes))."
          : "A rank holds [\(shard)] at the most, \(ByteCount(kind.shardBytes))."
        return .folded(
          [.tag("code", [:], kind.tensor)] + Chips.of(kind.attr) + [
            .tag("small", [:], " \(kind.values.count) value\(kind.values.count == 1 ? "" : "s")")
          ], id: "l\(place)", style: "layout",
          [.paragraph(words)]
            + (drawn.contains(place)
              ? [Self.picture(dtype: kind.dtype, shape: kind.shape, states: [kind.attr])] : [])
            + [Self.names(kind.values.map { program.values[$0].name })])
      }
  }

  /// How a tensor lies in one state after the other.
  static func picture(dtype: DType, shape: [Int], states: [TensorDistAttr]) -> HTML {
    let ranks = states.map(\.mesh.count).max() ?? 0
    guard ranks <= mostDrawnRanks else {
      return .paragraph("A picture of \(ranks) ranks would be too fine to read.")
    }
    guard let picture = try? LayoutPicture(dtype: dtype, shape: shape, states: states) else {
      return .text("")
    }
    return .scrolled("Which rank holds which block", [.picture(picture.svg)])
  }

  /// Names, as many as one looks at.
  static func names(_ names: [String]) -> HTML {
    let more = names.count - mostNames
    return .tag(
      "p", ["class": "names"],
      names.prefix(mostNames).joined(separator: ", ") + (more > 0 ? " and \(more) more" : ""))
  }
}
