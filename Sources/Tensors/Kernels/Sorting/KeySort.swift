/// The stable order of unsigned keys: by insertion where there are few, else by radix from the lowest
/// byte on, leaving out the bytes in which all keys agree.
struct KeySort {
  /// After `sort`: where each key of the order was.
  private(set) var places: [Int]
  private var keys: [UInt64]
  private var otherPlaces: [Int]
  private var otherKeys: [UInt64]

  /// Scratch for `capacity` keys.
  init(capacity: Int) {
    places = [Int](repeating: 0, count: capacity)
    keys = [UInt64](repeating: 0, count: capacity)
    otherPlaces = places
    otherKeys = keys
  }

  @inline(__always)
  mutating func sort(count: Int, key: (_ place: Int) -> UInt64) {
    for place in 0..<count {
      places[place] = place
      keys[place] = key(place)
    }
    sortKeys(count)
  }

  /// The first `kept` of the order, of at most 64: by insertion into what was best so far. After it, `places` begins
  /// with them. O(count + kept log(count) kept) where keys come in no order.
  ///
  /// - Parameter next: the first place, from one on, whose key may be below that of the worst so far.
  @inline(__always)
  mutating func select(
    _ kept: Int, of count: Int, key: (_ place: Int) -> UInt64,
    next: (_ place: Int, _ worst: Int) -> Int = { place, _ in place }
  ) {
    for place in 0..<kept { insert(key(place), place, among: place) }
    var place = kept
    while place < count {
      place = next(place, places[kept - 1])
      guard place < count else { return }
      let key = key(place)
      if key < keys[kept - 1] { insert(key, place, among: kept - 1) }
      place += 1
    }
  }

  /// Inserts a key behind those of the first `count` that are not above it; the others move on by one place.
  @inline(__always)
  private mutating func insert(_ key: UInt64, _ place: Int, among count: Int) {
    var at = count
    while at > 0, keys[at - 1] > key {
      keys[at] = keys[at - 1]
      places[at] = places[at - 1]
      at -= 1
    }
    keys[at] = key
    places[at] = place
  }

  private mutating func sortKeys(_ count: Int) {
    if count <= 32 { return insert(count) }
    var union: UInt64 = 0
    var common: UInt64 = .max
    for i in 0..<count {
      union |= keys[i]
      common &= keys[i]
    }
    let varying = union & ~common
    for shift in stride(from: UInt64(0), to: 64, by: 8) where (varying >> shift) & 0xff != 0 {
      distribute(count, shift)
      swap(&places, &otherPlaces)
      swap(&keys, &otherKeys)
    }
  }

  private mutating func insert(_ count: Int) {
    for i in 1..<max(count, 1) { insert(keys[i], places[i], among: i) }
  }

  /// One stable pass by the byte at `shift`.
  private mutating func distribute(_ count: Int, _ shift: UInt64) {
    var starts = [Int](repeating: 0, count: 256)
    for i in 0..<count { starts[Int((keys[i] &>> shift) & 0xff)] += 1 }
    var sum = 0
    for digit in 0..<256 { (starts[digit], sum) = (sum, sum + starts[digit]) }
    for i in 0..<count {
      let digit = Int((keys[i] &>> shift) & 0xff)
      otherKeys[starts[digit]] = keys[i]
      otherPlaces[starts[digit]] = places[i]
      starts[digit] += 1
    }
  }
}
