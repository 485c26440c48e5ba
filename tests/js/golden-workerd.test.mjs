// Behaviour as data on workerd, the runtime of Cloudflare's edge.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { golden } from "./lab/package.mjs";
import { worker } from "./lab/workerd.mjs";

let edge;

before(async () => {
  edge = await worker(`
    import { load } from "trogen";
    import { play } from "./golden.mjs";
    export default {
      async fetch(request) {
        const { file, build } = await request.json();
        return Response.json(await play(file, (program) => load(program, { build })));
      },
    };`);
});

after(() => edge?.dispose());

for (const build of [undefined, "insight"]) {
  test(`golden cases on workerd, ${build ?? "the smallest"} build`, async () => {
    let played = 0;
    const wrong = [];
    for (const [name, file] of Object.entries(golden)) {
      const response = await edge.dispatchFetch("http://edge/", { method: "POST", body: JSON.stringify({ file, build }) });
      assert.equal(response.status, 200, await response.clone().text());
      for (const result of await response.json()) {
        played++;
        wrong.push(...result.wrong.map((problem) => `${name}: ${result.name}: ${problem}`));
      }
    }
    assert.ok(wrong.length === 0, wrong.join("\n"));
    assert.ok(played >= 130, `only ${played} cases were played`);
  });
}
