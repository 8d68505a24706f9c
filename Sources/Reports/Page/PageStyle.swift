/// How the page looks: light or dark as the reader's system is, on any width.
enum PageStyle {
  static let text = colours + blocks + tables + model + timeline

  private static let colours = """
    :root{color-scheme:light dark;--ground:#ffffff;--raised:#f6f8fa;--ink:#1f2328;--faint:#59636e;
    --rule:#d1d9e0;--link:#0550ae;--good:#116329;--bad:#b3261e;--mark:#fff3bf;
    --kernels:#4477aa;--messages:#d9622b;--waiting:#8b949e;--optimiser:#1f9a55;
    --product:#4477aa;--attention:#8a67d6;--folds:#1f9a55;--other:#b08d1e;--several:#8b949e;
    --weights:#4477aa;--gradients:#d9622b;--states:#1f9a55;--activations:#c9a227;--buffers:#b8489e}
    @media (prefers-color-scheme: dark){:root{--ground:#0d1117;--raised:#161b22;--ink:#f0f6fc;
    --faint:#9198a1;--rule:#3d444d;--link:#79b8ff;--good:#56d364;--bad:#ff7b72;--mark:#3b2f0a;
    --kernels:#6ba3d6;--product:#6ba3d6;--weights:#6ba3d6;--attention:#a78bfa}}
    .kernels{--c:var(--kernels)}.messages{--c:var(--messages)}.waiting{--c:var(--waiting)}
    .optimiser{--c:var(--optimiser)}.product{--c:var(--product)}.attention{--c:var(--attention)}
    .several{--c:var(--several)}.folds{--c:var(--folds)}.other{--c:var(--other)}.m-weights{--c:var(--weights)}
    .m-gradients{--c:var(--gradients)}.m-optimiser{--c:var(--states)}
    .m-activations{--c:var(--activations)}.m-buffers{--c:var(--buffers)}

    """

  private static let blocks = """
    *{box-sizing:border-box}html{scroll-padding-top:3.2rem;-webkit-text-size-adjust:100%}
    body{margin:0 auto;padding:0 1.25rem 4rem;max-width:76rem;background:var(--ground);
    color:var(--ink);font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}
    a{color:var(--link)}h1{font-size:1.6rem;line-height:1.25;margin:1.5rem 0 .25rem;overflow-wrap:anywhere}
    h2{font-size:1.25rem;margin:2.5rem 0 .5rem;padding-top:.75rem;border-top:1px solid var(--rule)}
    section:first-child h2{border-top:0;margin-top:1rem}
    h3{font-size:1rem;margin:1.25rem 0 .5rem}p{margin:.5rem 0;max-width:62rem}
    .lead{font-size:1.15rem}.note,small{color:var(--faint);font-size:.85rem}
    .skip{position:absolute;left:-100rem}.skip:focus{left:.5rem;top:.5rem;background:var(--ground);padding:.5rem;z-index:3}
    :focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
    nav{position:sticky;top:0;z-index:2;background:var(--ground);border-bottom:1px solid var(--rule);overflow-x:auto}
    nav ul{display:flex;gap:1.1rem;margin:0;padding:.6rem 0;list-style:none;white-space:nowrap;font-size:.9rem}
    .definitions{position:absolute;width:0;height:0}
    .figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.75rem;margin:1rem 0}
    .figure{background:var(--raised);border:1px solid var(--rule);border-radius:8px;padding:.6rem .8rem}
    .figure dt{color:var(--faint);font-size:.85rem}.figure dd{margin:0;font-size:1.3rem;font-weight:600}
    .figure dd.note{font-size:.85rem;font-weight:400}
    .legend{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;list-style:none;margin:.5rem 0;padding:0;font-size:.9rem}
    .key{display:inline-block;width:.85em;height:.85em;margin-right:.4em;border-radius:2px;background:var(--c);vertical-align:-.05em}
    .share{display:flex;height:1.5rem;border-radius:4px;overflow:hidden;background:var(--raised);max-width:62rem}
    .share.thin{height:.55rem;background:none;min-width:7rem;border-radius:2px}
    .fill{background:var(--c);height:100%}.tools{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;margin:.75rem 0}
    .tools[hidden]{display:none}
    button,input{font:inherit;font-size:.9rem;color:var(--ink);background:var(--raised);border:1px solid var(--faint);border-radius:6px;padding:.3rem .7rem}
    button{cursor:pointer}input{min-width:12rem;max-width:100%}
    details{margin:.25rem 0}summary{cursor:pointer}
    .layout{border:1px solid var(--rule);border-radius:6px;padding:.35rem .7rem}
    .layout[open]{background:var(--raised)}.layout svg{display:block}.layout .edge{stroke:var(--raised)}
    details:target{border-color:var(--link);box-shadow:0 0 0 2px var(--link)}
    .names{overflow-wrap:anywhere;font:.8rem/1.5 ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;color:var(--faint);max-width:none}
    .certificate{font-size:.92rem}.good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}
    footer{margin-top:3rem;color:var(--faint);font-size:.85rem}

    """

