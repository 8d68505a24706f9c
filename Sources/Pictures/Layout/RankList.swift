/// Lists of ranks in few words.
enum RankList {
  /// Runs with a common step as one word: `0-3`, `0-12:4`, in ascending order.
  static func compact(_ ranks: [Int]) -> String {
    let sorted = ranks.sorted()
    var words: [String] = []
    var start = 0
    while start < sorted.count {
      var end = start
      if start + 2 < sorted.count {
        let step = sorted[start + 1] - sorted[start]
        end += 1
        while end + 1 < sorted.count, sorted[end + 1] - sorted[end] == step { end += 1 }
        if end - start >= 2 {
          words.append("\(sorted[start])-\(sorted[end])" + (step == 1 ? "" : ":\(step)"))
          start = end + 1
          continue
        }
      }
      words.append("\(sorted[start])")
      start += 1
    }
    return words.joined(separator: " ")
  }

  /// `rank 3`, `ranks 0-3 7`.
  static func named(_ ranks: [Int]) -> String {
    "rank\(ranks.count == 1 ? "" : "s") \(compact(ranks))"
  }
}
