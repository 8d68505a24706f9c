/// The flat places, from 0 on, of the elements of a tensor of these sizes, for each of which a composition makes a number.
///
/// - Throws: `Mismatch` where a size is negative, or there are more than 2^24 elements: a file may claim any size.
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
