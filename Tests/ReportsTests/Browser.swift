import Foundation
import Testing

/// A Chromium without a window.
struct Browser {
  /// `TESSERA_CHROMIUM`, or the first that is on the path; nil where there is none.
  static let program: String? = {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["TESSERA_CHROMIUM"] { return named.isEmpty ? nil : named }
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    let names = ["chromium", "chromium-browser", "google-chrome"]
    return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Pages, pictures and the browser's own files; removed at the end.
  let folder: URL

  /// Runs `body` with a browser that knows nothing of runs before.
  static func with<R>(_ body: (Browser) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "browser-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(Browser(folder: folder))
  }

  func write(_ page: String, to name: String) throws -> URL {
    let file = folder.appending(path: name)
    try Data(page.utf8).write(to: file)
    return file
  }

  /// The page's elements after its scripts ran, and what the browser says of it.
  func elements(of page: URL, width: Int = 1280) throws -> (output: String, errors: String) {
    try run([
      "--dump-dom", "--virtual-time-budget=3000", "--window-size=\(width),900",
      "--enable-logging=stderr", page.absoluteString,
    ])
  }

  /// A picture of the page.
  func picture(of page: URL, width: Int, isDark: Bool) throws -> Data {
    let file = folder.appending(path: "\(width)-\(isDark).png")
    _ = try run([
      "--screenshot=\(file.path)", "--window-size=\(width),1600", "--hide-scrollbars",
      "--blink-settings=preferredColorScheme=\(isDark ? 0 : 1)", page.absoluteString,
    ])
    return try Data(contentsOf: file)
  }

  private func run(_ words: [String]) throws -> (output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.program))
    process.arguments =
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--no-first-run", "--disable-extensions", "--disable-background-networking",
        "--user-data-dir=\(folder.appending(path: "profile").path)",
      ] + words
    let (output, errors) = (folder.appending(path: "output"), folder.appending(path: "errors"))
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let limit = DispatchWorkItem { process.terminate() }
    DispatchQueue.global().asyncAfter(deadline: .now() + 120, execute: limit)
    process.waitUntilExit()
    limit.cancel()
    let texts = try [output, errors].map {
      String(decoding: try Data(contentsOf: $0), as: UTF8.self)
    }
    try #require(process.terminationStatus == 0, "\(words): \(texts[1].suffix(2000))")
    return (texts[0], texts[1])
  }

  /// How many colours a picture has, the part of it that has the most frequent one, and how bright it is from 0 to 1:
  /// another page counts them.
  func colours(of picture: Data) throws -> (count: Int, largest: Double, brightness: Double) {
    let page = try write(
      """
      <!DOCTYPE html><body><img id="i" src="data:image/png;base64,\(picture.base64EncodedString())"><script>
      addEventListener('load', function () {
        var image = document.getElementById('i'), canvas = document.createElement('canvas');
        canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
        var context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        var data = context.getImageData(0, 0, canvas.width, canvas.height).data;
        var counts = new Map(), sum = 0;
        for (var at = 0; at < data.length; at += 4) {
          var key = data[at] * 65536 + data[at + 1] * 256 + data[at + 2];
          counts.set(key, (counts.get(key) || 0) + 1);
          sum += data[at] + data[at + 1] + data[at + 2];
        }
        image.remove();
        var pixels = data.length / 4;
        document.body.dataset.found =
          [counts.size, Math.max(...counts.values()) / pixels, sum / pixels / 765].join(' ');
      });
      </script></body>
      """, to: "colours.html")
    let found = try elements(of: page).output.firstMatch(of: /data-found="([^"]*)"/)
    let numbers = try #require(found).1.split(separator: " ").compactMap { Double($0) }
    try #require(numbers.count == 3)
    return (Int(numbers[0]), numbers[1], numbers[2])
  }
}
