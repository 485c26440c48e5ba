// Draws the sample in sample/ from the whole data set: node tests/replay/make-sample.mjs [folder]
// Rule: households by number of baskets, ties by their number; of the COUNT equal shares of that list the middle one
// each. So the sample has rare and frequent shoppers in the proportions of the whole, and no choice was made by hand.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDataset } from "./dataset.mjs";

const COUNT = 25;
const file = join(dirname(fileURLToPath(import.meta.url)), "sample/households.jsonl");
const data = await openDataset({ directory: process.argv[2] });

const sizes = data.households.map((household) => [household, data.basketsOf(household).length]);
sizes.sort((a, b) => a[1] - b[1] || a[0] - b[0]);
const drawn = Array.from({ length: COUNT }, (_, i) => sizes[Math.floor(((i + 0.5) / COUNT) * sizes.length)][0]);
drawn.sort((a, b) => a - b);

const paths = [];
const pathIndex = new Map();
const products = [];
const productIndex = new Map();

function indexOfPath(levels) {
  if (levels.length === 0) return -1;
  const path = levels.join("/");
  if (!pathIndex.has(path)) {
    pathIndex.set(path, paths.length);
    paths.push(path);
  }
  return pathIndex.get(path);
}

function indexOfProduct(line) {
  if (!productIndex.has(line.product)) {
    productIndex.set(line.product, products.length);
    const row = [line.product, indexOfPath(line.levels)];
    products.push(line.measured ? [...row, 1] : row);
  }
  return productIndex.get(line.product);
}

const households = drawn.map((household) => ({
  household,
  baskets: data
    .basketsOf(household)
    .map((basket) => [
      basket.id,
      basket.time / 1000,
      basket.lines.flatMap((line) => [indexOfProduct(line), line.quantity, Math.round(line.amount * 100)]),
    ]),
}));

const text = [{ paths, products }, ...households].map((record) => JSON.stringify(record)).join("\n") + "\n";
writeFileSync(file, text);
const baskets = households.reduce((sum, h) => sum + h.baskets.length, 0);
console.log(`${COUNT} households, ${baskets} baskets, ${products.length} products, ${text.length} bytes`);
