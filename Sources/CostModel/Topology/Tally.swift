/// How often each of some numbers, none of them negative, was counted.
struct Tally {
  /// By number less the lowest, where the numbers are close together.
  private var dense: [Int] = []
  private var lowest = 0
  /// By number, where they are not.
  private var sparse: [Int: Int] = [:]

  /// - Complexity: O(count).
  init(_ numbers: some Sequence<Int>) {
    var (count, first, last) = (0, Int.max, 0)
    for number in numbers {
      (count, first, last) = (count + 1, min(first, number), max(last, number))
    }
    guard count > 0 else { return }
    if (last - first) / 8 <= count {
      lowest = first
      dense = [Int](repeating: 0, count: last - first + 1)
      for number in numbers { dense[number - first] += 1 }
    } else {
      for number in numbers { sparse[number, default: 0] += 1 }
    }
  }

  /// How often a number was counted.
  subscript(number: Int) -> Int {
    let index = number - lowest
    return dense.indices.contains(index) ? dense[index] : sparse[number] ?? 0
  }

  /// How many different numbers were counted.
  var count: Int { dense.count { $0 > 0 } + sparse.count }

  /// How often the number was counted that was so most often; 0 where none was.
  var most: Int { max(dense.max() ?? 0, sparse.values.max() ?? 0) }
}
