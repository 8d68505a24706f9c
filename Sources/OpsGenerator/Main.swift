import Foundation

/// `./Launch/generate`: makes Swift and a page of the book of the ops' YAML, in the working directory.
@main
enum Main {
  static func main() {
    do {
      let root = URL(filePath: FileManager.default.currentDirectoryPath)
      let changed = try Generator(root: root).write()
      print(changed.isEmpty ? "all generated files are current" : changed.joined(separator: "\n"))
    } catch {
      FileHandle.standardError.write(Data("error: \(error)\n".utf8))
      exit(65)
    }
  }
}
