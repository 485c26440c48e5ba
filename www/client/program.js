// The program as its authors wrote it, for the panels that explain it. The engine itself reads only compiled bytes.

let campaigns;

/** Campaigns by id; fetched when first asked. */
export async function campaignsById() {
  campaigns ??= fetch("/program.json").then(async (response) => new Map((await response.json()).campaigns.map((c) => [c.id, c])));
  return campaigns;
}
