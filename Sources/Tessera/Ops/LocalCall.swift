import SPMDRules
import Sharding
import Tensors

/// One rank's part of an op: its shards of the inputs, and where they lie in the whole tensors.
///
/// Most ops need the tensors only. Those that name places, like a look-up in a sharded table, also
/// need where their parts begin.
package struct LocalCall {
  /// A rank's part of a tensor.
  package struct Part {
    /// The part of the tensor that this rank holds.
    package let tensor: DenseTensor
    /// Where it lies in the whole tensor.
    package let box: Box
    /// The whole tensor's shape.
    package let shape: [Int]
  }

  /// All of a rank's part but the tensors: it is the same in every call whose operands lie alike.
  final class Site {
    let op: String
    /// Which of the tensors each input is.
    let inputs: [Operand<Int>]
    let attributes: [String: AttributeValue]
    /// Where the tensors lie, and the shapes of the whole ones.
    let inputBoxes: [Box]
    let inputShapes: [[Int]]
    let outputs: [Box]
    let outputShapes: [[Int]]
    let dtypes: [DType]

    init(
      op: String, inputs: [Operand<Int>], attributes: [String: AttributeValue], inputBoxes: [Box],
      inputShapes: [[Int]], outputs: [Box], outputShapes: [[Int]], dtypes: [DType]
    ) {
      self.op = op
      self.inputs = inputs
      self.attributes = attributes
      self.inputBoxes = inputBoxes
      self.inputShapes = inputShapes
      self.outputs = outputs
      self.outputShapes = outputShapes
      self.dtypes = dtypes
    }
  }

  let site: Site
  /// The rank's parts of all inputs, lists flattened.
  let tensors: [DenseTensor]
}

extension LocalCall {
  /// The name of the op.
  package var op: String { site.op }

  /// This rank's parts of the operands.
  package var inputs: [Operand<Part>] { site.inputs.map { $0.map(part(at:)) } }

  /// Those of the part: a target shape is its part's, an offset counts from where its part begins.
  package var attributes: [String: AttributeValue] { site.attributes }

  /// Where the parts of the outputs lie, lists flattened.
  package var outputs: [Box] { site.outputs }

  /// The whole outputs' shapes.
  package var outputShapes: [[Int]] { site.outputShapes }

  /// The outputs' dtypes.
  package var dtypes: [DType] { site.dtypes }

  /// The tensor of the input at `index`.
  package func tensor(_ index: Int) -> DenseTensor { tensors[place(of: index)] }

  /// This rank's part of an operand.
  package func part(_ index: Int) -> Part { part(at: place(of: index)) }

  /// The tensors of the list at `index`.
  package func list(_ index: Int) -> [DenseTensor] {
    site.inputs[index].elements.map { tensors[$0] }
  }

  /// Whether the input at `index` is there: an absent optional one has the shape [0].
  package func has(_ index: Int) -> Bool {
    guard index < site.inputs.count, case .one(let place) = site.inputs[index] else { return false }
    return site.inputShapes[place] != [0]
  }

  /// The tensor of an input that may be absent.
  package func optional(_ index: Int) -> DenseTensor? { has(index) ? tensor(index) : nil }

  private func place(of index: Int) -> Int {
    guard case .one(let place) = site.inputs[index] else {
      preconditionFailure("\(op): input \(index) is a list")
    }
    return place
  }

  private func part(at place: Int) -> Part {
    Part(tensor: tensors[place], box: site.inputBoxes[place], shape: site.inputShapes[place])
  }
}

extension Array {
  /// The operands' places in the list of all tensors, lists flattened.
  func places<Tensor>() -> [Operand<Int>] where Element == Operand<Tensor> {
    var count = 0
    return map { operand in
      operand.map { _ in
        defer { count += 1 }
        return count
      }
    }
  }
}
