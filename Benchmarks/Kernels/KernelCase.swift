import Elements
import SPMDRules
import Tensors
import Tessera

/// A call of an op whose kernel is timed.
struct KernelCase: Sendable {
  /// The op's name, which may be an alias.
  let op: String
  let operands: [Operand<KernelOperand>]
  let attributes: [String: AttributeValue]
  /// Multiplications and additions; nil if they are not what an op is measured by.
  let operations: Double?

  init(
    _ op: String, arguments: [Operand<KernelOperand>], _ attributes: [String: AttributeValue] = [:],
    operations: Double? = nil
  ) {
    self.op = op
    operands = arguments
    self.attributes = attributes
    self.operations = operations
  }

  /// A call whose operands are single tensors.
  init(
    _ op: String, _ operands: [KernelOperand], _ attributes: [String: AttributeValue] = [:],
    operations: Double? = nil
  ) {
    self.init(op, arguments: operands.map { .one($0) }, attributes, operations: operations)
  }

  /// A call whose operands are single tensors of numbers of either sign.
  init(
    _ op: String, _ shapes: [Int]..., attributes: [String: AttributeValue] = [:],
    operations: Double? = nil
  ) {
    self.init(op, shapes.map { KernelOperand($0) }, attributes, operations: operations)
  }
}

extension KernelCase {
  /// The operands, lists flattened.
  var tensors: [KernelOperand] { operands.flatMap(\.elements) }

  /// The call with these tensors for its operands, lists flattened.
  ///
  /// - Throws: `TesseraError.Kind.usage` if the op does not take it.
  func prepared(with tensors: [DenseTensor]) throws(TesseraError) -> LocalOp {
    var rest = tensors[...]
    return try LocalOp(op, operands.map { $0.map { _ in rest.removeFirst() } }, attributes)
  }

  /// The dtypes of its rows, among those that are asked for: one alone where no operand is a float.
  func dtypes(among floats: [DType]) -> [DType] {
    guard let first = tensors.first, !tensors.contains(where: \.isFloating) else { return floats }
    return [first.dtype(.float32)]
  }

  /// The shapes, then the attributes: `[1024,1024] k=8`; what is left out is not there.
  var words: String {
    let shapes = operands.filter { $0.elements.map(\.shape) != [[0]] }.map { operand in
      switch operand {
      case .one(let one): Self.words(one.shape)
      case .list(let list): "(" + list.map { Self.words($0.shape) }.joined(separator: " ") + ")"
      }
    }
    let named = attributes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.word)" }
    return (shapes + named).joined(separator: " ")
  }

  private static func words(_ shape: [Int]) -> String { AttributeValue.ints(shape).word }
}
