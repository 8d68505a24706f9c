/// The classes that shapes refer to. Custom properties are avoided: not every viewer knows them.
///
/// Block fills and the ink on them do not change with the ground; all else does.
package let styleSheet =
  "text{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;"
  + "font-size:11px}"
  + ".title{font-size:15px;font-weight:bold}.heading{font-size:13px;font-weight:bold}"
  + ".onDark,.onLight{font-size:11px}.onLight{fill:#0d1117}.onDark{fill:#ffffff}"
  + ".haloed{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}"
  + ".series{fill:none;stroke-width:2px;stroke-linejoin:round}"
  + themed(ground: "#ffffff", ink: "#1f2328", faint: "#59636e", rule: "#d1d9e0", plain: "#eef1f4")
  + "@media (prefers-color-scheme: dark){"
  + themed(ground: "#0d1117", ink: "#f0f6fc", faint: "#9198a1", rule: "#3d444d", plain: "#21262d")
  + "}"

private func themed(ground: String, ink: String, faint: String, rule: String, plain: String)
  -> String
{
  ".ground{fill:\(ground)}.title,.heading,.ink{fill:\(ink)}.faint{fill:\(faint)}"
    + ".rule{stroke:\(rule);stroke-width:1px}.frame{fill:none;stroke:\(faint);stroke-width:1px}"
    + ".plain{fill:\(plain)}.edge{fill:none;stroke:\(ground);stroke-width:2px}"
    + ".rim{fill:none;stroke:\(faint);stroke-width:1px}"
    + ".lattice{stroke:\(ink);stroke-width:0.5px;stroke-opacity:0.22}"
    + ".tick{stroke:\(faint);stroke-width:1px}.arrow{fill:none;stroke:\(faint);stroke-width:2px}"
}
