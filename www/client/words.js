// The engine's codes and the program's conditions in plain words.

const STAGES = {
  new: "New", explorer: "Explorer", considering: "Considering", cart: "Has a full cart", first_purchase: "First purchase",
  repeat: "Came back", loyal: "Loyal", champion: "One of the best", won_back: "Won back", at_risk: "At risk", lapsed: "Lapsed",
};

const STOPS = {
  when_failed: "its conditions do not hold", capped: "shown often enough for now", just_bought: "bought already, and not worn out yet",
  elsewhere: "stands elsewhere on this page", outranked: "others fit better", memory_full: "no room left to count it",
  unknown_slot: "the program has no such slot", no_campaigns: "nothing is planned for this slot", consent: "no consent: the default stays",
  failed: "the engine stopped: the default stays",
};

const TOPICS = {
  running: "Running", "running/shoes": "Shoes", "running/spikes": "Spikes", "running/headlamps": "Headlamps",
  "running/clothing": "Clothing", "running/watches": "Watches", training: "Training", nutrition: "Food and drink",
};

const WEATHERS = { sun: "the sun shines", rain: "it rains", snow: "it snows" };
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export const stageName = (stage) => STAGES[stage] ?? stage;
export const topicName = (topic) => TOPICS[topic] ?? topic;
export const stopWords = (code) => STOPS[code] ?? code;

/** Why this campaign was chosen: its own conditions, and whether the visitor's interests spoke for it. */
export function because(campaign, reasons) {
  const conditions = campaign?.when ? Object.entries(campaign.when).map(([attribute, test]) => condition(attribute, test)) : [];
  const topic = campaign?.topics?.map((t) => topicName(t).toLowerCase()).join(" and ");
  if (reasons.includes("interest") && topic) conditions.push(`interest in ${topic}`);
  return conditions.length ? conditions.join(", ") : "nothing has to be known for it";
}

/** What stopped a candidate; where a condition failed, which one. */
export function stopped({ stopped: code, settled }, campaign) {
  if (code === "when_failed" && settled) {
    const test = campaign?.when?.[settled.attribute];
    const wanted = test === undefined ? settled.attribute : condition(settled.attribute, test);
    return `only when ${wanted}`;
  }
  return stopWords(code);
}

function condition(attribute, test) {
  const [root, ...rest] = attribute.split(".");
  const name = topicName(rest.join(".")).toLowerCase();
  if (attribute === "orders") return test === 0 ? "nothing is bought yet" : "something was bought before";
  if (attribute === "cart.items") return "something lies in the cart";
  if (attribute === "context.weather") return WEATHERS[test] ?? `weather is ${values(test)}`;
  if (attribute === "context.month") return `it is ${test.$in?.map((m) => MONTHS[m - 1]).join(", ")}`;
  if (attribute === "context.season") return `it is ${values(test)}`;
  if (attribute === "stage") return `the stage is ${values(test).replaceAll("_", " ")}`;
  if (root === "owned") return test === true ? `${name} are owned` : `no ${name} are owned`;
  if (root === "interest") return `${name} are on the visitor's mind`;
  if (root === "bought") return bought(name, test);
  if (root === "due") return `it is time for new ${name}`;
  return `${attribute} is ${values(test)}`;
}

function bought(name, { $gte, $lte, $exists }) {
  if ($exists === false) return `no ${name} were ever bought`;
  if ($gte !== undefined && $lte !== undefined) return `${name} were bought ${$gte} to ${$lte} days ago`;
  return $gte === undefined ? `${name} were bought in the last ${$lte} days` : `the last ${name} were bought ${$gte} days ago or more`;
}

const values = (test) => (test?.$in ? test.$in.join(" or ") : typeof test === "object" ? JSON.stringify(test) : String(test));
