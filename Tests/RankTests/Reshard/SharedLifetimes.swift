import Foundation
import Glibc
import Sharding
import Tensors
import Tessera
import Testing

extension Ranks {
  /// No shard is reused while a peer may still read it.
  @Suite(.enabled(if: jobSize > 1)) struct SharedLifetimes {
    @Test(arguments: ["R", "S(1)"], ["S(0)", "P(sum)"])
    func `a shard that is overwritten right after its reshard was read before`(
      to: String, from: String
    ) throws {
      try Ranks.expectOverwrittenShardsWereRead(from: from, to: to, rounds: 40, by: .shared)
    }

    @Test(arguments: ["R", "S(1)"], ["S(0)", "P(sum)"])
    func `a small shard that is overwritten right after its reshard was read before`(
      to: String, from: String
    ) throws {
      try Ranks.expectOverwrittenShardsWereRead(
        from: from, to: to, columns: 2, rounds: 200, by: .shared)
    }

    @Test func `shards in memory that peers cannot map are read from copies that live long enough`()
      throws
    {
      try Ranks.expectCopiesOfUnmappedShardsWereRead(
        rounds: 60, by: .shared, as: isOneHost ? .shared : .mpi)
    }

    @Test func `results that die make room for the next, and nobody reads theirs`() throws {
      let cluster = try Cluster.start(options: .init(exchange: .shared))
      let mesh = try ProcessMesh(shape: [jobSize])
      for round in 0..<60 {
        var tensor = try DistTensor(
          DenseTensor(repeating: Double(round), shape: [jobSize * 32, 64], dtype: .float32),
          attr: TensorDistAttr(parsing: "S(0)", on: [mesh]), on: cluster)
        if round % jobSize == cluster.rank { usleep(200) }
        for placement in ["S(1)", "R", "S(0)", "S(1)", "S(0)"] {
          tensor = try tensor.resharded(to: placement)
        }
        let values = try #require(tensor.local).values(as: Float.self)
        #expect(values.allSatisfy { $0 == Float(round) }, "round \(round)")
      }
    }
  }

  /// Started by `RankJobs` alone: a rank is killed between two exchanges.
  @Suite(.enabled(if: environment["TESSERA_KILLED_RANK"] != nil)) struct KilledRank {
    @Test func `a rank is killed while others wait for its shard`() throws {
      let cluster = try Cluster.start(options: .init(exchange: .shared))
      let tensor = try DistTensor(
        fill: .iota, shape: [1024, 1024], "S(0)", on: try ProcessMesh(shape: [cluster.size]),
        in: cluster)
      _ = try tensor.resharded(to: "R")
      // A file a rank: a launcher may drop what is printed shortly before a rank dies.
      let folder = try #require(environment["TESSERA_RANK_PROCESSES"])
      try Data().write(to: URL(filePath: "\(folder)/\(getpid())"))
      try cluster.barrier()
      if environment["TESSERA_KILLED_RANK"] == "\(cluster.rank)" { kill(getpid(), SIGKILL) }
      _ = try tensor.resharded(to: "R")
    }
  }
}

extension RankJobs {
  @Test(.enabled(if: Job.filter == nil || Job.filter == "KilledRank"))
  func `a rank that is killed ends the job, and leaves no shared memory`() throws {
    let start = Date()
    let before = try segments()
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "ranks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let job = Job(
      ranks: 2,
      environment: ["TESSERA_KILLED_RANK": "1", "TESSERA_RANK_PROCESSES": folder.path],
      only: "KilledRank")
    let (status, output, _) = try job.run()
    #expect(status != 0)
    #expect(Date().timeIntervalSince(start) < 30)
    let processes = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(processes.count == 2, "\(output)")
    // The memory has no name: it ends with the last process that maps it. A process that has ended,
    // and that nobody asked after, maps nothing.
    for process in processes {
      let maps = try? String(contentsOfFile: "/proc/\(process)/maps", encoding: .utf8)
      #expect(maps?.contains("memfd:tessera") != true, "process \(process) still has it")
    }
    #expect(try segments().subtracting(before).allSatisfy { !$0.contains("tessera") })
    try Job(ranks: 2, only: "SharedReads.*views").expectSuccess()
  }

  private func segments() throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: "/dev/shm"))
  }
}
