import GPT2Model
import Tessera

// gpt2 --input ids.npy --output FILE.npy [--weights FILE.safetensors]
//   [--mesh MESH] [--place PATTERN=PLACEMENTS …] [--virtual]
Cluster.run { cluster in
  let run = try ModelRun(CommandLine.arguments, package: #filePath, on: cluster)
  try run("gpt2", inputs: ["ids"]) { weights, inputs in
    [try GPT2(weights)(inputs[0])]
  }
}
