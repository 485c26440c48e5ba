/** Files, and what could not be done with them said to a person. */
import { lstat, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** What a command could not do, said to a person. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 2,
  ) {
    super(message);
  }
}

/** A file to be. */
export interface Output {
  path: string;
  content: Uint8Array | string;
  /** Who may read it; everybody unless said. */
  mode?: number;
}

/** A file's bytes. */
export async function file(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw new Failure(`${path} is not there`);
    throw new Failure(error.code === "EISDIR" ? `${path} is a folder, no file` : `${path} cannot be read: ${error.message}`);
  });
}

/** A file's text, without a byte order mark. */
export async function textOf(path: string): Promise<string> {
  return new TextDecoder().decode(await file(path));
}

/**
 * Writes files, and makes the folders that they lie in. All places are looked at before the first is written; with `isNew` nothing is
 * written over, and if one cannot be written none is left.
 */
export async function write(outputs: readonly Output[], { isNew = false } = {}): Promise<void> {
  for (const { path } of outputs) {
    if (isNew && (await lstat(path).catch(() => undefined))) throw new Failure(`${path} is there already; nothing was written`);
    if ((await stat(path).catch(() => undefined))?.isDirectory()) throw new Failure(`${path} cannot be written: it is a folder`);
  }
  const made: string[] = [];
  for (const { path, content, mode = 0o666 } of outputs) {
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content, { flag: isNew ? "wx" : "w", mode });
      made.push(path);
    } catch (error) {
      if (isNew) for (const one of made) await rm(one, { force: true });
      throw new Failure(`${path} cannot be written: ${(error as Error).message}`);
    }
  }
}
