/// The places of the elements of a tensor for each of which a composition makes a number.
///
/// - Throws: `Mismatch` where there are more of them than are made, for a file may claim any size.
func countedPlaces(_ sizes: Int...) throws -> Range<Int> {
  let most = 1 << 24
  var count = 1
  for size in sizes {
    let (product, overflows) = count.multipliedReportingOverflow(by: size)
    guard size >= 0, !overflows, product <= most else {
      throw Mismatch("\(sizes) elements that are counted out, at most \(most) are")
    }
    count = product
  }
  return 0..<count
}
