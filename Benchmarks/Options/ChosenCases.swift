import Tessera

extension Array {
  /// The cases that `--only` names, with commas between; all without it.
  func chosen(by only: String?, _ name: (Element) -> String) throws(TesseraError) -> [Element] {
    guard let only else { return self }
    let names = only.split(separator: ",").map(String.init)
    let known = map(name)
    if let other = names.first(where: { !known.contains($0) }) {
      throw TesseraError(
        .usage,
        "--only: cases of \(known.joined(separator: ", ")) are required, '\(other)' is given")
    }
    return filter { names.contains(name($0)) }
  }
}
