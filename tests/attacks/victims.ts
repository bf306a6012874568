import { assertEquals } from "../assert.ts";
import { fixedKey } from "../keys.ts";

/** Long before any test: an access since then shows. */
const LONG_AGO = new Date("2001-01-01T00:00:00Z");

/** Content, owner and mode of a file show in these, and so does that it was read. */
interface Trace {
  readonly inode: number | null;
  readonly size: number;
  readonly mode: string;
  readonly owner: string;
  readonly changed: number | null;
  readonly read: number | null;
}

/**
 * Files of root's in a directory of root's that nobody may write to: what an attacker would like the program
 * to read, overwrite, give away or open. One of them has the name that the key has.
 */
export class Victims {
  readonly directory: string;
  readonly #keyName: string;
  readonly #before = new Map<string, Trace>();

  private constructor(directory: string, keyName: string) {
    this.directory = directory;
    this.#keyName = keyName;
  }

  /** Files of mode 0600 but for one that all may read and one as long as a key. */
  static async make(directory: string, keyName: string): Promise<Victims> {
    await Deno.mkdir(directory, { mode: 0o755 });
    const victims = new Victims(directory, keyName);
    for (
      const [name, size, mode] of [
        ["shadow", 1000, 0o600],
        ["passwd", 500, 0o644],
        ["as-long", 128, 0o600],
        [keyName, 128, 0o400],
      ] as const
    ) {
      const path = `${directory}/${name}`;
      await Deno.writeFile(path, await fixedKey(`victim ${name}`, size), { mode });
      await Deno.chmod(path, mode);
    }
    await Deno.mkdir(`${directory}/private`, { mode: 0o700 });
    await victims.remember();
    return victims;
  }

  path(name: string): string {
    return `${this.directory}/${name}`;
  }

  /** Tells whether the file that has the key's name is another one than before. */
  keyInode(): number | null {
    return Deno.lstatSync(this.path(this.#keyName)).ino;
  }

  /** From now on the new key that has taken that file's place has to stay: whole, root's and 0400. */
  async acceptKey(key: Uint8Array): Promise<void> {
    const path = this.path(this.#keyName);
    assertEquals(await Deno.readFile(path), key);
    const now = await trace(path);
    assertEquals([now.mode, now.owner], ["400", "0:0"]);
    this.#before.set(this.#keyName, now);
  }

  /** Where the path leads to the file that has the key's name, it is read as the old key. Returns whether it was. */
  async acceptReadOfKey(): Promise<boolean> {
    const before = this.#before.get(this.#keyName)!;
    const now = await trace(this.path(this.#keyName));
    const isOnlyRead = now.inode === before.inode && now.changed === before.changed &&
      now.read !== before.read;
    if (isOnlyRead) this.#before.set(this.#keyName, { ...before, read: now.read });
    return isOnlyRead;
  }

  /** Removes temporaries of the program, which only their owner may read. Returns whether there were any. */
  async removeTemporaries(): Promise<boolean> {
    const names = (await this.#names()).filter((name) => /^\.corosync-keygen-.*\.tmp$/.test(name));
    for (const name of names) {
      const { mode, owner } = await trace(this.path(name));
      assertEquals([mode, owner], ["400", "0:0"], name);
      await Deno.remove(this.path(name));
    }
    return names.length > 0;
  }

  /** Takes what is there now for what has to stay. */
  async remember(): Promise<void> {
    this.#before.clear();
    for (const name of ["", ...await this.#names()]) {
      if (name !== "") await Deno.utime(this.path(name), LONG_AGO, LONG_AGO);
      this.#before.set(name, await trace(this.path(name)));
    }
    await this.#nextTick();
  }

  /** Waits until the file system's clock has moved on: what is changed from now on has another time. */
  async #nextTick(): Promise<void> {
    const latest = Math.max(...Array.from(this.#before.values(), ({ changed }) => changed ?? 0));
    const probe = `${this.directory}/probe`;
    for (;;) {
      await Deno.writeFile(probe, new Uint8Array());
      const { changed } = await trace(probe);
      await Deno.remove(probe);
      if (changed === null || changed > latest) return;
    }
  }

  /**
   * What happened to them, a line each; empty when nothing did. The directory itself may be listed, and the
   * times of it change when something is put into it: then the list of names tells.
   */
  async harm(): Promise<readonly string[]> {
    const harm: string[] = [];
    const names = await this.#names();
    for (const name of names) {
      if (!this.#before.has(name)) harm.push(`${name} is new`);
    }
    for (const [name, before] of this.#before) {
      if (name !== "" && !names.includes(name)) {
        harm.push(`${name} is gone`);
        continue;
      }
      const after = await trace(this.path(name));
      const fields: (keyof Trace)[] = name === "" || name === "private"
        ? ["mode", "owner"]
        : ["inode", "size", "mode", "owner", "changed", "read"];
      for (const field of fields) {
        if (after[field] !== before[field]) {
          harm.push(`${name || "the directory"}: ${field} ${before[field]} -> ${after[field]}`);
        }
      }
    }
    return harm;
  }

  async assertUnharmed(what: string): Promise<void> {
    assertEquals(await this.harm(), [], what);
  }

  async #names(): Promise<string[]> {
    return (await Array.fromAsync(Deno.readDir(this.directory), ({ name }) => name)).sort();
  }
}

async function trace(path: string): Promise<Trace> {
  const { ino, size, mode, uid, gid, ctime, atime } = await Deno.lstat(path);
  return {
    inode: ino,
    size,
    mode: ((mode ?? 0) & 0o7777).toString(8),
    owner: `${uid}:${gid}`,
    changed: ctime?.getTime() ?? null,
    read: atime?.getTime() ?? null,
  };
}
