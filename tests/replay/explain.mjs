// Ten decisions of the replay, taken apart by the insight build. The household is fed again from its first basket, so
// this also checks that the insight build decides as the runtime did.
import { replayHousehold } from "./household.mjs";

const COUNT = 10;

/** Gives { household, date, stage, slot, chosen: [...], runnersUp: [...], same } for ten of the examples. */
export function explainTen(engine, data, examples) {
  return spread([...examples.values()], COUNT).map((example) => explainOne(engine, data, example));
}

/** One of each stage in turn, so that the frequent stages do not crowd the others out. */
function spread(examples, count) {
  const byStage = new Map();
  for (const example of examples) {
    const group = byStage.get(example.stage);
    if (group === undefined) byStage.set(example.stage, [example]);
    else group.push(example);
  }
  const out = [];
  for (let round = 0; out.length < count; round++) {
    const before = out.length;
    for (const group of byStage.values()) if (round < group.length && out.length < count) out.push(group[round]);
    if (out.length === before) break;
  }
  return out;
}

function explainOne(engine, data, example) {
  let index = 0;
  let found;
  replayHousehold(engine, data.basketsOf(example.household), {
    decision({ visitor, page, slots, time }) {
      if (index++ !== example.decision) return;
      const { choices } = page[example.slot];
      // The slots before it on the page are filled first: what stands there cannot stand here.
      const before = slots.slice(0, slots.indexOf(example.slot) + 1);
      const rivals = visitor.explain(before).filter(({ id }) => !choices.some((choice) => choice.id === id));
      found = {
        household: example.household,
        date: new Date(time).toISOString().slice(0, 16).replace("T", " "),
        stage: visitor.scores().stage,
        slot: example.slot,
        chosen: choices.map(({ id, score, reasons }) => ({ id, score, reasons })),
        runnersUp: rivals.map(({ id, stopped, score, settled }) => ({ id, stopped, score, settled })),
        same: choices.map((choice) => choice.id).join() === example.ids.join(),
      };
    },
  });
  return found;
}
