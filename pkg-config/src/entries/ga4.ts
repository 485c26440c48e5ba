export * from "../dialects/ga4.js";
