import NetworkFiles

extension Report {
  /// The page's style: one column on a phone, two where there is room, light and in two columns on paper.
  static let style = """
    :root { color-scheme: light dark; \(ReportColors.light.variables) }
    @media (prefers-color-scheme: dark) { :root { \(ReportColors.dark.variables) } }
    @media print { :root { color-scheme: light; \(ReportColors.light.variables) } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 76rem; padding: 1rem; background: var(--background);
      color: var(--foreground); font: 1rem/1.5 system-ui, 'DejaVu Sans', sans-serif; }
    h1 { font-size: 1.7rem; line-height: 1.2; margin: .5rem 0; overflow-wrap: anywhere; }
    h2 { font-size: 1.25rem; margin: 0 0 .5rem; }
    h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
    .note { color: var(--muted); font-size: .9rem; }
    p { margin: .5rem 0; max-width: 46rem; }
    a { color: var(--accent); }
    main { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); }
    section { min-width: 0; }
    section + section { margin-top: 1.5rem; }
    main > section { margin-top: 0; }
    .key { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .5rem;
      margin: 1rem 0; padding: 0; }
    .key div { background: var(--raised); border-radius: .4rem; padding: .5rem .75rem; }
    .key dt { color: var(--muted); font-size: .85rem; }
    .key dd { margin: 0; font-size: 1.25rem; overflow-wrap: anywhere; }
    figure { margin: 0; position: relative; max-width: 38rem; }
    figure svg { display: block; width: 100%; height: auto; touch-action: manipulation; }
    figcaption { color: var(--muted); font-size: .9rem; }
    .dark { display: none; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { padding: .25rem .75rem; text-align: right; border-bottom: 1px solid var(--raised); }
    thead th { background: var(--raised); }
    th { font-weight: 600; }
    th:first-child, .text td { text-align: left; }
    table + table { margin-top: 1rem; }
    .text { width: 100%; }
    .text td { overflow-wrap: anywhere; }
    .text th { vertical-align: top; width: 14rem; }
    td.right { background: var(--right); }
    td.wrong { background: var(--wrong); }
    code, pre { font-family: 'DejaVu Sans Mono', monospace; font-size: .875rem; }
    pre { background: var(--raised); border-radius: .4rem; padding: .75rem; margin: .5rem 0;
      white-space: pre-wrap; overflow-wrap: anywhere; }
    .warning { background: var(--wrong); border-radius: .4rem; padding: .5rem .75rem; }
    .try { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin: .5rem 0; }
    .try label { font-size: .9rem; }
    .try input { display: block; width: 8rem; font: inherit; color: var(--foreground);
      background: var(--raised); border: 1px solid var(--line); border-radius: .3rem;
      padding: .25rem .5rem; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    output { display: block; min-height: 3em; font-variant-numeric: tabular-nums; }
    @media (max-width: 30rem) { th, td { padding: .25rem .35rem; } table { font-size: .9rem; }
      .text th { width: 7rem; } }
    @media (prefers-color-scheme: dark) { @media screen {
      .light { display: none; } .dark { display: block; } } }
    @media (min-width: 60rem) {
      main { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 2rem; }
      .wide { grid-column: 1 / -1; } }
    @media print { :root { font-size: 75%; } body { max-width: none; padding: 0; }
      section { break-inside: avoid; } .try, output, #decision figcaption { display: none; }
      main { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem 2rem; }
      .wide { grid-column: 1 / -1; } }
    """
}
