import Elements
import Resharding
import Sharding

extension Program {
  /// By op: the values that it reads last, or that it makes and nobody reads; results are kept.
  package var lastReaders: [[ID]] {
    var last = [Int?](repeating: nil, count: values.count)
    for (index, op) in ops.enumerated() {
      for id in op.operands + op.outputs { last[id] = index }
    }
    for id in results { last[id] = nil }
    var freed = [[ID]](repeating: [], count: ops.count)
    for (id, index) in last.enumerated() {
      if let index { freed[index].append(id) }
    }
    return freed
  }
}
