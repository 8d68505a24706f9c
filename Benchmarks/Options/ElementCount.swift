import ArgumentParser
import Elements

/// A number of elements as people write it: `4096`, `16K`, `1M`; K, M and G are powers of 1024.
struct ElementCount: ExpressibleByArgument, CustomStringConvertible {
  let count: Int

  init(_ count: Int) { self.count = count }

  init?(argument: String) {
    let unit = argument.last.map { "KMG".contains($0) } == true ? "iB" : ""
    guard argument.last != "B", let count = ByteCount(parsing: argument + unit), count.bytes > 0
    else { return nil }
    self.count = count.bytes
  }

  var description: String {
    for (unit, factor) in [("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10)]
    where count % factor == 0 { return "\(count / factor)\(unit)" }
    return "\(count)"
  }
}
