import type { Consent, Permission } from "./types.js";

/** What was said about one permission, as its two bits. */
export const enum Said {
  Pending,
  Granted,
  Denied,
}

/** Where a permission's bits are. */
export const enum About {
  Computing = 0,
  Persisting = 2,
}

const PERMISSIONS: readonly Permission[] = ["pending", "granted", "denied"];

/** Two bits a permission, as `src/signals/consent.rs` reads them. */
export function bits(consent: Consent | undefined): number {
  const one = (p: Permission | undefined) => Math.max(0, PERMISSIONS.indexOf(p as Permission));
  if (typeof consent === "string") return one(consent) * 0b010101;
  return one(consent?.compute) | (one(consent?.persist) << 2) | (one(consent?.emit) << 4);
}

/** Reads one permission. */
export function said(consent: number, about: About): Said {
  return (consent >> about) & 3;
}

/** `consent`, with every no of `other`. */
export function denying(consent: number, other: number): number {
  const denied = other & 0b101010;
  return (consent & ~(denied >> 1)) | denied;
}
