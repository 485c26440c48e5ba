// Behaviour as data in Node, in all builds of the engine.
import assert from "node:assert/strict";
import { test } from "node:test";
import { play } from "./golden.mjs";
import { golden, trogen } from "./lab/package.mjs";

for (const build of [undefined, "full", "insight"]) {
  test(`golden cases in Node, ${build ?? "the smallest"} build`, async () => {
    let played = 0;
    const wrong = [];
    for (const [name, file] of Object.entries(golden)) {
      for (const result of await play(file, (program) => trogen.load(program, { build }))) {
        played++;
        wrong.push(...result.wrong.map((problem) => `${name}: ${result.name}: ${problem}`));
      }
    }
    assert.ok(wrong.length === 0, wrong.join("\n"));
    assert.ok(played >= 130, `only ${played} cases were played`);
  });
}
