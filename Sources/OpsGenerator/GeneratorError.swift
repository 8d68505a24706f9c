/// Why nothing is generated: one message, which names the file, the op and what is wrong.
struct GeneratorError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
