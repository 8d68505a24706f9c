import CostModel
import Execution
import MPI
import Resharding
import Sharding
import Simulation
import Tensors

/// The ranks of a job, and this process's part in it.
///
/// Under `mpirun`, each process is one rank, and calls every collective operation together with the
/// others. A virtual cluster runs all ranks in one process, without MPI: the same code then holds
/// the shards of all ranks.
public final class Cluster {
  /// How calls are checked.
  public struct Options: Sendable {
    /// Whether ranks compare each call before they communicate, so that all of them name a rank that makes another
    /// call. Ranks of one host compare words that they exchange anyway; ranks of several hosts compare the tags of
    /// short messages, or send two small messages each.
    public var checksAgreement: Bool
    /// The time that a rank waits for others, in a reshard or a call of MPI, before it ends the job with exit code
    /// 69 and names the late rank; nil for no limit. A rank may compute for longer, unless another rank waits for
    /// it.
    public var timeout: Duration?
    /// The number of bytes that a rank may stage in each direction.
    public var stagingBytes: Int
    /// The goal and the limits of plans, which stage at most `stagingBytes`. The same on every rank.
    public var planning: Planning
    /// How ranks exchange shards; nil for the value of `TESSERA_EXCHANGE`, or `auto` if that is not set. Ranks
    /// that cannot read each other's memory use MPI. The same on every rank.
    public var exchange: ExchangeChoice?

    /// Creates options; what is not given has its default.
    public init(
      checksAgreement: Bool = true, timeout: Duration? = .seconds(60), stagingBytes: Int = 8 << 20,
      planning: Planning = Planning(), exchange: ExchangeChoice? = nil
    ) {
      self.exchange = exchange
      self.checksAgreement = checksAgreement
      self.timeout = timeout
      self.stagingBytes = stagingBytes
      self.planning = planning
      self.planning.stagingBytes = stagingBytes
    }
  }

  /// How shards move between ranks.
  enum Backing {
    case processes(Executor<MPITransport>, Communicator, Agreement)
    case memory(VirtualCluster)
  }

  /// The number of ranks.
  public let size: Int
  /// The ranks whose shards this process holds: its own rank, or all ranks of a virtual cluster.
  public let residents: [Int]
  /// The options that the cluster was started with.
  public let options: Options
  let backing: Backing
  /// What higher folders keep with the cluster, by slot.
  private var states = [AnyObject?](repeating: nil, count: Slot.allCases.count)

  init(size: Int, residents: [Int], options: Options, backing: Backing) {
    self.size = size
    self.residents = residents
    self.options = options
    self.backing = backing
  }
}

extension Cluster {
  /// Starts MPI if it is not running, and joins the job. Collective.
  ///
  /// - Throws: `TesseraError.Kind.environment` if MPI cannot be started, `.usage` if an environment variable has
  ///   an invalid value.
  public static func start(options: Options = Options()) throws(TesseraError) -> Cluster {
    let choice = try ExchangeChoice.chosen(options.exchange)
    let ranksPerHost = try ExchangeChoice.ranksPerHost()
    do { _ = try KernelVariant.requested() } catch { throw TesseraError(.usage, "\(error)") }
    do { _ = try KernelThreads.requested() } catch { throw TesseraError(.usage, "\(error)") }
    MemoryError.whenFatal { Cluster.end(TesseraError($0)) }
    shareProcessors()
    Watchdog.start(timeout: options.timeout) { message in end(beside: message) }
    do {
      _ = try MPIRuntime.start()
      return try Place("the start of the job").during { () throws in
        let world = try Communicator.world.duplicate()
        let sharing =
          choice == .mpi
          ? nil
          : try NodeSharing(
            world, choice: choice, costs: options.planning.costs, ranksPerHost: ranksPerHost)
        let executor = Executor(MPITransport(world, sharing: sharing))
        executor.stagingBytes = options.stagingBytes
        let agreement = Agreement(try world.duplicate(), sharing: sharing)
        var options = options
        options.planning.costs.exchange = choice
        return Cluster(
          size: world.size, residents: [world.rank], options: options,
          backing: .processes(executor, world, agreement))
      }
    } catch {
      throw TesseraError(.environment, "MPI cannot be started: \(error)")
    }
  }

  /// Kernels compute on the processors that this process has to itself, as far as the launcher tells it.
  private static func shareProcessors() {
    if !MPIRuntime.isUnderLauncher {
      KernelThreads.share(among: 1)
    } else if let ranks = MPIRuntime.launchedSizeOnHost {
      KernelThreads.share(among: ranks)
    }
  }

  /// Creates a cluster of `size` ranks in this process, without MPI.
  public static func virtual(_ size: Int, options: Options = Options()) -> Cluster {
    shareProcessors()
    let memory = VirtualCluster(size: size)
    memory.stagingBytes = options.stagingBytes
    return Cluster(
      size: size, residents: Array(0..<size), options: options, backing: .memory(memory))
  }

  /// This process's rank; 0 for a virtual cluster.
  public var rank: Int { residents[0] }

  /// Whether all ranks are in this process.
  public var isVirtual: Bool {
    if case .memory = backing { true } else { false }
  }
}

extension Cluster {
  /// Checks that the job has all ranks of a mesh.
  ///
  /// - Throws: `TesseraError.Kind.environment` if it lacks one.
  public func require(_ mesh: ProcessMesh) throws(TesseraError) {
    if let missing = mesh.ranks.first(where: { $0 >= size }) {
      throw TesseraError(
        .environment,
        "mesh \(mesh) needs rank \(missing), so at least \((mesh.ranks.max() ?? 0) + 1) ranks; "
          + "the job has \(size)")
    }
  }
}

/// What a higher folder keeps with a cluster for as long as it lives.
protocol ClusterState: AnyObject {
  init()

  /// No two types have one slot.
  static var slot: Cluster.Slot { get }
}

extension Cluster {
  enum Slot: Int, CaseIterable {
    case reshards, ops, tapes, tapeTrees
  }

  /// The cluster's one object of a type, made when it is first asked for. O(1), without hashing.
  func state<State: ClusterState>(_ type: State.Type) -> State {
    if let known = states[type.slot.rawValue] { return unsafe unsafeDowncast(known, to: type) }
    let made = State()
    states[type.slot.rawValue] = made
    return made
  }
}
