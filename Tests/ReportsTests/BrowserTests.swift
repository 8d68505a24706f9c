import Foundation
import Reports
import Testing
import Waiting

/// The page in a real browser. Without one these tests are skipped.
@Suite(
  .serialized, .waitingForPrograms,
  .enabled(if: Browser.program != nil, "a Chromium on the path, or TESSERA_CHROMIUM, is required"))
struct BrowserTests {
  static func page() throws -> String {
    try ReportPage(
      ReportCases.contents(
        ReportCases.layers(3), on: ReportCases.mesh(), trains: true, isSearched: true)
    ).description
  }

  /// What stands before all scripts: it counts what goes wrong.
  private static let guardian = """
    <script>var faults = [];
    addEventListener('error', function (event) { faults.push(String(event.message)); });
    ['error', 'warn'].forEach(function (name) { console[name] = function (text) { faults.push(String(text)); }; });
    </script>
    """

  /// What stands behind them: it does what readers do, and writes down what it sees.
  private static let reader = """
    <script>
    (function () {
      var seen = {}, find = function (what) { return document.querySelector(what); };
      var pane = find('#pane');
      find('[data-zoom="2"]').click(); find('[data-zoom="2"]').click();
      seen.zoomed = pane.dataset.scale + ' ' + (find('#sheet').offsetWidth > 3 * pane.clientWidth);
      pane.dispatchEvent(new KeyboardEvent('keydown', { key: '-', bubbles: true }));
      seen.key = pane.dataset.scale;
      find('[data-zoom="0"]').click();
      seen.whole = pane.dataset.scale;
      find('.lane .bar').dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
      seen.bar = find('#pointed').textContent;
      var chart = find('.memory'), box = chart.getBoundingClientRect();
      chart.dispatchEvent(new PointerEvent('pointermove', { clientX: box.left + box.width / 2, bubbles: true }));
      seen.memory = find('#pointed').textContent;
      var filter = find('#filter'), ops = function () { return document.querySelectorAll('.op:not(.off)').length; };
      var before = ops();
      filter.value = 'gelu'; filter.dispatchEvent(new Event('input'));
      seen.filtered = ops() > 0 && ops() < before;
      filter.value = ''; filter.dispatchEvent(new Event('input'));
      seen.restored = ops() === before;
      find('[data-fold="close"]').click();
      seen.folded = document.querySelectorAll('details.scope[open]').length;
      find('[data-fold="open"]').click();
      seen.unfolded = document.querySelectorAll('details.scope:not([open])').length;
      var first = find('#layouts summary');
      first.click();
      seen.opened = first.parentElement.open;
      seen.overflow = document.documentElement.scrollWidth - document.documentElement.clientWidth;
      seen.tools = document.querySelectorAll('.tools[hidden]').length;
      var link = find('a.arrow');
      link.click();
      setTimeout(function () {
        seen.linked = document.getElementById(link.hash.slice(1)).open;
        seen.faults = faults;
        document.body.dataset.seen = JSON.stringify(seen);
      }, 100);
    })();
    </script>
    """

  @Test(arguments: [1280, 420])
  func `it loads without an error, and clicks, keys and links work`(width: Int) throws {
    var page = try Self.page()
    page = page.replacing("<head>", with: "<head>" + Self.guardian)
      .replacing("</body>", with: Self.reader + "</body>")
    let (output, errors) = try Browser.with { browser in
      try browser.elements(of: browser.write(page, to: "page.html"), width: width)
    }
    #expect(!errors.contains("CONSOLE"), "\(errors)")
    let found = try #require(output.firstMatch(of: /data-seen="([^"]*)"/)?.1)
    let text = found.replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let seen = try #require(object as? [String: Any])
    #expect(seen["faults"] as? [String] == [], "\(seen)")
    #expect(seen["zoomed"] as? String == "4 true" && seen["key"] as? String == "2", "\(seen)")
    #expect(seen["whole"] as? String == "1")
    #expect((seen["bar"] as? String)?.contains(" at ") == true, "\(seen)")
    #expect((seen["memory"] as? String)?.contains("the busiest rank holds") == true, "\(seen)")
    for key in ["filtered", "restored", "opened", "linked"] {
      #expect(seen[key] as? Bool == true, "\(key): \(seen)")
    }
    for key in ["folded", "unfolded", "overflow", "tools"] {
      #expect(seen[key] as? Int == 0, "\(key): \(seen)")
    }
  }

  @Test(arguments: [1280, 420])
  func `it is not blank, neither light nor dark`(width: Int) throws {
    let page = try Self.page()
    try Browser.with { browser in
      let file = try browser.write(page, to: "page.html")
      let pictures = try [false, true].map {
        try browser.colours(of: browser.picture(of: file, width: width, isDark: $0))
      }
      for picture in pictures {
        #expect(picture.count > 100 && picture.largest < 0.97, "\(picture)")
      }
      #expect(pictures[0].brightness > 0.7 && pictures[1].brightness < 0.3, "\(pictures)")
    }
  }

  @Test func `without scripts all of it can be read`() throws {
    let page = try Self.page()
    let start = try #require(page.range(of: "<script>")?.lowerBound)
    let end = try #require(page.range(of: "</script>", options: .backwards)?.upperBound)
    let still = page.replacingCharacters(in: start..<end, with: "")
    let output = try Browser.with { browser in
      try browser.elements(of: browser.write(still, to: "still.html")).output
    }
    #expect(output.contains("<summary>") && output.contains("class=\"bar"))
    // What scripts would do offers itself to nobody.
    #expect(output.matches(of: /<div class="tools" hidden=""/).count == 2)
  }
}
