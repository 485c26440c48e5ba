// Tables that align in a terminal and read as Markdown.

/** `columns`: [heading, (row) => value][]. */
export function table(title, rows, columns) {
  const cells = [
    columns.map(([heading]) => heading),
    ...rows.map((row) => columns.map(([, value]) => String(value(row) ?? "-"))),
  ];
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i].length)));
  console.log("\n## " + title);
  cells.forEach((row, k) => {
    console.log("| " + row.map((x, i) => (i ? x.padStart(widths[i]) : x.padEnd(widths[i]))).join(" | ") + " |");
    if (k === 0) console.log("|" + widths.map((w) => "-".repeat(w + 2)).join("|") + "|");
  });
}

export function time(ns) {
  if (ns < 1e3) return ns.toFixed(0) + " ns";
  if (ns < 1e6) return (ns / 1e3).toFixed(ns < 1e4 ? 2 : 1) + " us";
  return (ns / 1e6).toFixed(2) + " ms";
}

/** Adds to each row its ratio to the fastest peer, if a peer was measured. */
export function ratioed(rows) {
  const peers = rows.filter((row) => row.kind === "peer").map((row) => row.median);
  if (peers.length > 0) for (const row of rows) row.vsBestPeer = row.median / Math.min(...peers);
  return rows;
}

export function ratio(row, digits = 2) {
  return row.vsBestPeer === undefined ? undefined : row.vsBestPeer.toFixed(digits) + "x";
}

/** A median with its ratio. */
export function timeAndRatio(row) {
  return row && (row.vsBestPeer === undefined ? time(row.median) : `${time(row.median)} (${ratio(row)})`);
}
