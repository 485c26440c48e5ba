// The baskets, grouped by household. Two sources of the same shape: the Parquet files of the whole data set, and the
// small sample beside this file. Both give households in the order of their number and baskets in the order of time;
// neither looks at the machine's locale or time zone (a time stamp in the files is read as UTC).
import { createReadStream, existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isMeasured, levels } from "./topics.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const SHARED = resolve(here, "../../../shared/data/completejourney");
const SAMPLE = join(here, "sample/households.jsonl");

/**
 * Opens the data: `directory` where given, else the shared folder, else the sample.
 * Gives { name, households, products, basketsOf(household) }.
 */
export async function openDataset({ directory, sample } = {}) {
  if (!sample) {
    if (directory !== undefined) {
      if (!existsSync(join(directory, "transactions.parquet")))
        throw new Error(`no transactions.parquet in ${directory}`);
      return openParquet(directory);
    }
    if (existsSync(join(SHARED, "transactions.parquet"))) return openParquet(SHARED);
    console.error("replay: no Complete Journey folder beside the repository; using the sample");
  }
  return openSample();
}

/** One column at a time into a typed array: reading all at once would hold a boxed value per cell. */
export async function readColumns(path, columns) {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetRead } = await import("hyparquet");
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const rows = Number(metadata.num_rows);
  const out = { rows };
  for (const [name, kind] of Object.entries(columns)) {
    const values = kind === "text" ? new Array(rows) : new Float64Array(rows);
    await parquetRead({
      file,
      metadata,
      columns: [name],
      onChunk({ columnData, rowStart }) {
        for (let i = 0; i < columnData.length; i++) {
          const value = columnData[i];
          values[rowStart + i] = kind === "text" ? value : Number(value);
        }
      },
    });
    out[name] = values;
  }
  return out;
}

/** Every product of the Parquet folder: number -> { levels, measured }. */
export async function readProducts(directory) {
  const table = await readColumns(join(directory, "products.parquet"), {
    product_id: "number",
    department: "text",
    product_category: "text",
    product_type: "text",
  });
  const products = new Map();
  for (let i = 0; i < table.rows; i++) {
    const [department, category, type] = [table.department[i], table.product_category[i], table.product_type[i]];
    products.set(table.product_id[i], { levels: levels(department, category, type), measured: isMeasured(type) });
  }
  return products;
}

const UNKNOWN = { levels: [], measured: false };

async function openParquet(directory) {
  const products = await readProducts(directory);
  const rows = await readColumns(join(directory, "transactions.parquet"), {
    household_id: "number",
    basket_id: "number",
    product_id: "number",
    quantity: "number",
    sales_value: "number",
    transaction_timestamp: "number",
  });
  const starts = groupByHousehold(rows);
  return {
    name: "Complete Journey, all households",
    households: [...starts.keys()].sort((a, b) => a - b),
    products,
    basketsOf: (household) => basketsOf(rows, products, starts.get(household) ?? []),
  };
}

function groupByHousehold(rows) {
  const groups = new Map();
  for (let i = 0; i < rows.rows; i++) {
    const group = groups.get(rows.household_id[i]);
    if (group === undefined) groups.set(rows.household_id[i], [i]);
    else group.push(i);
  }
  return groups;
}

function basketsOf(rows, products, indices) {
  const byId = new Map();
  for (const i of indices) {
    const id = rows.basket_id[i];
    let basket = byId.get(id);
    if (basket === undefined) byId.set(id, (basket = { id, time: rows.transaction_timestamp[i], lines: [] }));
    const product = rows.product_id[i];
    const known = products.get(product) ?? UNKNOWN;
    // To the cent: a few amounts in the file carry the debris of somebody's arithmetic (1.8e-15).
    const amount = Math.round(rows.sales_value[i] * 100) / 100;
    basket.lines.push({ product, ...known, quantity: rows.quantity[i], amount });
  }
  return inOrder([...byId.values()]);
}

/** 84 times a household has two baskets in the same second: the number decides. */
function inOrder(baskets) {
  baskets.sort((a, b) => a.time - b.time || a.id - b.id);
  for (const basket of baskets) basket.lines.sort((a, b) => a.product - b.product);
  return baskets;
}

// The sample: line 1 is { paths, products: [[number, path index, measured]...] }, then one line per household:
// { household, baskets: [[number, seconds, [product index, quantity, cents, ...]]...] }. See sample/SOURCE.md.
async function openSample() {
  const lines = createInterface({ input: createReadStream(SAMPLE), crlfDelay: Infinity });
  let head;
  const households = new Map();
  for await (const text of lines) {
    const record = JSON.parse(text);
    if (head === undefined) head = record;
    else households.set(record.household, record.baskets);
  }
  const table = head.products.map(([product, path, measured]) => ({
    product,
    levels: path < 0 ? [] : head.paths[path].split("/"),
    measured: measured === 1,
  }));
  return {
    name: `Complete Journey, sample of ${households.size} households`,
    households: [...households.keys()].sort((a, b) => a - b),
    products: new Map(table.map(({ product, ...known }) => [product, known])),
    basketsOf: (household) => inOrder((households.get(household) ?? []).map((basket) => sampleBasket(basket, table))),
  };
}

function sampleBasket([id, seconds, flat], table) {
  const lines = [];
  for (let i = 0; i < flat.length; i += 3) {
    lines.push({ ...table[flat[i]], quantity: flat[i + 1], amount: flat[i + 2] / 100 });
  }
  return { id, time: seconds * 1000, lines };
}