  private static let tables = """
    .wide{overflow-x:auto;max-width:100%;margin:.75rem 0}
    .pair{display:flex;flex-wrap:wrap;gap:0 2.5rem;align-items:flex-start}.pair .wide{flex:0 1 auto}
    table{border-collapse:collapse;min-width:min(100%,17rem);font-size:.92rem}caption{text-align:left;font-weight:600;padding:.25rem 0}
    th,td{padding:.3rem .9rem .3rem 0;text-align:left;border-bottom:1px solid var(--rule);vertical-align:top;white-space:nowrap}
    th{font-weight:500;color:var(--faint);vertical-align:bottom}.number{text-align:right;font-variant-numeric:tabular-nums}
    .chosen td{background:var(--mark)}.bar-cell{display:block;min-width:9rem}.measure{display:block}
    pre{font:.82rem/1.45 ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;margin:0}
    .cluster{font-size:.85rem}.domain{border:1px solid var(--faint);border-radius:8px;padding:.5rem .75rem;display:inline-block;max-width:100%}
    .domain-name{margin:0 0 .4rem;color:var(--faint)}.members{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center}
    .rank{border:1px solid var(--rule);border-radius:4px;background:var(--raised);padding:.1rem .5rem;font-variant-numeric:tabular-nums}
    .more{color:var(--faint)}

    """

  private static let model = """
    .scope{border-left:2px solid var(--rule);padding-left:.75rem}.scope .scope{margin-left:.25rem}
    .alike{border-left-style:double;border-left-width:5px}
    .op{padding:.12rem 0 .12rem .9rem;font-size:.85rem;line-height:1.65;overflow-wrap:anywhere}
    .op b{font-weight:600}.op.off,.scope.off{display:none}.op :target{background:var(--mark)}.op:target{background:var(--mark)}
    .kind{margin:0 0 0 .6em;color:var(--faint)}.operands{color:var(--faint)}
    .op code,summary code{font:.92em ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;margin:0 .35em}
    .chip{display:inline-block;border-radius:4px;padding:0 .4em;margin:0 .15em;font-size:.8rem;line-height:1.45;color:#0d1117;white-space:nowrap;max-width:100%;overflow:hidden;text-overflow:ellipsis;vertical-align:middle}
    .r{background:#dddddd}.p{background:#ee8866}.s0{background:#99ddff}.s1{background:#44bb99}.s2{background:#eedd88}
    .s3{background:#c8a2c8}.s4{background:#e69f00}.s5{background:#b5d56a}
    .mesh,.cost,.shards{font-size:.8rem;margin-left:.5em}.cost{color:var(--faint);white-space:nowrap;font-variant-numeric:tabular-nums}
    .arrow{margin:0 .3em;text-decoration:none}.reshard{border-left:3px solid var(--messages);padding-left:.7rem}

    """

  private static let timeline = """
    .pane{border:1px solid var(--rule);border-radius:6px;padding:.5rem 0}.sheet{min-width:100%;width:100%;padding:0 .5rem}
    .lane-name{margin:.35rem 0 .1rem;font-size:.8rem;color:var(--faint);max-width:none}
    .lane-name span,.stuck{position:sticky;left:.5rem;display:inline-block}
    .stuck{display:inline-flex;max-width:100%}
    .lane,.memory{display:block;width:100%;background:var(--raised)}.lane{height:26px}.memory{height:150px}
    .bar{fill:var(--c);stroke:var(--c);stroke-width:.6px;vector-effect:non-scaling-stroke}.bar:hover{fill:var(--ink);stroke:var(--ink)}
    .area{fill:var(--c)}.axis{position:relative;height:1.4rem;font-size:.75rem;color:var(--faint);border-top:1px solid var(--rule);overflow:hidden}
    .axis span{position:absolute;border-left:1px solid var(--faint);padding-left:.25rem;white-space:nowrap}
    .axis .end{transform:translateX(-100%);border-left:0;border-right:1px solid var(--faint);padding:0 .25rem 0 0}
    .pointed{display:block;min-height:1.6rem;font-size:.9rem;font-variant-numeric:tabular-nums}
    @media (max-width:40rem){body{padding:0 .8rem 3rem}h1{font-size:1.3rem}.figures{grid-template-columns:repeat(2,1fr)}
    .figure dd{font-size:1.05rem}th,td{padding-right:.6rem}td:first-child{white-space:normal;overflow-wrap:anywhere;min-width:7rem}.scope{padding-left:.35rem}.scope .scope{margin-left:.1rem}.op{padding-left:.3rem}}
    @media print{nav,.tools,.pointed{display:none}}

    """
}
