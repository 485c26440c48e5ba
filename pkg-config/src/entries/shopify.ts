export * from "../dialects/shopify.js";
