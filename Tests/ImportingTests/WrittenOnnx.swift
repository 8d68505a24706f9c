/// Writes ONNX models in Protocol Buffers' wire format, also such as no library writes.
struct WrittenOnnx {
  var bytes: [UInt8] = []

  static func varint(_ number: Int) -> [UInt8] {
    var (rest, bytes) = (UInt64(bitPattern: Int64(number)), [UInt8]())
    repeat {
      bytes.append(UInt8(rest & 127) | (rest > 127 ? 128 : 0))
      rest >>= 7
    } while rest > 0
    return bytes
  }

  /// With a field that is a number.
  func adding(_ field: Int, _ number: Int) -> WrittenOnnx {
    WrittenOnnx(bytes: bytes + Self.varint(field << 3) + Self.varint(number))
  }

  /// With a field of bytes, of which `count` are claimed.
  func adding(_ field: Int, _ content: [UInt8], count: Int? = nil) -> WrittenOnnx {
    WrittenOnnx(
      bytes: bytes + Self.varint(field << 3 | 2) + Self.varint(count ?? content.count) + content)
  }

  func adding(_ field: Int, _ text: String) -> WrittenOnnx { adding(field, Array(text.utf8)) }

  func adding(_ field: Int, _ message: WrittenOnnx) -> WrittenOnnx { adding(field, message.bytes) }

  func adding(_ field: Int, _ messages: [WrittenOnnx]) -> WrittenOnnx {
    messages.reduce(self) { $0.adding(field, $1) }
  }

  /// A node without attributes.
  static func node(_ operation: String, _ inputs: [String], _ outputs: [String]) -> WrittenOnnx {
    let named = inputs.reduce(WrittenOnnx()) { $0.adding(1, $1) }
    return outputs.reduce(named) { $0.adding(2, $1) }.adding(4, operation)
  }

  /// A weight of float32 with its bytes.
  static func weight(
    _ name: String, shape: [Int], dtype: Int = 1, bytes: [UInt8]? = [0, 0, 128, 63, 0, 0, 0, 64]
  ) -> WrittenOnnx {
    let shaped = shape.reduce(WrittenOnnx()) { $0.adding(1, $1) }.adding(2, dtype).adding(8, name)
    return bytes.map { shaped.adding(9, $0) } ?? shaped
  }

  /// A weight in another file.
  static func external(_ entries: [String: String]) -> WrittenOnnx {
    let pairs = entries.sorted { $0.key < $1.key }.map {
      WrittenOnnx().adding(1, $0.key).adding(2, $0.value)
    }
    return weight("w", shape: [2], bytes: nil).adding(13, pairs).adding(14, 1)
  }

  /// An input of float32.
  static func input(_ name: String, shape: [Int] = [2]) -> WrittenOnnx {
    let sizes = shape.reduce(WrittenOnnx()) { $0.adding(1, WrittenOnnx().adding(1, $1)) }
    let tensor = WrittenOnnx().adding(1, 1).adding(2, sizes)
    return WrittenOnnx().adding(1, name).adding(2, WrittenOnnx().adding(1, tensor))
  }

  /// A model that adds its one weight to its input.
  static func model(
    nodes: [WrittenOnnx] = [node("Add", ["x", "w"], ["y"])],
    weights: [WrittenOnnx] = [weight("w", shape: [2])], inputs: [WrittenOnnx] = [input("x")],
    version: Int = 8, opset: Int? = 17, more: WrittenOnnx = WrittenOnnx()
  ) -> WrittenOnnx {
    let graph = WrittenOnnx().adding(1, nodes).adding(5, weights).adding(11, inputs)
      .adding(12, WrittenOnnx().adding(1, "y"))
    let model = WrittenOnnx(bytes: WrittenOnnx().adding(1, version).bytes + more.bytes)
      .adding(7, graph)
    return opset.map { model.adding(8, WrittenOnnx().adding(1, "").adding(2, $0)) } ?? model
  }
}
