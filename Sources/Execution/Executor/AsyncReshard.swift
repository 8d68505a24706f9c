import MPI
import Tensors

/// A reshard that was begun, and goes on while its ranks do something else: by messages, or by ranks of a
/// host that read each other's shards.
///
/// Its ranks begin reshards in one order, which is the same on all of them, and nothing waits but
/// `arrived` and `sent`. So reshards that cross each other do not wait in a circle.
package protocol AsyncReshard: AnyObject {
  /// What was done so far.
  var record: ReshardRecord { get }

  /// What this rank sends, or others read of it, while nobody waits.
  var bytesSent: Int { get }

  /// Makes progress on messages, which MPI carries only while it is called. Never waits.
  func progress() throws

  /// The ranks from which something is still to come, ascending; waits for nothing, and lets go on what
  /// can.
  func awaitedSenders() throws -> [Int]

  /// The ranks that something is still on its way to, ascending; waits for nothing, and lets go on what
  /// can.
  func awaitedReceivers() throws -> [Int]

  /// Waits for what this rank gets, and does the steps that are left, together with the target mesh.
  ///
  /// - Returns: the new shards of the residents, and what was done so far.
  func arrived() throws -> (shards: [Int: DenseTensor], record: ReshardRecord)

  /// Waits until what this rank gives is with the others.
  func sent() throws

  /// Nobody waits for the result: sees to it that others get what they need of this rank.
  func leave() throws

  /// Gives up the reshard, whose result no rank needs. Leaves no message behind that a later receive could match.
  func abandon() throws
}

extension AsyncReshard {
  package func progress() throws {}
  package func abandon() throws {}
}
