export * from "../dialects/segment.js";
