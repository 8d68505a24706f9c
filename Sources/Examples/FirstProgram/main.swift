import Tessera

Cluster.run { cluster in
  let grid = try ProcessMesh(shape: [2, 2], axes: ["dp", "tp"], name: "grid")
  let last = try ProcessMesh(shape: [2], axes: ["tp"], ranks: [3, 2], name: "last")

  let x = try DistTensor(fill: .iota, shape: [4, 6], "S(0),P(sum)", on: grid, in: cluster)
  let y = try x.resharded(to: "S(0),S(1)")  // a reduce-scatter in each row of the grid
  let z = try y.resharded(to: "R", on: last)  // sent across to another mesh
  if cluster.rank == 1 { print(y.record!.plan, z.record!.plan, separator: "\n") }
  try z.print(on: 1)  // in full, from a rank outside that mesh
}
