// Fills the slots of a page in its stream. The decision is made before the first byte leaves, because the cookie that
// counts what was shown stands in the headers.
import { reasonsText, slotHtml } from "../shop/slots.js";
import { withVisitor } from "./visitor.js";

/** The response with its slots filled, or the very same response when anything goes wrong. */
export async function personalize(response, { cookies, clock, slots, program }) {
  try {
    const { result: fills, cookie } = await withVisitor(program, cookies, clock, (visitor) => {
      visitor.track("page_view");
      return decide(visitor, slots);
    });
    const headers = new Headers(response.headers);
    headers.set("cache-control", "private, no-store");
    if (cookie) headers.append("set-cookie", cookie);
    return rewriter(fills).transform(new Response(response.body, { status: response.status, headers }));
  } catch (error) {
    console.error("the page goes out unpersonalised:", error);
    return response;
  }
}

function decide(visitor, slots) {
  const page = visitor.choose(slots);
  const fills = new Map();
  for (const name of slots) {
    const { choices } = page[name];
    if (choices.length === 0) continue;
    fills.set(name, {
      html: slotHtml(name, choices.map((choice) => choice.payload)),
      ids: choices.map((choice) => choice.id).join(" "),
      reasons: reasonsText(page[name]),
    });
    page[name].shown();
  }
  return fills;
}

function rewriter(fills) {
  return new HTMLRewriter().on("[data-trogen-slot]", {
    element(element) {
      const fill = fills.get(element.getAttribute("data-trogen-slot"));
      if (!fill) return;
      element.setInnerContent(fill.html, { html: true });
      // The page reads these two to know what the edge decided, so that it does not count the same exposure again.
      element.setAttribute("data-trogen-choice", fill.ids);
      element.setAttribute("data-trogen-reasons", fill.reasons);
    },
  });
}
