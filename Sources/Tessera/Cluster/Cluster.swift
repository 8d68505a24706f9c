import CostModel
import Execution
import MPI
import Resharding
import Sharding
import Simulation
import Tensors

/// The ranks of a job, and this process's part in it.
///
/// Under `mpirun` each process is one rank and calls every collective operation together with the
/// others. A virtual cluster plays all ranks in one process, without MPI: the same code then holds
/// every rank's shard.
public final class Cluster {
  /// How calls are checked.
  public struct Options: Sendable {
    /// Whether ranks agree on each call before they communicate, so that one that calls something else is named
    /// on all of them. Ranks of one host compare by words that they exchange anyway; others by two messages of
    /// 8 bytes a rank.
    public var checksAgreement: Bool
    /// How long a rank waits for others, in a reshard or any call of MPI, until the job ends with exit code 69
    /// and the name of the rank that is late; nil for as long as it takes. What a rank does by itself may take
    /// longer, unless another waits for it so long.
    public var timeout: Duration?
    /// How many bytes a rank may stage in each direction.
    public var stagingBytes: Int
    /// What plans save, and keep to; what they may stage is `stagingBytes`. The same on every rank.
    public var planning: Planning
    /// By which ways ranks exchange shards; nil for what `TESSERA_EXCHANGE` says, `auto` where it is not
    /// set. Where ranks cannot read each other's memory, it is MPI. The same on every rank.
    public var exchange: ExchangeChoice?

    /// Options with the defaults for everything that is not given.
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

  /// What carries the shards.
  enum Backing {
    case processes(Executor<MPITransport>, Communicator, Agreement)
    case memory(VirtualCluster)
  }

  /// The number of ranks.
  public let size: Int
  /// The ranks whose shards are in this process: its own, or all of a virtual cluster.
  public let residents: [Int]
  /// How calls are checked, planned and exchanged.
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
  /// Starts MPI, if it is not started, and joins the job. Collective.
  ///
  /// - Throws: `TesseraError.Kind.environment` where MPI cannot be started, `.usage` where a setting of
  ///   the environment means nothing.
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

  /// A cluster of `size` ranks that are not processes.
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
  /// - Throws: `TesseraError.Kind.environment` where the mesh names a rank that the job lacks.
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
    case reshards, ops
  }

  /// The cluster's one object of a type, made when it is first asked for. O(1), without hashing.
  func state<State: ClusterState>(_ type: State.Type) -> State {
    if let known = states[type.slot.rawValue] { return unsafe unsafeDowncast(known, to: type) }
    let made = State()
    states[type.slot.rawValue] = made
    return made
  }
}
