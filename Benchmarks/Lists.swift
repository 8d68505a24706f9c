/// The numbers of a list, as `4096,100,64`; nil where one is none, or less than 1.
func numbers(in text: String) -> [Int]? {
  let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
  return numbers.allSatisfy { $0 > 0 } ? numbers : nil
}
