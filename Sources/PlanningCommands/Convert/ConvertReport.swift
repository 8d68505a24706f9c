import Console
import Conversion
import Elements
import Foundation
import Importing

/// What was converted, and what was not.
struct ConvertReport: Encodable {
  /// A call that was not converted.
  struct Missing: Encodable {
    let file: String
    let line: Int
    let module: String
    let api: String
    let reason: String

    var text: String {
      let place = file.isEmpty ? module : "\(file):\(line)"
      return [place, api, reason].filter { !$0.isEmpty }.joined(separator: ": ")
    }
  }

  let model: String
  let folder: String
  let structs: Int
  let calls: Int
  let converted: Int
  private(set) var unsupported: [Missing] = []

  init(
    _ package: SwiftPackage, _ imported: ImportedModel, _ faults: [SourceExport.Fault],
    folder: String
  ) {
    model = package.name
    structs = package.structCount
    self.folder = folder
    calls = imported.callCount
    converted = calls - imported.unsupported.count
    unsupported = imported.unsupported.map { call in
      // What the export could not do, it knows the line of.
      if call.origin.target == ImportedModel.Unsupported.exportTarget,
        let fault = faults.first(where: { $0.module == call.origin.module })
      {
        return Missing(
          file: String(fault.file.split(separator: "/").last ?? ""), line: fault.line,
          module: fault.module, api: fault.api, reason: fault.reason)
      }
      let (file, line) = call.origin.fileAndLine
      return Missing(
        file: file, line: line, module: call.origin.module,
        api: call.origin.target.replacing("torch.ops.", with: ""), reason: call.reason)
    }
  }

  var text: String {
    let share = calls == 0 ? 100 : Double(converted) / Double(calls) * 100
    let percent = converted == calls ? "100" : String(format: "%.1f", min(share, 99.9))
    return
      (unsupported.map(\.text) + [
        "\(model): \(structs) structs in \(folder); \(converted) of \(calls) calls converted (\(percent) %)"
      ]).joined(separator: "\n")
  }
}

extension ImportedModel.Origin {
  /// Of `make.py, line 12, in forward` the file and the number.
  fileprivate var fileAndLine: (file: String, line: Int) {
    guard let line, let end = line.firstIndex(of: ",") else { return ("", 0) }
    let number = line[end...].drop { !$0.isNumber }.prefix { $0.isNumber }
    return (String(line[..<end]), Int(number) ?? 0)
  }
}
