import Glibc

/// A process of this job on this host, found through `/proc`: it need not answer, nor have come far.
struct JobProcess {
  let process: Int32
  /// As the system has it: R, S, D; T where a signal has stopped it, t where a debugger has.
  let state: Character
  /// Nil where it has not started MPI here, or not for long enough.
  let record: WaitRecord?

  var isStopped: Bool { state == "T" || state == "t" }
}

extension JobProcess {
  /// The job's processes on this host, by rank. Of several that have one rank, as a script and the program
  /// that it runs, the one that tells of its waits, else the youngest.
  ///
  /// - Parameter job: what tells its processes from others.
  static func all(of job: Job) -> [Int: JobProcess] {
    var found: [Int: JobProcess] = [:]
    for process in Proc.processes() {
      guard let rank = job.rank(of: process), let state = Proc.state(of: process),
        Proc.name(of: process) != Launcher.waitingName
      else { continue }
      let record = Proc.waits(of: process)
      if let known = found[rank], known.record != nil, record == nil { continue }
      found[rank] = JobProcess(process: process, state: state, record: record)
    }
    return found
  }

  /// What tells the processes of a job from others: settings of the launcher in their environments.
  struct Job: Sendable {
    private let name: String
    private let rankName: String
    private let value: String
    /// Of MPICH's launcher, whose settings name no job: the process that started this one.
    private let parent: Int32?

    /// Nil where no launcher is known to have started this process.
    static let own: Job? = {
      if let value = setting("PMIX_NAMESPACE") {
        return Job(name: "PMIX_NAMESPACE", rankName: "PMIX_RANK", value: value, parent: nil)
      }
      if let value = setting("PMI_SIZE") {
        return Job(name: "PMI_SIZE", rankName: "PMI_RANK", value: value, parent: getppid())
      }
      return nil
    }()

    private static func setting(_ name: String) -> String? {
      unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// The rank of a process; nil if it is none of the job's.
    func rank(of process: Int32) -> Int? {
      let settings = Proc.environment(of: process)
      guard settings[name] == value, let rank = settings[rankName].flatMap({ Int($0) }) else {
        return nil
      }
      if let parent, Proc.parent(of: process) != parent { return nil }
      return rank
    }
  }
}
