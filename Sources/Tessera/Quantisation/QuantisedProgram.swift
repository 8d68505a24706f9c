import Elements
import Programs
import Sharding
import Tensors

/// A program whose transformer layers multiply integers of 8 bits, with its weights, and how far its values are from
/// those of floats.
///
/// Everything is computed in this process; nothing is communicated.
public struct QuantisedProgram {
  /// How far a value is from what floats give, over all examples.
  public struct ValueError: Hashable, Sendable {
    /// The value: a result of the program, or a product of a layer, `NAME.LAYER.PRODUCT`.
    public let value: String
    /// The largest magnitude of what a product is of, which 127 stands for; nil of a result.
    public internal(set) var largestInput: Double?
    /// The largest magnitude of the value itself, of floats.
    public internal(set) var largest = 0.0
    /// The largest distance of an element.
    public internal(set) var worst = 0.0
    /// The root of the mean square distance over that of the value.
    public var relative: Double { squares == 0 ? 0 : (distances / squares).squareRoot() }

    private var squares = 0.0
    private var distances = 0.0

    init(_ value: String) { self.value = value }

    mutating func add(_ float: [Float], _ other: [Float]) {
      for (one, two) in zip(float, other) {
        let distance = abs(Double(one) - Double(two))
        largest = max(largest, abs(Double(one)))
        worst = max(worst, distance)
        squares += Double(one) * Double(one)
        distances += distance * distance
      }
    }
  }

  /// The program: its weights of 8 bits and their scales are parameters. Nothing says where values lie.
  public let program: Program
  /// All parameters of the program, by name.
  public let parameters: [String: DistTensor]
  /// The products in the order in which they are made, then the program's results.
  public let errors: [ValueError]
  /// What is of a layer's form and stays in floats, and why.
  public let refused: [Fusion.Note]
  /// How many layers multiply integers.
  public let layers: Int

  /// Chooses scales by runs of the program on examples, quantises the weights, and runs both programs on the examples.
  ///
  /// - Parameters:
  ///   - program: any; its layers are fused first, and its placements are left out.
  ///   - examples: by name, all inputs and parameters of the program, for each run; parameters are the first one's.
  /// - Throws: `TesseraError.Kind.data` where no layer can be quantised; as `CompiledProgram` where an example does not fit.
  /// - Complexity: two runs in floats and one in integers of each example, and O(elements) for the weights.
  public init(
    _ program: Program, examples: [[String: DistTensor]], on cluster: Cluster = .virtual(1)
  ) throws(TesseraError) {
    let quantisation = try TransformerQuantisation(program.withoutPlacements())
    let count = quantisation.program.results.count
    var watched = quantisation.program
    for site in quantisation.sites {
      for product in TransformerQuantisation.Product.allCases {
        watched.results += site.weights[product] ?? []
      }
    }
    let floats = try CompiledProgram(
      try Completion(on: [.single(0)])(watched), on: cluster)
    var largest: [String: Double] = [:]
    var weights: [DenseTensor] = []
    for example in examples {
      let run = try Self.run(floats, example)
      if weights.isEmpty { weights = Array(run.results.dropFirst(count)) }
      for product in run.products {
        let name = quantisation.name(of: product)
        largest[name] = max(largest[name] ?? 0, product.rows.largestMagnitude)
      }
    }
    var made: [String: DenseTensor] = [:]
    var rest = weights[...]
    for site in quantisation.sites {
      for product in TransformerQuantisation.Product.allCases {
        for layer in 0..<site.layers {
          let weight = rest.removeFirst()
          let rows = weight.productRows(
            isTransposed: product == .qkv && site.isTransposed,
            input: largest["\(site.name).\(layer).\(product)"] ?? 0)
          made["\(site.name).\(product)_weights.\(layer)"] = rows.weights
          made["\(site.name).\(product)_out_scales.\(layer)"] = rows.scales
        }
      }
    }
    self.program = try quantisation.rewritten(
      quantisation.sites.map { site in
        var scales: [TransformerQuantisation.Product: [Double]] = [:]
        for product in TransformerQuantisation.Product.allCases {
          scales[product] = (0..<site.layers).map { layer in
            let largest = largest["\(site.name).\(layer).\(product)"] ?? 0
            return largest > 0 ? 1 / largest : 1
          }
        }
        return scales
      })
    var parameters: [String: DistTensor] = [:]
    for id in self.program.inputs {
      let value = self.program.values[id]
      guard value.role == .parameter else { continue }
      if let tensor = made[value.name] {
        parameters[value.name] = try DistTensor(
          tensor.reshaped(to: value.shape), attr: .replicated(on: .single(0)), on: cluster)
      } else {
        parameters[value.name] = examples.first?[value.name]
      }
    }
    self.parameters = parameters
    let rewritten = self.program
    let integers = try CompiledProgram(try Completion(on: [.single(0)])(rewritten), on: cluster)
    let results = rewritten.results.map { rewritten.values[$0].name }
    var errors: [ValueError] = []
    for example in examples {
      let one = try Self.run(floats, example)
      let two = try Self.run(integers, example.merging(parameters, uniquingKeysWith: { $1 }))
      let pairs =
        zip(one.products, two.products).map {
          (quantisation.name(of: $0), $0.result, $1.result)
        } + zip(results, zip(one.results, two.results)).map { ($0, $1.0, $1.1) }
      if errors.isEmpty {
        errors = pairs.map { ValueError($0.0) }
        for index in errors.indices { errors[index].largestInput = largest[errors[index].value] }
      }
      for (index, pair) in pairs.enumerated() {
        errors[index].add(pair.1.floats, pair.2.floats)
      }
    }
    self.errors = errors
    refused = quantisation.refused
    layers = quantisation.sites.reduce(0) { $0 + $1.layers }
  }

