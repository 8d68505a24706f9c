import Importing
import Testing

/// What a model's buffers hold after a call, in both dialects.
@Suite struct BufferTests {
  private static let buffers: Set = [
    "count", "seen", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked",
  ]

  @Test(arguments: ["buffers.pt2", "buffers-aten.pt2"])
  func `buffers that are written have new contents where these are asked for`(file: String) throws {
    let path = Fixture.folder.appending(path: file).path
    let plain = try ImportedModel(path)
    #expect(plain.updates.isEmpty)
    let model = try ImportedModel(path, trains: true)
    #expect(Set(model.updates.keys) == Self.buffers && Self.buffers.isSubset(of: model.buffers))
    for (buffer, name) in model.updates {
      let values = model.program.values
      let (before, after) = (
        try #require(model.program.value(named: buffer)),
        try #require(model.program.value(named: name))
      )
      #expect(values[before].shape == values[after].shape)
      #expect(values[before].dtype == values[after].dtype)
    }
    // The loss is the same program, and the one result.
    #expect(model.program.results.count == 1 && plain.program.results.count == 1)
    #expect(model.program.inputs.count == plain.program.inputs.count)
    #expect(model.program.ops.count >= plain.program.ops.count)
  }

  @Test func `a model that writes nothing has no new contents`() throws {
    let path = Fixture.folder.appending(path: "train.pt2").path
    #expect(try ImportedModel(path, trains: true).updates.isEmpty)
  }
}
