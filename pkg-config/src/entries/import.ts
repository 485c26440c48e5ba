export { importPast, type Imported, type ImportOptions, type PastEvent } from "../import.js";
