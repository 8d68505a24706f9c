import CostModel
import Elements
import Forecasts
import Ops
import Programs
import Resharding
import SPMDRules
import Sharding

/// What the search counts.
public enum SearchGoal: String, Hashable, Sendable, Codable, CaseIterable {
  /// The seconds of kernels and of reshards, one after the other.
  case time
  /// What all ranks receive.
  case bytes
  /// What a rank holds.
  case memory
}

/// The placements of tensors, numbered; ways to compute ops; and what lies between two placements. Everything is asked
/// for once for each shape.
final class StrategyPrices {
  /// A way to compute an op.
  struct Strategy {
    /// By operand and by result: the numbers of their placements.
    let inputs: [Int]
    let outputs: [Int]
    /// Of the kernel, and of the folds that the op makes within itself.
    let seconds: Double
    /// What all ranks receive in these.
    let bytes: Double
  }

  /// What tells the strategies of ops apart.
  private struct OpKey: Hashable {
    let action: ProgramOp.Action
    let counts: [Int]
    let shapes: [[Int]]
    let dtypes: [DType]
  }

  /// What a tensor is, as far as its reshards cost.
  struct Kind: Hashable {
    let shape: [Int]
    let dtype: DType
  }

  /// What a reshard costs.
  struct Move {
    let seconds: Double
    let bytes: Double
  }

  let mesh: ProcessMesh
  let prices: ProgramPrices
  private(set) var attrs: [TensorDistAttr] = []
  private var numbers: [TensorDistAttr: Int] = [:]
  private var strategies: [OpKey: (number: Int, all: [Strategy])] = [:]
  private var kinds: [Kind: Int] = [:]
  private(set) var kindList: [Kind] = []
  /// By kind: moves from one placement to another.
  private var moves: [[Int: Move]] = []
  private var shards: [Int: Double] = [:]

  init(_ prices: ProgramPrices, on mesh: ProcessMesh) {
    self.prices = prices
    self.mesh = mesh
  }

  /// The number of a placement.
  func number(_ attr: TensorDistAttr) -> Int {
    if let known = numbers[attr] { return known }
    numbers[attr] = attrs.count
    attrs.append(attr)
    return attrs.count - 1
  }

  func kind(_ value: ProgramValue) -> Int {
    let kind = Kind(shape: value.shape, dtype: value.dtype)
    if let known = kinds[kind] { return known }
    kinds[kind] = kindList.count
    kindList.append(kind)
    moves.append([:])
    return kindList.count - 1
  }

  /// What moving a tensor of a kind from one placement to another costs.
  ///
  /// - Throws: `TesseraError` where it cannot be planned.
  func move(_ kind: Int, from: Int, to: Int) throws(TesseraError) -> Move {
    if from == to { return Move(seconds: 0, bytes: 0) }
    let key = from << 24 | to
    if let known = moves[kind][key] { return known }
    let (shape, dtype) = (kindList[kind].shape, kindList[kind].dtype)
    let transition = Transition(shape: shape, dtype: dtype, from: attrs[from], to: attrs[to])
    let price = try prices.planned(transition)
    let move = Move(seconds: price.seconds, bytes: Double(price.received))
    moves[kind][key] = move
    return move
  }

  /// The bytes of a rank's shard.
  func bytes(_ kind: Int, _ attr: Int) -> Double {
    let key = kind << 24 | attr
    if let known = shards[key] { return known }
    let (shape, dtype) = (kindList[kind].shape, kindList[kind].dtype)
    let bytes = LocalTensor(shape: shape, dtype: dtype, attr: attrs[attr]).bytes
    shards[key] = bytes
    return bytes
  }

  /// All ways to compute an op, and the number of their list, which ops that are alike share.
  ///
  /// - Throws: `TesseraError` where the rule does not take the op.
  func strategies(of op: ProgramOp, in program: Program) throws(TesseraError) -> (
    number: Int, all: [Strategy]
  ) {
    guard case .op(let name, let attributes) = op.action, let schema = OpSchema.named(name) else {
      preconditionFailure("only ops of the schema have strategies")
    }
    let (operands, results) = (
      op.operands.map { program.values[$0] }, op.outputs.map { program.values[$0] }
    )
    let key = OpKey(
      action: op.action, counts: op.inputs.map(\.elements.count),
      shapes: (operands + results).map(\.shape), dtypes: (operands + results).map(\.dtype))
    if let known = strategies[key] { return known }
    let whole = TensorDistAttr.replicated(on: mesh)
    let call = RuleCall(
      op: name,
      inputs: op.inputs.map { operand in
        operand.map {
          RuleTensor(
            shape: program.values[$0].shape, attr: whole, dtype: program.values[$0].dtype)
        }
      }, attributes: attributes)
    let dtypes = operands.map(\.dtype)
    let found = try translated {
      try Inference.strategies(
        of: call, inputs: dtypes, outputs: results.map(\.dtype), on: mesh)
    }
    let legal = found.strategies.filter { strategy in
      // Integers that wrap, and means that are not sums, pass no partial values.
      zip(strategy.inputs, operands).allSatisfy {
        $0.read(by: name, as: $1.dtype, beside: dtypes, attributes) == $0
      }
        && zip(strategy.outputs, results).allSatisfy {
          $0.asked(of: name, as: $1.dtype, from: dtypes, attributes) == $0
        }
    }
    var all: [Strategy] = []
    for strategy in legal {
      func local(_ values: [ProgramValue], _ attrs: [TensorDistAttr]) -> [LocalTensor] {
        zip(values, attrs).map { LocalTensor(shape: $0.shape, dtype: $0.dtype, attr: $1) }
      }
      let work = KernelWork(
        schema, attributes, axes: found.axes, inputs: local(operands, strategy.inputs),
        outputs: local(results, strategy.outputs))
      var (seconds, bytes) = (prices.seconds(work, on: mesh), 0.0)
      let folds = try translated {
        try Inference.innerFolds(of: call, inputs: strategy.inputs, outputs: strategy.outputs)
      }
      for fold in folds {
        let price = try prices.planned(Transition(fold))
        seconds += price.seconds
        bytes += Double(price.received)
      }
      all.append(
        Strategy(
          inputs: strategy.inputs.map(number), outputs: strategy.outputs.map(number),
          seconds: seconds, bytes: bytes))
    }
    let entry = (strategies.count, all)
    strategies[key] = entry
    return entry
  }
}
