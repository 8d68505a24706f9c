import Sharding
import Tensors

/// A tensor that one rank is to have in full as it comes to be.
struct PrintRequest {
  /// What the rank does with it.
  enum Use {
    case print(PrintOptions, showsShards: Bool, (PrintedTensor) -> Void)
    case keep((DenseTensor) -> Void)
  }

  let name: String
  let microbatch: Int
  let rank: Int
  let use: Use

  var showsShards: Bool { if case .print(_, showsShards: true, _) = use { true } else { false } }
}

/// A tensor of a pipeline, as it is printed.
public struct PrintedTensor: Sendable {
  /// The name under which the stage keeps the tensor.
  public let name: String
  /// The micro-batch; nil if there is only one.
  public let microbatch: Int?
  /// The rank that prints it.
  public let rank: Int
  /// The placements of the tensor, in the notation.
  public let tensor: String
  /// The table of the block that each rank held; nil if the call did not ask for it.
  public let shards: String?
  /// The full tensor, as NumPy prints it.
  public let numbers: String
}

extension PrintedTensor {
  /// A whole tensor that is no micro-batch's, as it is printed.
  package init(
    _ name: String, _ tensor: DistTensor, on rank: Int, layout: String?, _ numbers: String
  ) {
    self.init(
      name: name, microbatch: nil, rank: rank, tensor: tensor.description, shards: layout,
      numbers: numbers)
  }
}

extension PrintedTensor: CustomStringConvertible {
  /// `hidden, micro-batch 0: f32[2,6]{S(1)@stage0} on rank 3`, and the rest in lines below it.
  public var description: String {
    let part = microbatch.map { ", micro-batch \($0)" } ?? ""
    return ["\(name)\(part): \(tensor) on rank \(rank)", shards, numbers].compactMap { $0 }
      .joined(separator: "\n")
  }
}

extension Pipeline {
  /// Registers a named tensor of the next run: `rank` prints it in full as soon as a stage has computed it. The
  /// rank may be any rank of the job, in the tensor's stage or not; the other ranks do not wait.
  ///
  /// Stages name tensors by `Microbatch.observe` and `keep`. Each stage also has `NAME.input`, `NAME.output`
  /// and `NAME.gradient`, the gradient of its input. All ranks of the job call this together. Only `rank` receives
  /// data: the blocks of the tensor, while it goes on with its own work.
  ///
  /// - Parameters:
  ///   - name: the tensor's name.
  ///   - microbatch: the index of the micro-batch, from 0.
  ///   - rank: the rank of the job that prints.
  ///   - options: the format of the numbers.
  ///   - shards: whether a table of the block of each rank precedes the numbers.
  ///   - sink: receives the text, on `rank` only; by default prints it to standard output.
  /// - Throws: `TesseraError.Kind.usage` if the job lacks the rank.
  public func watch(
    _ name: String, microbatch: Int, on rank: Int, _ options: PrintOptions = PrintOptions(),
    shards: Bool = false, to sink: @escaping (PrintedTensor) -> Void = { Swift.print($0) }
  ) throws(TesseraError) {
    _ = try cluster.single(rank)
    requests.append(
      PrintRequest(
        name: name, microbatch: microbatch, rank: rank,
        use: .print(options, showsShards: shards, sink)))
  }

  /// Registers a named tensor as `watch` does; a closure on `rank` receives it in full.
  ///
  /// - Throws: `TesseraError.Kind.usage` if the job lacks the rank.
  package func collect(
    _ name: String, microbatch: Int, on rank: Int, to sink: @escaping (DenseTensor) -> Void
  ) throws(TesseraError) {
    _ = try cluster.single(rank)
    requests.append(
      PrintRequest(name: name, microbatch: microbatch, rank: rank, use: .keep(sink)))
  }

  /// The former name of `watch`.
  @available(*, deprecated, renamed: "watch")
  public func print(
    _ name: String, microbatch: Int, on rank: Int, _ options: PrintOptions = PrintOptions(),
    shards: Bool = false, to sink: @escaping (PrintedTensor) -> Void = { Swift.print($0) }
  ) throws(TesseraError) {
    try watch(name, microbatch: microbatch, on: rank, options, shards: shards, to: sink)
  }
}

/// What is to be printed in one run: what waits for its tensor, and what is on its way.
final class PrintQueue {
  private struct Flight {
    let request: PrintRequest
    let tensor: String
    let table: String?
    let handle: ReshardHandle
  }

  private let cluster: Cluster
  private let requests: [PrintRequest]
  private let microbatches: Int
  private var flights: [Flight] = []
  private var seen: Set<Int> = []
  /// In the order in which they were first told of.
  private var names: [String] = []

  init(_ requests: [PrintRequest], microbatches: Int, _ cluster: Cluster) {
    (self.requests, self.microbatches, self.cluster) = (requests, microbatches, cluster)
  }

  /// Begins to bring a tensor to the ranks that are to print it.
  func note(_ name: String, _ microbatch: Int, _ tensor: DistTensor) throws(TesseraError) {
    guard !requests.isEmpty else { return }
    if !names.contains(name) { names.append(name) }
    for (index, request) in requests.enumerated()
    where request.name == name && request.microbatch == microbatch && !seen.contains(index) {
      seen.insert(index)
      flights.append(
        Flight(
          request: request, tensor: tensor.description,
          table: request.showsShards ? tensor.shardTable : nil,
          handle: try tensor.reshardAsync(
            to: .replicated(on: try cluster.single(request.rank)))))
    }
  }

  /// Prints what has come, in the order in which it was sent, and forgets what has left.
  func printArrived() throws(TesseraError) {
    while let flight = flights.first, try flight.handle.test() {
      flights.removeFirst()
      try print(flight)
    }
  }

  /// Waits for what is under way.
  ///
  /// - Throws: `TesseraError.Kind.usage` if a tensor that was to be printed did not come to be; the
  ///   same on every rank.
  func finish() throws(TesseraError) {
    for flight in flights {
      try print(flight)
      _ = try flight.handle.wait()
    }
    flights = []
    guard let missing = requests.indices.first(where: { !seen.contains($0) }) else { return }
    let request = requests[missing]
    var error = TesseraError(
      .usage,
      "print '\(request.name)' of micro-batch \(request.microbatch): there must be such a tensor, "
        + "the names are \(names.joined(separator: ", "))")
    error.isShared = true
    throw error
  }

  /// Lets go of what no rank is going to print any more.
  func abandon() {
    for flight in flights { flight.handle.abandon() }
  }

  private func print(_ flight: Flight) throws(TesseraError) {
    let request = flight.request
    guard let full = try flight.handle.arrived().shard(of: request.rank) else { return }
    switch request.use {
    case .keep(let sink): sink(full)
    case .print(let options, _, let sink):
      sink(
        PrintedTensor(
          name: request.name, microbatch: microbatches > 1 ? request.microbatch : nil,
          rank: request.rank, tensor: flight.tensor, shards: flight.table,
          numbers: full.formatted(options)))
    }
  }
}
