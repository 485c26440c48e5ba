/** What a terminal shows: colours and progress for people, neither for machines. */
import { stderr, stdout } from "node:process";

const isColoured = stdout.isTTY && !process.env.NO_COLOR;
const paint = (code: number) => (text: string) => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = paint(1);
export const faint = paint(2);
export const red = paint(31);
export const green = paint(32);
export const yellow = paint(33);

/** A bar on the error stream while something long goes on; nothing where nobody looks. */
export function progress(what: string): { at(share: number): void; done(): void } {
  const width = 30;
  let shown = -1;
  const at = (share: number) => {
    const full = Math.min(width, Math.round(share * width));
    if (!stderr.isTTY || full === shown) return;
    shown = full;
    stderr.write(`\r${what} [${"#".repeat(full)}${" ".repeat(width - full)}] ${Math.round(share * 100)} %`);
  };
  return { at, done: () => void (stderr.isTTY && shown >= 0 && stderr.write(`\r${" ".repeat(what.length + width + 10)}\r`)) };
}
