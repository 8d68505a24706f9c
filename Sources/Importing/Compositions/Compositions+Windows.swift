import Elements
import Ops
import Programs

extension Compositions {
  /// Fourier transforms of windows of a signal, and the signal of them.
  static let windows: [String: Composition] = [
    "aten.stft.default": { [try transformed($0)] },
    "aten.istft.default": { [try joined($0)] },
  ]

  /// The transforms of windows of a signal: [batch, frequencies, windows].
  private static func transformed(_ call: CompositionCall) throws -> Value {
    let x = try call.tensor("self")
    let size = try call.int("n_fft")
    let step = call.optionalInt("hop_length") ?? size / 4
    let width = call.optionalInt("win_length") ?? size
    guard x.dtype.kind == .floatingPoint, call.bool("onesided", default: true),
      call.bool("return_complex", default: false), size > 0, step > 0
    else { throw Mismatch("a signal of real numbers, onesided and return_complex are required") }
    var frames = try call.call(
      "aten.unfold.default",
      ["dimension": .int(-1), "size": .int(size), "step": .int(step)].merging(
        call.arguments.keys.filter { $0 != "self" }.map { ($0, ImportedArgument?.none) }
      ) { own, _ in own })[0]
    if let window = call.optionalTensor("window") {
      frames = try frames * widened(window, to: size, call)
    } else if width < size {
      throw Mismatch("argument win_length without a window")
    }
    let factor = call.bool("normalized", default: false) ? 1 / Double(size).squareRoot() : 1
    let dim = frames.shape.count - 1
    let made = try call.transformed(
      Waves(frames, call), [dim], isForward: true, isHalf: true, factor)
    return try made.swapaxes(-2, -1)
  }

  /// The signal [batch, points] whose windows have these transforms: where they lie over each other their sum, over that
  /// of the squares of the window's numbers.
  private static func joined(_ call: CompositionCall) throws -> Value {
    let given = try call.tensor("self")
    let size = try call.int("n_fft")
    let step = call.optionalInt("hop_length") ?? size / 4
    let width = call.optionalInt("win_length") ?? size
    let last = given.shape.count - 1
    guard last == 1 || last == 2, !call.bool("return_complex", default: false), size > 0, step > 0,
      given.shape[last - 1] == size / 2 + 1
    else { throw Mismatch("a signal of real numbers, onesided is required") }
    let count = given.shape[last]
    let factor =
      call.bool("normalized", default: false) ? 1 / Double(size).squareRoot() : 1 / Double(size)
    var frames = try call.real(
      Waves(given.swapaxes(last - 1, last), call), [last], size, factor)
    let window =
      try call.optionalTensor("window").map { try widened($0, to: size, call) }
      ?? widened(
        call.recorder.constant([1], shape: [width], dtype: frames.dtype), to: size, call)
    frames = try frames * window
    let total = size + step * (count - 1)
    let places = try countedPlaces(count, size).map { Double($0 / size * step + $0 % size) }
    let outer = Array(given.shape.dropLast(2))
    let sums = try call.sums(
      frames.reshape(outer + [count * size]), at: places, of: total)
    let weights = try call.sums(
      (window * window).expand([count, size]).reshape([count * size]), at: places, of: total)
    let isCentred = call.bool("center", default: true)
    let start = isCentred ? size / 2 : 0
    let length = call.optionalInt("length")
    let end = min(total, length.map { start + $0 } ?? (isCentred ? total - size / 2 : total))
    let made =
      try call.range(sums, along: last - 1, start, end)
      / call.range(weights, along: 0, start, end)
    let missing = length.map { start + $0 - end } ?? 0
    guard missing > 0 else { return made }
    let rest = [Int](repeating: 0, count: 2 * outer.count)
    return try call.op("pad", made, with: ["paddings": .ints(rest + [0, missing])])
  }

  /// A window with as many zeros on both sides as make it so long.
  private static func widened(_ window: Value, to size: Int, _ call: CompositionCall) throws
    -> Value
  {
    let width = window.shape[0]
    guard width < size else { return window }
    let before = (size - width) / 2
    return try call.op(
      "pad", window, with: ["paddings": .ints([before, size - width - before])])
  }
}

extension CompositionCall {
  /// Of the last dim the sums of all elements that go to each of so many places.
  func sums(_ x: Value, at places: [Double], of count: Int) throws -> Value {
    let outer = Array(x.shape.dropLast())
    let index = try recorder.constant(places, shape: [places.count], dtype: .int64)
    return try op(
      "put_along_axis", recorder.constant([0], shape: outer + [count], dtype: x.dtype),
      outer.isEmpty ? index : index.expand(x.shape), x,
      with: ["axis": .int(outer.count), "reduce": .string("add")])
  }
}