  /// Runs a program on those of the tensors that it takes.
  private static func run(
    _ compiled: CompiledProgram, _ tensors: [String: DistTensor]
  ) throws(TesseraError) -> (results: [DenseTensor], products: [ProductProbe.Product]) {
    let program = compiled.completed.program
    let names = Set(program.inputs.map { program.values[$0].name })
    let given = tensors.filter { names.contains($0.key) }
    do {
      let run = try ProductProbe.record { try compiled(given) }
      return (run.result.compactMap { $0.shards[0] }, run.products)
    } catch { throw TesseraError(error) }
  }
}

extension TransformerQuantisation {
  /// What a product is called: the op's result, the layer, the product.
  fileprivate func name(of product: ProductProbe.Product) -> String {
    "\(sites[product.op].name).\(product.layer).\(product.name)"
  }
}

extension DenseTensor {
  fileprivate var floats: [Float] { converted(to: .float32).contiguous().values(as: Float.self) }

  fileprivate var largestMagnitude: Double {
    floats.reduce(0) { $1.isFinite ? max($0, abs(Double($1))) : $0 }
  }

  /// The weight of a product as rows of integers, one for each column of the product, and by what each column of integers
  /// is multiplied.
  ///
  /// - Parameters:
  ///   - isTransposed: whether rows are columns of the product already.
  ///   - input: the largest magnitude of what the weight meets.
  fileprivate func productRows(isTransposed: Bool, input: Double) -> (
    weights: DenseTensor, scales: DenseTensor
  ) {
    let matrix =
      isTransposed
      ? reshaped(to: [shape.dropLast().reduce(1, *), shape.last ?? 1])
      : reshaped(to: flattenedColumns).transposed(0, 1)
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    let numbers = matrix.floats
    var (integers, scales) = ([Int8](), [Float]())
    integers.reserveCapacity(numbers.count)
    for row in 0..<rows {
      let line = numbers[row * columns..<(row + 1) * columns]
      let most = line.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
      scales.append(Float((input > 0 ? input : 1) * Double(most) / (127 * 127)))
      for number in line {
        let scaled = most > 0 ? (number / most * 127).rounded() : 0
        integers.append(scaled == scaled ? Int8(min(max(scaled, -127), 127)) : 0)
      }
    }
    return (
      DenseTensor(integers, shape: [rows, columns]), DenseTensor(scales, shape: [rows])
    )
  }

  /// As a matrix whose columns are those of the product: of a weight `[width, 3, heads, features]` the last three dims;
  /// of others the last.
  private var flattenedColumns: [Int] {
    shape.count == 4
      ? [shape[0], shape.dropFirst().reduce(1, *)]
      : [shape.dropLast().reduce(1, *), shape.last ?? 1]
  }
}
