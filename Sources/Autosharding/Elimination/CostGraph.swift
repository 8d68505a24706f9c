/// Variables with a few choices each, what each choice costs, and what choices of two variables cost together: the
/// sum is to be least.
///
/// Tables are shared: what repeats in a program is priced, and pruned, once.
package struct CostGraph: Sendable {
  /// What the choices of two variables cost together: row by row, a row for each choice of the first one.
  package struct Table: Hashable, Sendable {
    package let rows: Int
    package let columns: Int
    package var costs: [Double]

    package init(rows: Int, columns: Int, costs: [Double]) {
      precondition(costs.count == rows * columns, "a table has a cost for each pair")
      (self.rows, self.columns, self.costs) = (rows, columns, costs)
    }

    package subscript(row: Int, column: Int) -> Double { costs[row * columns + column] }

    /// The table with rows as columns.
    var transposed: Table {
      var other = [Double](repeating: 0, count: costs.count)
      for row in 0..<rows {
        for column in 0..<columns { other[column * rows + row] = costs[row * columns + column] }
      }
      return Table(rows: columns, columns: rows, costs: other)
    }
  }

  /// Two variables, and the number of their table.
  package struct Edge: Hashable, Sendable {
    package let first: Int
    package let second: Int
    package let table: Int
  }

  /// The costs of choices; variables that cost alike share theirs.
  package private(set) var unaries: [[Double]] = []
  /// By variable: the number of its costs.
  package private(set) var nodes: [Int] = []
  package private(set) var tables: [Table] = []
  package private(set) var edges: [Edge] = []

  package init() {}

  package mutating func addUnary(_ costs: [Double]) -> Int {
    precondition(!costs.isEmpty, "a variable has a choice")
    unaries.append(costs)
    return unaries.count - 1
  }

  package mutating func addNode(_ unary: Int) -> Int {
    nodes.append(unary)
    return nodes.count - 1
  }

  package mutating func addTable(_ table: Table) -> Int {
    tables.append(table)
    return tables.count - 1
  }

  package mutating func addEdge(_ first: Int, _ second: Int, _ table: Int) {
    precondition(first != second, "an edge is of two variables")
    precondition(
      tables[table].rows == unaries[nodes[first]].count
        && tables[table].columns == unaries[nodes[second]].count,
      "a table has a row and a column for each choice")
    edges.append(Edge(first: first, second: second, table: table))
  }

  /// How many choices a variable has.
  package func choices(_ node: Int) -> Int { unaries[nodes[node]].count }

  /// What one choice of each variable costs.
  package func cost(of choice: [Int]) -> Double {
    var sum = 0.0
    for (node, unary) in nodes.enumerated() { sum += unaries[unary][choice[node]] }
    for edge in edges { sum += tables[edge.table][choice[edge.first], choice[edge.second]] }
    return sum
  }
}

/// A choice for each variable, and how far it may be from the best.
package struct CostSolution: Hashable, Sendable {
  package let choice: [Int]
  package let cost: Double
  /// No choice costs less.
  package let lowerBound: Double

  /// By which part of the cost it may be above the best; 0 where it is the best.
  package var gap: Double {
    cost - lowerBound <= 1e-9 * max(1e-300, abs(cost))
      ? 0 : (cost - lowerBound) / max(1e-300, abs(cost))
  }
}
