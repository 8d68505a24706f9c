import ComplexModule
import Elements

/// The text of each element of a tensor, padded to line up with the others.
///
/// Texts are made for a block of elements when one of it is asked for, so that those of a large tensor are
/// never all there.
struct ElementWords {
  private enum Format {
    case boolean(isScalar: Bool)
    case integer(width: Int)
    case float(FloatFormat)
    case complex(FloatFormat, FloatFormat)
  }

  private let tensor: DenseTensor
  private let format: Format
  private var block = 0..<0
  private var words: [String] = []

  init(_ tensor: DenseTensor, precision: Int) {
    let flat = tensor.flattened()
    self.tensor = flat
    switch tensor.dtype.kind {
    case .boolean: format = .boolean(isScalar: tensor.ndim == 0)
    case .signedInteger, .unsignedInteger:
      var width = 0
      for block in flat.blocks {
        width = block.integerEnds.reduce(width) { max($0, $1.utf8.count) }
      }
      format = .integer(width: width)
    case .floatingPoint:
      format = .float(
        FloatFormat(tensor.dtype.floatKind, precision: precision) { each in
          _ = flat.blocks.first { !each($0.reals) }
        })
    case .complex:
      func part(_ part: KeyPath<Complex<Float>, Float>, showsPlus: Bool) -> FloatFormat {
        FloatFormat(.float32, precision: precision, showsPlus: showsPlus) { each in
          _ = flat.blocks.first {
            !each($0.values(as: Complex<Float>.self).map { Double($0[keyPath: part]) })
          }
        }
      }
      format = .complex(
        part(\.rawReal, showsPlus: false), part(\.rawImaginary, showsPlus: true))
    }
  }

  /// The text of the element at `place` in row-major order. Those that follow each other are quick.
  mutating func word(_ place: Int) -> String {
    if !block.contains(place) {
      block = place..<min(place + DenseTensor.blockCount, tensor.count)
      words = texts(tensor.slice(offsets: [place], sizes: [block.count]))
    }
    return words[place - block.lowerBound]
  }

  private func texts(_ part: DenseTensor) -> [String] {
    switch format {
    case .boolean(let isScalar):
      return part.values(as: Bool.self).map { $0 ? (isScalar ? "True" : " True") : "False" }
    case .integer(let width):
      return part.integers.map {
        String(repeating: " ", count: width - $0.utf8.count) + $0
      }
    case .float(let format): return part.reals.map(format.word)
    case .complex(let real, let imaginary):
      return part.values(as: Complex<Float>.self).map {
        real.word(Double($0.rawReal)) + Self.suffixed(imaginary.word(Double($0.rawImaginary)))
      }
    }
  }

  /// A `j` after the digits, before the padding.
  private static func suffixed(_ word: String) -> String {
    let padding = word.reversed().prefix { $0 == " " }.count
    return word.dropLast(padding) + "j" + String(repeating: " ", count: padding)
  }
}

extension Complex<Float> {
  fileprivate var rawReal: Float { rawStorage.x }
  fileprivate var rawImaginary: Float { rawStorage.y }
}

extension DenseTensor {
  /// How many elements of a tensor of one dim are looked at together.
  fileprivate static let blockCount = 1 << 14

  fileprivate var blocks: some Sequence<DenseTensor> {
    stride(from: 0, to: count, by: Self.blockCount).lazy.map { start in
      slice(offsets: [start], sizes: [min(Self.blockCount, count - start)])
    }
  }

  fileprivate var reals: [Double] { converted(to: .float64).values(as: Double.self) }

  fileprivate var integers: [String] {
    dtype.kind == .signedInteger
      ? converted(to: .int64).values(as: Int64.self).map(\.description)
      : converted(to: .uint64).values(as: UInt64.self).map(\.description)
  }

  /// The least and the greatest integer; the texts of those between are not longer.
  fileprivate var integerEnds: [String] {
    func ends<T: BinaryInteger>(_ values: [T]) -> [T] {
      [values.min(), values.max()].compactMap(\.self)
    }
    return dtype.kind == .signedInteger
      ? ends(converted(to: .int64).values(as: Int64.self)).map(\.description)
      : ends(converted(to: .uint64).values(as: UInt64.self)).map(\.description)
  }
}
