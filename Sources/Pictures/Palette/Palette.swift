/// The colours of ranks, categories and series.
///
/// The fills draw on the schemes of Paul Tol (https://personal.sron.nl/~pault/) and of Okabe and Ito, chosen so
/// that every two also differ for readers without red or green cones (as Machado, Oliveira and Fernandes
/// 2009 simulate it). After sixteen they begin anew under a hatch, another one in each round.
package enum Palette {
  static let fills = [
    "#99ddff", "#ee8866", "#eedd88", "#44bb99", "#c8a2c8", "#4477aa", "#e69f00", "#dddddd",
    "#1b4f9c", "#f0e442", "#882255", "#b2182b", "#3f007d", "#994f00", "#252525", "#661100",
  ]

  /// Strokes that stand out from light and dark grounds alike.
  static let strokes = [
    "#3d7fc4", "#d9622b", "#1f9a55", "#b8489e", "#9a7d12", "#0e93a8", "#8a67d6", "#cf4a55",
  ]

  /// The look of rank or category `index`.
  package static func swatch(_ index: Int) -> Swatch {
    let round = index / fills.count
    return Swatch(
      fill: fills[index % fills.count], hatch: round == 0 ? nil : Hatch(cycling: round - 1))
  }

  /// The colour of the line of series `index`.
  package static func stroke(_ index: Int) -> String { strokes[index % strokes.count] }

  /// The dashes of the line of series `index`; nil if it is whole.
  package static func dashes(_ index: Int) -> String? {
    [nil, "7 4", "2 3", "9 3 2 3"][index / strokes.count % 4]
  }

  /// The patterns that the swatches of these indices need.
  package static func definitions(_ indices: some Sequence<Int>) -> [SVGElement] {
    let swatches = indices.lazy.map(swatch)
    var seen: Set<String> = []
    return swatches.compactMap(\.pattern).filter { element in
      seen.insert(element.attributes[0].value).inserted
    }
  }
}
