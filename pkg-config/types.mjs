// Prints the TypeScript types of a JSON Schema: `node pkg-config/types.mjs SCHEMA`. Run by `cargo xtask schema`.
import { compile } from "json-schema-to-typescript";
import { readFile } from "node:fs/promises";

const schema = JSON.parse(await readFile(process.argv[2], "utf8"));
// A condition is what it is, not a list of every attribute: the compiler checks those.
const conditions = schema.$defs.Condition;
schema.$defs.Condition = { description: conditions.description, type: "object", additionalProperties: true };
schema.title = "Program";
console.log(
  (
    await compile(schema, "Program", {
      bannerComment: "// Made by `cargo xtask schema` from src/compiler/source.",
      additionalProperties: false,
      style: { printWidth: 120 },
    })
  ).trimEnd(),
);
