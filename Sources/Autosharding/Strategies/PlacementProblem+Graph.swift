import Elements

extension PlacementProblem {
  /// The graph of what the choices cost.
  ///
  /// - Throws: `TesseraError` where a reshard cannot be planned.
  func graph(_ weights: Weights) throws(TesseraError) -> CostGraph {
    var graph = CostGraph()
    var unaries: [UnaryKey: Int] = [:]
    for node in sources.indices {
      var costs = memories[node].map { $0 * weights.memory }
      for (place, strategy) in strategies[node].enumerated() {
        costs[place] += strategy.seconds * weights.seconds + strategy.bytes * weights.bytes
      }
      let key = UnaryKey(kind: kinds[node], costs: costs)
      let unary = unaries[key] ?? graph.addUnary(costs)
      unaries[key] = unary
      _ = graph.addNode(unary)
    }
    let moves = try moves(weights)
    for table in moves.tables { _ = graph.addTable(table) }
    for (link, table) in zip(links, moves.numbers) {
      graph.addEdge(link.from.node, link.to.node, table)
    }
    return graph
  }

  /// What moves cost, and by link the number of its table; of the same weights as before they are those of before.
  private func moves(_ weights: Weights) throws(TesseraError) -> (
    tables: [CostGraph.Table], numbers: [Int]
  ) {
    if let known = lastMoves, known.seconds == weights.seconds, known.bytes == weights.bytes {
      return (known.tables, known.numbers)
    }
    var tables: [CostGraph.Table] = []
    var places: [TableKey: Int] = [:]
    var numbers: [Int] = []
    for link in links {
      let key = TableKey(
        kind: link.kind, from: kinds[link.from.node], output: link.from.output ?? -1,
        to: kinds[link.to.node], input: link.to.input ?? -1, part: link.part)
      if places[key] == nil {
        places[key] = tables.count
        tables.append(try table(link, weights))
      }
      numbers.append(places[key] ?? 0)
    }
    lastMoves = (weights.seconds, weights.bytes, tables, numbers)
    return (tables, numbers)
  }

  private struct UnaryKey: Hashable {
    let kind: Int
    let costs: [Double]
  }

  private struct TableKey: Hashable {
    let kind: Int
    let from: Int
    let output: Int
    let to: Int
    let input: Int
    let part: Double
  }

  private func table(_ link: Link, _ weights: Weights) throws(TesseraError) -> CostGraph.Table {
    let rows =
      link.from.output.map { output in
        strategies[link.from.node].map { $0.outputs[output] }
      } ?? domains[link.from.node]
    let columns =
      link.to.input.map { input in
        strategies[link.to.node].map { $0.inputs[input] }
      } ?? domains[link.to.node]
    var costs: [Double] = []
    costs.reserveCapacity(rows.count * columns.count)
    for row in rows {
      for column in columns {
        let move = try prices.move(link.kind, from: row, to: column)
        costs.append(link.part * (move.seconds * weights.seconds + move.bytes * weights.bytes))
      }
    }
    return CostGraph.Table(rows: rows.count, columns: columns.count, costs: costs)
  }
}
