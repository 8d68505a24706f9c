import Ops
import Testing

/// What the command line says to attributes that are not of their types.
@Suite struct AttributeCommandTests {
  /// A word that is no value of the type.
  private static func wrong(_ type: AttributeType) -> String {
    if case .text = type { "1" } else { "abc" }
  }

  /// A shape is never asked for: attributes are read before.
  private static func inputs(_ schema: OpSchema) -> [String] {
    schema.inputs.filter { $0.arity != .optional }.flatMap { input in
      ["--input", "f32[4,4]{S(0)}" + (input.arity == .list ? ";" : "")]
    }
  }

  @Test(arguments: OpSchema.all.filter { $0.kernel != nil && !$0.attributes.isEmpty }.map(\.name))
  func `tessera op refuses a value of another type with 64, and names attribute, type and op`(
    op: String
  ) throws {
    let schema = try #require(OpSchema.named(op))
    for attribute in schema.attributes {
      let word = Self.wrong(attribute.type)
      let (status, output, errors) = try Command.run(
        ["op", op, "--virtual", "--mesh", "2"] + Self.inputs(schema)
          + ["--attr", "\(attribute.name)=\(word)"])
      #expect(status == 64 && output.isEmpty, "\(op) --attr \(attribute.name)=\(word): \(status)")
      let start = "error: \(op): attribute '\(attribute.name)' must be "
      #expect(errors.hasPrefix(start), "\(errors)")
      #expect(errors.contains(attribute.type.requirement), "\(errors)")
    }
  }

  @Test func `an empty word is a text, and no value of any other type`() throws {
    let call = [
      "op", "fc", "--virtual", "--mesh", "2", "--input", "f32[4,6]{R}", "--input", "f32[6,2]{R}",
    ]
    let (status, output, errors) = try Command.run(call + ["--attr", "activation_type="])
    #expect(status == 0 && output == "out  f32[4,2]{R}\n" && errors.isEmpty)
    let refused = try Command.run(call + ["--attr", "in_num_col_dims="])
    #expect(
      refused.0 == 64
        && refused.2 == "error: fc: attribute 'in_num_col_dims' must be an integer, it is ''\n")
  }
}
