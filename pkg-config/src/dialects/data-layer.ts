import { type Stop, quiet } from "./tracker.js";

/**
 * Shows every entry of a data layer to `each`, once: first what stands in it, then what is pushed. The page's `push` does
 * what it did before, first and whatever comes of ours; other wrappers, Tag Manager's too, may stand above or below.
 */
export function watch(dataLayer: unknown[] | undefined, each: (entry: any, isOld: boolean) => void): Stop {
  let isOn = true;
  const see = (entry: unknown, isOld: boolean) => {
    if (isOn) quiet(() => each(entry, isOld));
  };
  const stop = quiet(() => {
    // Where the page's snippet comes later, it goes on with this one.
    const layer = dataLayer ?? ((globalThis as { dataLayer?: unknown[] }).dataLayer ??= []);
    // What is told may push in turn: that is the last of the old entries, and no new one.
    for (const entry of layer) see(entry, true);
    const { push } = layer;
    const wrapper = function (this: unknown[], ...entries: unknown[]): number {
      const length = push.apply(this, entries);
      for (const entry of entries) see(entry, false);
      return length;
    };
    layer.push = wrapper;
    return () => {
      isOn = false;
      // A wrapper above calls this one on; it stays, and sees nothing any more.
      if (layer.push === wrapper) layer.push = push;
    };
  });
  return stop ?? (() => {});
}

/** The words of `gtag(...)`, which pushes its arguments object. An array is no command, as with Google's own tag. */
export function command(entry: unknown): ArrayLike<any> | undefined {
  return {}.toString.call(entry) === "[object Arguments]" ? (entry as ArrayLike<unknown>) : undefined;
}
