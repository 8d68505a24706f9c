/// What a cluster remembers of ops: the calls resolved so far.
final class OpDispatcher: ClusterState {
  static let slot = Cluster.Slot.ops

  var dispatches: [Cluster.DispatchKey: Cluster.Dispatch] = [:]
}

extension Cluster {
  /// The calls of ops resolved so far.
  var dispatches: [DispatchKey: Dispatch] {
    get { state(OpDispatcher.self).dispatches }
    _modify { yield &state(OpDispatcher.self).dispatches }
  }
}
