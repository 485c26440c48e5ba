// Plays tests/data/next-item/golden.json against the package, in any runtime: nothing of Node is used here.

/** What differs from the golden answers, as text; how many cases there were. */
export async function playNext(load, program, index, cases, now) {
  const engine = await load(program, { build: "full" });
  await engine.nextItems(index);
  const visitor = engine.visitor(null, { now, consent: "granted" });
  const wrong = [];
  for (const { next, ...options } of cases) {
    const got = JSON.stringify(visitor.next(options).map(({ id, score }) => [id, score]));
    if (got !== JSON.stringify(next)) wrong.push(`${JSON.stringify(options)}: ${got}`);
  }
  return { wrong, played: cases.length };
}
