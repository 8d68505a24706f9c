import CostModel

/// All that a plan makes the ranks of a cluster do, ready to be simulated: classes of ranks that are
/// alike, classes of ports that are alike, and the messages between them, phase by phase.
///
/// Where nothing is alike each class is one rank, or one port. The simulation is the same.
struct Workload {
  /// Ranks that do the same at the same time.
  struct RankClass {
    /// The one that speaks for them.
    var rank: Int
    /// How many they are.
    var count: Int
  }

  /// Ports that carry the same at the same time.
  struct PortClass {
    var port: Port
    var count: Int
  }

  /// A part of a step that is one exchange.
  struct Stage {
    /// The index of the step.
    var step: Int
    /// How fast ranks and links are in it.
    var pace: ExchangePace
    /// By rank class; nil if it takes no part.
    var parts: [Part?]
    var messages: [Message]
  }

  var ranks: [RankClass]
  var ports: [PortClass]
  var stages: [Stage]
}
